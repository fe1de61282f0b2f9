"""Who is in a text, where they are in it, and how they look.

Not here: what they do in a shot (`shot_plan.py`, beside this folder).
"""
