"""fal: pictures and clips of many makers, each an endpoint behind one queue.

Not here: which endpoints there are: those stand in the tables beside this page.
"""
