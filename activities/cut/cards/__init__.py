"""The film's cards: title, end, and the slate of a missing shot.

Not here: the poster and the overview, which are no part of the film (`activities/cut/papers/`).
"""
