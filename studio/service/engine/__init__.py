"""The engine and this machine: what is there, what is missing, and who serves which queue.

Not here: starting anything (`workers/engine.py`).
"""
