"""What is written beside a film while it is made: its ledger, and where its shots stand.

Not here: the tables themselves (`activities/money/ledger_table.py`, `library/states/`).
"""
