"""Animals and robots of a frame, who may be characters or things that a prompt names.

Not here: people (`people/`, beside this folder), and flocks and shoals far off (`things/aloft.py`).
"""
