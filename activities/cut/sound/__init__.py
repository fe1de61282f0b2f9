"""The film's sound: voices, music and effects measured, balanced, mixed.

Not here: how a voice or a score is made (`activities/sound/`, `providers/`).
"""
