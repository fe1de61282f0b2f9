"""What a film stands on, looked at when it begins.

Not here: the guard that compares (`workers/interceptors/pair_guard.py`), the marks themselves (`library/pair.py`).
"""
