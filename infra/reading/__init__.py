"""Texts as people bring them, read once for the writer, the voice and the subtitles: what they are, their paragraphs and
their sentences.

Not here: what a story makes of them (`providers/offline/outline/`, `activities/story/`), fonts and letters (`infra/media/text/`).
"""
