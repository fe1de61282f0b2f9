"""Films of several reels: what their reels' workflows are asked and told.

Not here: what is true of every film.
"""
