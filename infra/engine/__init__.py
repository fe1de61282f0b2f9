"""The embedded Temporal server: its program, its ports, its database.

Not here: who starts it and keeps it alive (`workers/supervisor.py`, `workers/engine.py`).
"""
