"""What a decision says of a board that is edited, read from its payload.

Not here: what an edit does to a list of shots (`models/shots/edits.py`).
"""
