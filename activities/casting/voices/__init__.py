"""Whose voice is whose: what is known of characters, which voices a provider has, and which of them each is given.

Not here: the voices themselves (`providers/`), and how they are spoken with.
"""
