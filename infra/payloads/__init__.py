"""What travels through Temporal: how values become payloads, how payloads in the store are named, how failures are told.

Not here: connecting to a server (`infra/temporal.py`), and which errors an activity may end with (`activities/failures.py`).
"""
