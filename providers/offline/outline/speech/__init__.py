"""What each shot of a film says: the whole text where there is time for it, else what tells it best.

Not here: where sentences may be cut (`text/clauses.py`), and how long shots last (`lengths.py`).
"""
