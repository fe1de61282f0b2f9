"""The commands that bring a film out of the house, and those that log in where it goes.

Not here: `longtake fetch`, which writes everything a film has (`studio/cli/commands/films.py`).
"""
