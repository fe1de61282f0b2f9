"""A shot: what is seen and heard, where it stands, its takes.

Not here: how a story is divided into shots (`models/story/`) and what is ordered for one (`models/orders/`).
"""
