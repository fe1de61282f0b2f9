"""People and animals of a frame, from a hand to a face.

Not here: where they stand (`stands.py`, beside this folder).
"""
