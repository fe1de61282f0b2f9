"""A film's script: its story written stage by stage, or its shots as given; checked and quoted.

Not here: what models are told and how answers are read (`activities/story/`).
"""
