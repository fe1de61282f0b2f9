"""Keyframes drawn as an animatic: the offline image provider.

`provider.py` is asked, `frame.py` paints; `people/`, `places/` and `things/` are what it paints.
Not here: the camera's movement (`providers/offline/camera.py`).
"""

from providers.offline.animatic.provider import Animatic

__all__ = ["Animatic"]
