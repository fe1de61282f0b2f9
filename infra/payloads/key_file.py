"""A file of keys as it is made, and as it gets one more."""

from pathlib import Path

from infra.owner_only import put_file
from infra.payloads.keys import NAMES, KeyRing, new_line, read_keys
from models.errors import BadInput

_ABOVE = (
    "# Longtake: the first key writes, all of them read; 'names' is what films' ids are made of, and stays.\n"
)


def create(file: Path, name: str) -> KeyRing:
    """A new file with a key of that name, and a secret for names; only its owner can read it.

    Raises:
        BadInput: there is one already, a key cannot be called so, or it cannot be written.

    """
    if file.exists() or file.is_symlink():
        raise BadInput(f"{file} is there already: `longtake keys add {file} NAME` adds a key to it.")
    _check_name(name, {NAMES})
    _write(file, f"{_ABOVE}{new_line(name)}\n{new_line(NAMES)}\n".encode())
    return read_keys(file)


def add(file: Path, name: str) -> KeyRing:
    """The file with one more key, which reads and does not write yet.

    Raises:
        BadInput: it is no file of keys, has one of that name, or cannot be written.

    """
    ring = read_keys(file)
    _check_name(name, {NAMES, *ring.keys})
    # As it is, but for the new line: whatever stands in its comments stays.
    _write(file, file.read_bytes().rstrip(b"\n") + f"\n{new_line(name)}\n".encode())
    return read_keys(file)


def _check_name(name: str, taken: set[str]) -> None:
    if name in taken:
        raise BadInput(f"A key called {name!r} is there already: give this one another name.")


def _write(file: Path, data: bytes) -> None:
    try:
        put_file(file, data)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror or error}.") from error
