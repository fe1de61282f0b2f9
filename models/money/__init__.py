"""Dollars: steps and their quotes, what a budget allows, the ledger. Decimal throughout.

Not here: prices, which providers know, and waiting for money (`workflows/money/`).
"""
