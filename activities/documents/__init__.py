"""The film's papers: its story, its shot list, its report.

Not here: what belongs to the cut (`activities/cut/papers/`).
"""
