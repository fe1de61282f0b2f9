"""Scores of open models of music: as long as they are asked for, whatever the model makes at once.

Not here: how loud a score plays under voices (`activities/cut/sound/`).
"""

from providers.open_models.music.provider import OpenMusic

__all__ = ["OpenMusic"]
