"""The offline voice: what of a line it can speak, and when it says each word.

Not here: captions (`activities/cut/captions/`).
"""
