"""A story: its stages, how models write it, how it is divided, whose trained looks it has.

Not here: the shots that it amounts to (`models/shots/`), and any writing (`workflows/story/`, `activities/story/`).
"""
