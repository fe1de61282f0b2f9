"""The facts of one film and of many: in a line, in full, its shots and takes, its bible, what it was told, where it went.

Not here: how they are asked for (`studio/service/film/`).
"""
