"""A running film's money: the budget, what is bought, what nobody knows of, the ledger's table."""
