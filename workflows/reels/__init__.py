"""A film's reels: stretches of its shots with a board, a gate, a window and money of their own. A short film has one.

Not here: what is done about one shot (`workflows/shots/`) or one picture, and what is true of the whole film.
"""
