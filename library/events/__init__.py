"""What happened to films, in order, for whoever follows them: rows that grow, and that are removed when they are old.

Where something stands is in other tables; an event says that it stands elsewhere now. Not here: who hears of it.
"""
