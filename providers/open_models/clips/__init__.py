"""Clips of open models of videos: in the model's own size, length and rate, and made the film's.

Not here: how a run goes on where it was broken off (`providers/open_models/resume.py`), nor how the parts of a longer shot follow
one another (`workflows/shots/chain.py`).
"""

from providers.open_models.clips.provider import OpenClips

__all__ = ["OpenClips"]
