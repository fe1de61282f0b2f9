"""Deletion: what goes and what stays is said first, then it is done, as often as it takes.

Not here: what tables and the store do of it (`library/erasure/`), what a Temporal server does (`studio/client/runs/removal.py`), and
how a door asks for it.
"""
