"""What the library has already, asked for many orders at once.

Not here: the library itself (`library/`).
"""
