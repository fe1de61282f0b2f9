"""Which field a sentence is about, where a program may point at it."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from models.errors import BadInput
from models.excerpt import quoted

_PATH = re.compile(r"(?:The \w+ payload's )?([a-z_]+)((?:\.[\w-]+|\[\d+\])*)")


@contextmanager
def pointing(fields: Collection[str]) -> Iterator[None]:
    """Have an error say which of the fields it is about, where its sentence begins with one's name."""
    try:
        yield
    except BadInput as error:
        found = _PATH.match(str(error))
        if not error.field and found and found[1] in fields:
            error.field = found[0].rpartition(" ")[2]
        raise


def check_known(given: Mapping[str, Any], known: Collection[str]) -> None:
    """See that there is no field that nobody knows.

    Raises:
        BadInput: there is one; the sentence says which may be meant.

    """
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name[:80], known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}."
            error = BadInput(f"{quoted(name)} is not a known field: {hint}")
            error.field = name[:80]
            raise error


def place_of(where: tuple[int | str, ...]) -> str:
    """What a place in a body is called: `lines[0].text`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    return text.removeprefix(".") or "The body"
