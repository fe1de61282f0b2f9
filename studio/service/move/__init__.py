"""A home's films moved to a cluster: what is there, carried over, seen to be the same, and found there again.

Not here: how rows are carried (`infra/database/transfer.py`), and what a moved film is on the cluster (`workflows/runs/moved.py`).
"""
