"""A shot's clip, made, and conformed to the film.

Not here: how a clip is conformed (`infra/media/conform.py`).
"""
