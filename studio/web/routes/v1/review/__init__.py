"""Routes of review: comments on films, links that let others see one, and the film as those see it.

Not here: what guests may ask beside that, which each route says of itself (`may(…, guests=True)`).
"""
