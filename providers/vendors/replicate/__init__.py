"""Replicate: pictures by any of its models, asked by name.

Not here: which models there are, and what they take: that stands in the table beside this page, and in a person's own.
"""
