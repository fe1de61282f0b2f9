"""The forms that texts come in: how each is told from the others, and what it marks as told, said and seen.

Not here: paragraphs and sentences, which are the same in all of them.
"""
