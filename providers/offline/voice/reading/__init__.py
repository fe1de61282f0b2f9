"""How a voice reads what is written: numbers, dates, units, abbreviations and signs, in the voice's language.

Not here: what is shown (the written words stay as they are), and what a voice cannot speak at all (`spoken_text.py`).
"""
