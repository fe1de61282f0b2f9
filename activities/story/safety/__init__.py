"""Which shots may not be drawn: by a guard model, an endpoint, or the local word list.

Not here: which guard is asked, and what a blocked shot becomes (`workflows/story/safety.py`).
"""
