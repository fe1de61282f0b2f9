"""Keyframes drawn as an animatic: the offline image provider.

`provider.py` is asked, `frame.py` and `sheets.py` paint; `people/`, `creatures/`, `places/` and `things/` are what they
paint, as `words/` reads it.
Not here: the camera's movement (`providers/offline/camera.py`).
"""

from providers.offline.animatic.provider import Animatic

__all__ = ["Animatic"]
