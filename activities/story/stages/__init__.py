"""The stages that models write: what each is asked, and what its answer amounts to.

Not here: the order of the stages and who is asked (`workflows/story/`).
"""
