"""The shots of a film on their way: a window of child workflows, each shot's own workflow, a clip that is made of several.

Not here: how one asset is had (`workflows/orders.py`).
"""
