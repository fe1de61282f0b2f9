"""Cursors: where a page of a list ends, by the names of its last entries; entries that come or go in front of them move nothing."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from models.errors import BadInput

ANCHORS = 3
"""Of how many entries a cursor has the names: where the last one is gone, the page follows the one before."""


def written(names: Sequence[str]) -> str:
    """The cursor behind a page of entries that are called so."""
    text = json.dumps(list(names[-ANCHORS:]), separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str | None) -> tuple[str, ...]:
    """The names of a cursor, the last entry's last; none for the first page.

    Raises:
        BadInput: the cursor is none.

    """
    if not cursor:
        return ()
    try:
        names = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        names = None
    if not isinstance(names, list) or not names or not all(map(_is_name, names)):
        raise no_cursor()
    return tuple(names[-ANCHORS:])


def _is_name(given: object) -> bool:
    """Whether an entry may be called so: ids and places are plain, and a database cannot be asked for every text."""
    return isinstance(given, str) and given.isascii() and given.isprintable()


def no_cursor() -> BadInput:
    """That is no cursor."""
    return _refused("cursor is none that was given out here: leave it out to begin with the first page.")


def lost() -> BadInput:
    """Of what a cursor names nothing is there."""
    return _refused(
        "What cursor is to follow is no longer in the list: leave it out to begin with the first page."
    )


def _refused(sentence: str) -> BadInput:
    error = BadInput(sentence)
    error.field = "cursor"
    return error


def behind(names: Sequence[str], after: Sequence[str]) -> int:
    """The index at which the page begins that follows the last of those entries that is there; 0 without any.

    Raises:
        BadInput: none of them is there.

    """
    if not after:
        return 0
    places = [place for place, name in enumerate(names, start=1) if name in after]
    if not places:
        raise lost()
    return places[-1]
