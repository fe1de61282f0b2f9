"""The stretches of a long story: how it is divided, what each is told, and what is kept of it.

Not here: what models are told and how answers are read (`activities/story/`), and the reels (`activities/reels/`).
"""
