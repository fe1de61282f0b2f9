"""What films cost, kept after they end: the ledger's table, and a run's sums for its report.

Not here: sums over many films, which people ask for (`studio/service/`).
"""
