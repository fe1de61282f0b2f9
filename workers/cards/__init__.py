"""Workers with cards: which devices there are, one process a device, what such a process takes on, and when it ends.

Not here: what runs on a card (`providers/open_models/`).
"""
