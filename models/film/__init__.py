"""A film on its way: its request, its options, who approves, where it stands, what it was told.

Not here: the brief, which says what the film is (`models/brief.py`), and what moves it (`workflows/`).
"""
