"""Commands that delete everything about a film, a subject or a person, and what has expired.

Not here: what is dropped so that its files may go with the next collection (`studio/cli/commands/library/cleanup.py`).
"""
