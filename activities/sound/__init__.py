"""Voices and the score, made.

Not here: the film's mix (`activities/cut/sound/`).
"""
