"""A finished film on its way out of the house: where to, under which words, who may see it.

Not here: what is asked of a place to bring it there (`activities/releases/`).
"""
