"""The commands of review: what people say of films, and the links that let others see one.

Not here: how comments go into a revision (`longtake revise --comments`, `studio/cli/commands/decisions.py`).
"""
