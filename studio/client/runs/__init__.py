"""The runs of a film: which of them was started for what.

Not here: how one is started (`studio/client/starts.py`), and what it left (`studio/client/film_reader.py`).
"""
