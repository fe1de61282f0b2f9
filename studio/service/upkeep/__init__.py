"""What a home, or a cluster's database and store, is kept well with: copies and the way back, revisions, and the move to a cluster.

Not here: where single rows and files come from (`infra/database/transfer.py`, `infra/storage/`).
"""
