"""Text in pictures: fonts, scripts, directions, lines.

Not here: what is written, and where it stands in the picture.
"""
