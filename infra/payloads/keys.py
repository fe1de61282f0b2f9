"""The keys that payloads are encrypted with: a file of them, of which the first writes and all read.

A line has a key's name and its 32 bytes in base64. A new key is put first once every worker and every command has it to
read with; an old one is kept for as long as the server keeps histories, and the longest film lasts. The line `names` has
another secret, of which films' ids are made: it stays, since the same brief is known by its id.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from models.base import Frozen
from models.errors import BadInput
from models.excerpt import quoted

KEY_BYTES = 32
"""AES-256."""
NAMES = "names"
"""The line that has the secret of which films' ids are made."""

_LINE = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,63})[ \t]+(?P<secret>[A-Za-z0-9+/=_-]+)")
_MOST_BYTES = 64 * 1024


class KeyRing(Frozen):
    """Keys by name; `writes` is the name of the one that new payloads are encrypted with."""

    writes: str
    keys: Mapping[str, bytes]
    names: bytes

    def __repr__(self) -> str:
        """Never a key."""
        return f"KeyRing(writes={self.writes!r}, reads={sorted(self.keys)})"

    __str__ = __repr__

    def film_id(self, digest: str) -> str:
        """A film's usual id by its brief's digest: the same for the same brief, and nobody without the secret can tell which."""
        return f"film-{hmac.new(self.names, digest.encode(), hashlib.sha256).hexdigest()[:20]}"


def new_line(name: str) -> str:
    """A line of such a file, with a new key.

    Raises:
        BadInput: a key cannot be called so.

    """
    line = f"{name} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
    if not _LINE.fullmatch(line):
        raise BadInput(
            f"A key cannot be called {quoted(name)}: letters, digits, dots, dashes and underscores, 64 at most."
        )
    return line


def read_keys(path: Path) -> KeyRing:
    """The keys of a file; what is wrong with it is said by lines, never with what stands there.

    Raises:
        BadInput: it is none, or cannot be read.

    """
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"The keys in {path} cannot be read: {error.strerror or error}.") from error
    if len(text) > _MOST_BYTES:
        raise BadInput(f"{path} is no file of keys: it is longer than {_MOST_BYTES:,} bytes.")
    found: dict[str, bytes] = {}
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            name, key = _read(line.strip(), f"Line {number} of {path}")
            if name in found:
                raise BadInput(f"Line {number} of {path} has the key {name!r} again: give each its own name.")
            found[name] = key
    names = found.pop(NAMES, None)
    if not found or names is None:
        lacks = f"a line `{NAMES}`" if found else "a key"
        raise BadInput(f"{path} lacks {lacks}: `longtake keys new` writes such a file.")
    return KeyRing(writes=next(iter(found)), keys=found, names=names)


def _read(line: str, where: str) -> tuple[str, bytes]:
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise BadInput(f"{where} is no key: write a name, a space, and 32 bytes in base64.")
    try:
        key = base64.b64decode(parts["secret"].replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error as error:
        raise BadInput(f"{where} is no key: what follows {parts['name']!r} is not base64.") from error
    if len(key) != KEY_BYTES:
        raise BadInput(
            f"{where} is no key: {parts['name']!r} has {len(key)} bytes, and {KEY_BYTES} are needed."
        )
    return parts["name"], key
