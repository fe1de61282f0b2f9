"""What stands around every activity, and around workflows: guards, and who tells of it.

Not here: what an activity does, and which workers there are (`workers/composition.py`).
"""
