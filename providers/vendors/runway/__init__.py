"""Runway: clips that open with a picture, as tasks that are paid in credits.

Not here: which models there are, and what they take: that stands in the table beside this page.
"""
