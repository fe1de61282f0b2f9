"""Releases of films, as Temporal has them.

Not here: whether a film can be released, and under which words (`studio/service/film/release.py`).
"""
