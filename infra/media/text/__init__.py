"""Text in pictures: fonts, directions, lines."""
