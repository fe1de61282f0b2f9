"""Dollars: quotes, the budget's rules, the ledger. Decimal throughout."""
