"""The offline story writer: no model, no network, the same brief gives the same story.

`writer.py` is asked; the modules beside it are its stages, `text/` and `people/` what it reads of a text.
Not here: anything that a model's answers go through (`activities/story/`).
"""

from providers.offline.outline.writer import OutlineWriter

__all__ = ["OutlineWriter"]
