"""Requests: fields that any door was given become the request of a film, or one sentence about what cannot be used.

Not here: starting anything, or asking Temporal.
"""
