"""Who and what recurs in a film: subjects, the bible that they are together, and what a provider is given of them.

Not here: what they say (`models/shots/lines.py`), and how a sheet or a voice is made (`providers/`).
"""
