"""How much of a film is on its way at once, by kind of work."""

from collections.abc import Iterable

from pydantic import Field

from models.base import Frozen, Whole

MOST = 100
"""A reel has no more shots: what is as wide as that waits for nothing but the slots of those who work."""
MOST_REELS = 200
"""A film has no more."""


class AtOnce(Frozen):
    """How many shots, and how many pictures, are on their way at once, and how many of both are at vendors.

    All three are a reel's, of a film that has several, and `reels` is how many of these are worked on at once.
    """

    shots: Whole = Field(default=MOST, ge=1, le=MOST)
    pictures: Whole = Field(default=MOST, ge=1, le=MOST)
    vendor_jobs: Whole = Field(default=3, ge=1, le=MOST)
    reels: Whole = Field(default=8, ge=1, le=MOST_REELS)


def on_one_machine(slots: int) -> AtOnce:
    """What keeps one machine of so many slots at work, and leaves no more to be waited for when somebody decides anew."""
    wide = min(MOST, max(8, 2 * slots))
    return AtOnce(shots=wide, pictures=wide, reels=4)


def read_at_once(texts: Iterable[str]) -> dict[str, int]:
    """The numbers by kind of work, of texts such as `shots=20`.

    Raises:
        ValueError: one of them is no such text, or a kind is there twice; the message goes on from what gave it.

    """
    read: dict[str, int] = {}
    for text in texts:
        word, _, number = (part.strip() for part in text.partition("="))
        kind = word.replace("-", "_")
        if kind not in AtOnce.model_fields or not (number.isascii() and number.isdigit()):
            known = ", ".join(field.replace("_", "-") for field in AtOnce.model_fields)
            raise ValueError(f"must be KIND=N such as shots=20, of {known}, not {text[:58]!r}")
        if kind in read:
            raise ValueError(f"says {word} twice")
        most = MOST_REELS if kind == "reels" else MOST
        if not (len(number) < 4 and 1 <= int(number) <= most):
            raise ValueError(f"must be from 1 to {most} of {word}, not {number[:20]}")
        read[kind] = int(number)
    return read
