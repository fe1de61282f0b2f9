"""What one run of a workflow leaves to the next of the same film or reel.

Not here: what a film that has ended leaves to its retake, which is its view (`models/film/view.py`).
"""
