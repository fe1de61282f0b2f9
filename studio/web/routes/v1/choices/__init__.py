"""What a film can be made of and by whom: templates, models that write, providers, prices, voices.

Not here: what they cost in a film (`routes/v1/film/money.py`).
"""
