"""A board that is edited: shots moved, brought, dropped, split, merged, revised field by field, and all of that undone.

Not here: what an edit does to a list of shots, which is pure (`models/shots/edits.py`), and the gate (`workflows/gates/`).
"""
