"""What a picture was drawn from: which subjects it shows, as they were then, and the pictures that were given of them."""

import hashlib
from collections.abc import Iterable

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Blob
from models.subjects.subject import Subject


class Seen(Frozen):
    """A subject in a picture. `mark` changes when it would be drawn otherwise.

    `pictures` are those that the provider was given of it; one that was `left_out` has pictures, and there was no room.
    """

    subject: str
    mark: str = Field(max_length=16)
    pictures: tuple[Blob, ...] = ()
    left_out: bool = False


def seen(subject: Subject, pictures: tuple[Blob, ...], *, left_out: bool = False) -> Seen:
    """A subject as a picture shows it, drawn with these pictures of it."""
    whole = "\n".join([subject.model_dump_json(), *(picture.sha256 for picture in pictures)])
    mark = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return Seen(subject=subject.name, mark=mark, pictures=pictures, left_out=left_out)


def changed_since(before: Iterable[Seen], now: Iterable[Seen]) -> tuple[str, ...]:
    """The subjects that would be drawn otherwise now, or that the picture would not show any more, in order."""
    drawn = {one.subject: one.mark for one in before}
    wanted = {one.subject: one.mark for one in now}
    differ = [name for name, mark in wanted.items() if drawn.get(name) != mark]
    return (*differ, *(name for name in drawn if name not in wanted))
