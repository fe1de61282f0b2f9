"""What can be chosen, as tables: templates, models, voices, providers, prices.

Not here: what became of a film (the room around this one).
"""
