"""Files that a person hands over, read within bounds: regular files of a size that is known, TOML and JSON that end.

A size, a depth and a number of parts bound the time too: what reads them takes no longer than their length.
"""

import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.errors import BadInput

MOST_PARTS = 32
"""Parts of a dotted key, and how deep what is in a file may be nested."""

MOST_MARKS = 2**20
"""Characters of a TOML text beside its strings' own: what reads them does so one by one, three seconds for so many."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

# Strings and comments in the order in which TOML finds them; one that never ends goes to the end of the text.
_NO_KEYS = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*+"?|\'[^\'\n]*+\'?|\#[^\n]*+',
    re.DOTALL,
)
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]++[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")


def read_given(path: Path, most_bytes: int) -> bytes:
    """The bytes of a regular file; nothing else is waited for or read.

    Raises:
        BadInput: it is a folder, a pipe or a device, or larger than `most_bytes`; with the path.
        OSError: it is missing, or cannot be read.

    """
    # A pipe is not waited for, and a terminal does not become ours.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise BadInput(f"{path} is {kind_of(mode)}: give a file.")
    with os.fdopen(handle, "rb") as file:
        data = file.read(most_bytes + 1)
        size = max(len(data), os.fstat(handle).st_size)
    if size > most_bytes:
        most = f"{most_bytes // 2**20} MB" if most_bytes >= 2**20 else f"{most_bytes // 1024} KB"
        raise BadInput(f"{path} has {size / 2**20:.1f} MB: {most} is the most.")
    return data


def kind_of(mode: int) -> str:
    """What something is that is no regular file, in words."""
    return next((words for is_kind, words in _KINDS if is_kind(mode)), "no regular file")


def parse_toml(text: str) -> dict[str, Any]:
    """What a TOML text holds.

    Raises:
        tomllib.TOMLDecodeError: it is not TOML.
        BadInput: it is nested too deep or too full, or a number in it is too long; a clause about `it`.

    """
    bare = _NO_KEYS.sub("q", text)
    if len(bare) + text.count("\\") + text.count('"') > MOST_MARKS:
        raise BadInput("it has more keys, numbers, quotes and escapes than a million characters: shorten it.")
    if _LONG_KEY.search(bare):
        raise _too_deep()
    with _bounded(tomllib.TOMLDecodeError):
        tables = tomllib.loads(text)
        _check_depth(tables)
    return tables


def read_tables(path: Path, most_bytes: int) -> dict[str, Any]:
    """What stands in a TOML file that somebody gave.

    Raises:
        BadInput: it cannot be read, as `read_given` and `parse_toml`; a sentence that goes on after the file's name.

    """
    try:
        return parse_toml(read_given(path, most_bytes).decode())
    except OSError as error:
        raise BadInput(f"it cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise BadInput("it is not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"it is not TOML ({error}).") from None


def rows_of(tables: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The tables in the table of that name; none where it is not there.

    Raises:
        BadInput: it holds something else.

    """
    rows = tables.get(name, {})
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise BadInput(f"{name} is no table of tables.")
    return rows


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """What a JSON text holds.

    Raises:
        json.JSONDecodeError: it is not JSON.
        BadInput: as `parse_toml`.

    """
    with _bounded(json.JSONDecodeError):
        value = json.loads(text)
        _check_depth(value)
    return value


@contextmanager
def _bounded(mistake: type[ValueError]) -> Iterator[None]:
    """Say what is beyond the bounds; a mistake in how it is written leaves the block as it is."""
    try:
        yield
    except mistake:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise _too_long() from None


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(MOST_PARTS):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> BadInput:
    return BadInput(f"it is nested too deep: {MOST_PARTS} levels are the most.")


def _too_long() -> BadInput:
    return BadInput("a number in it is too long.")
