"""Requests: fields that any door was given become the request of a film, or one sentence about what cannot be used.

Nothing here is started, and no server is asked.
"""
