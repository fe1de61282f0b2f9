"""What may be told of a film's work: names and numbers, and of addresses the host. Words of films, keys and links are not."""

import re
from enum import Enum
from urllib.parse import urlsplit

from infra.telemetry.variables import content_wanted
from models.readable import readable

LONGEST = 200
"""Characters of a value; what is longer is cut, for no name is."""
UNTOLD = "…"
"""Stands for what is not told."""

_USUAL_ID = re.compile(r"(?<![\w.-])(?:[a-z0-9]+-)+(?=[0-9a-f]{6}(?![\w-]))")
"""The words at the beginning of a film's usual id, which are those of its title or its prompt."""
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s'\"<>]+", re.IGNORECASE)
_NAME = re.compile(r"[\w.:/@+-]{1,100}")
_PLAIN_PART = re.compile(r"[a-z]{1,20}[0-9]{0,2}|v?[0-9]{1,3}[a-z]{0,4}[0-9]?", re.IGNORECASE)
"""A part of a path between dashes and dots that is a word, a number or a version; ids and signatures are none."""


def film_told(film_id: str) -> str:
    """How a film is called: by its id; of a usual one, which begins with words of its title, by its last six digits."""
    return film_id if content_wanted() else _USUAL_ID.sub(UNTOLD + "-", film_id)


def path_told(path: str) -> str:
    """A path without what may be a secret, an id or a name in it."""
    return "/".join(part if _is_plain(part) else "{}" for part in path.split("/")[:12])


def address_told(url: str) -> str:
    """An address as scheme and host: no user, no path, no query."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return UNTOLD
    return f"{parts.scheme}://{parts.hostname or ''}{port}"


def text_told(text: str) -> str:
    """A sentence of our own, without addresses and the words of films' ids in it, and readable."""
    said = _ADDRESS.sub(lambda found: address_told(found[0]), text)
    return readable(said if content_wanted() else _USUAL_ID.sub(UNTOLD + "-", said))[: 10 * LONGEST]


def argument_told(value: object) -> object:
    """What a log's sentence is made with: numbers and names; of an error its type; of anything else nothing."""
    if isinstance(value, bool | int | float) or content_wanted():
        return value
    if isinstance(value, BaseException):
        return error_type(value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return value if _NAME.fullmatch(value) and not _secretive(value) else UNTOLD
    return str(value) if isinstance(value, Enum) else UNTOLD


def error_type(error: BaseException) -> str:
    """The kind of an error: Temporal's word for it, else its class."""
    return str(getattr(error, "type", "") or type(error).__name__)[:LONGEST]


def _is_plain(part: str) -> bool:
    return len(part) <= 40 and all(
        not piece or _PLAIN_PART.fullmatch(piece) for piece in re.split(r"[-_.:]", part)
    )


def _secretive(value: str) -> bool:
    """Whether a name is as long and as mixed as a key is."""
    return any(
        len(part) >= 20 and re.search(r"\d", part) and re.search(r"[A-Za-z]", part)
        for part in re.split(r"[/:.]", value)
    )
