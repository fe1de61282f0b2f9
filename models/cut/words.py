"""When the words of a line are heard in the recording of its voice: measured once, and kept beside the voice."""

from typing import NamedTuple

from models.base import Frozen


class Word(NamedTuple):
    """A spoken word, or a few, or a part of one: from `start` to `end` in seconds of its recording."""

    text: str
    start: float
    end: float


class SpokenLine(Frozen):
    """A line as its voice says it: the pieces that it is captioned in, in the order of the text.

    Stored, it is a small JSON file; what travels is an `Asset.words` or a `CutShot.words`, its reference.
    """

    words: tuple[Word, ...]

    @property
    def text(self) -> tuple[str, ...]:
        """The pieces without their times."""
        return tuple(word.text for word in self.words)
