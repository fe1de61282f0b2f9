"""A running film's money: the budget, what is bought, what nobody knows of, the ledger's table.

Not here: the arithmetic, which is pure (`models/money/`), and the table itself (`activities/money/`).
"""
