"""Providers that need no key, no GPU and no network: what an animatic is made by.

Not here: anything that asks somebody else.
"""
