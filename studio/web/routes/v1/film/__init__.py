"""What can be read of films: lists, one of them, its shots and takes, its subjects, its decisions, costs, files.

Not here: what changes a film (`routes/making/`).
"""
