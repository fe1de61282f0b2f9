"""Evenly spaced stretches of a script that is longer than any film."""

from collections.abc import Iterator

from models.story.manuscript import Manuscript, WrittenScene
from providers.offline.outline.text.sentences import SAMPLE_CHARS

_STRETCHES = 120


def script_sample(manuscript: Manuscript) -> Manuscript:
    """The script, or of one with more than 240,000 characters so much in stretches, its beginning and its end among them."""
    size = sum(len(passage.text) for passage in manuscript.passages)
    if size <= SAMPLE_CHARS:
        return manuscript
    return manuscript.model_copy(update={"scenes": tuple(_kept(manuscript, size))})


def _kept(manuscript: Manuscript, size: int) -> Iterator[WrittenScene]:
    """The scenes with what of them lies in a stretch; those that have nothing there are left out."""
    step = size / _STRETCHES
    room = SAMPLE_CHARS / _STRETCHES
    at, last = 0, size - room
    for scene in manuscript.scenes:
        kept = []
        for passage in scene.passages:
            if at % step < room or at >= last:
                kept.append(passage)
            at += len(passage.text)
        if kept:
            yield scene.model_copy(update={"passages": tuple(kept)})
