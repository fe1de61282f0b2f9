"""A finished film on its way out of the house, as a workflow of its own.

Not here: the making of the film, which has ended by then (`workflows/film.py`).
"""
