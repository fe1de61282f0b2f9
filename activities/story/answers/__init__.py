"""What models answer: the object in their words, its fields, and why it cannot be used.

Not here: what is made of a good answer (`activities/story/assembly/`).
"""
