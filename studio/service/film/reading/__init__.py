"""A film read piece by piece: lists of films by pages, one film and what changes of it, its shots by pages, its files.

Not here: the whole of a film at once (`studio/service/film/look.py`), and anything that changes one.
"""
