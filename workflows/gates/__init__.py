"""Where a person decides: the gate before the shots, what is shown there, and how a film waits at it.

Not here: what is carried out once it is decided (`workflows/signals.py`), and decisions about money (`workflows/money/decisions.py`).
"""
