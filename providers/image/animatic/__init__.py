"""Keyframes drawn as an animatic: the offline image provider."""

from providers.image.animatic.provider import Animatic

__all__ = ["Animatic"]
