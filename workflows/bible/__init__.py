"""The bible of a film that is being made: its sheets are drawn, and its subjects changed.

Not here: the rules of what can be changed (`models/subjects/`), and how a film waits for a person (`workflows/gates/`).
"""
