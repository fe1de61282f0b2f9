"""The offline story writer: no model, no network, the same brief gives the same story."""

from providers.offline.outline.writer import OutlineWriter

__all__ = ["OutlineWriter"]
