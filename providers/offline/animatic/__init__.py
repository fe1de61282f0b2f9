"""Keyframes drawn as an animatic: the offline image provider."""

from providers.offline.animatic.provider import Animatic

__all__ = ["Animatic"]
