"""Commands over what outlives a film: the assets that were made, the subjects that were saved, and what is thrown away.

Not here: commands over one film that is being made, its bible among them (`studio/cli/commands/bible.py`).
"""
