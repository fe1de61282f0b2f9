"""The offline score: a quiet synthesised underscore that follows the film's mood.

Not here: how loud it plays under voices (`activities/cut/sound/`).
"""

from providers.offline.score.provider import Bed

__all__ = ["Bed"]
