"""Screenplays, labelled dialogue and labelled shots: who is in them, where they play, and how they become shots.

`people.py` and `places.py` belong to the reading of a text; `parts.py`, `selection.py`, `groups.py` and `shots.py` lay a
script over the seconds of a film, and `plan.py` writes its shots down.
Not here: what a script is written in (`infra/reading/`), prose that a narrator tells (`narration.py`, `shot_plan.py`).
"""
