"""A long film in reels: dividing its script, and keeping what each reel leaves.

Not here: where a reel ends, which is pure (`models/film/reels.py`), and the cut (`activities/cut/`).
"""
