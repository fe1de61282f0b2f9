"""The keys that payloads are encrypted with: a file of them, of which the first writes and all read.

A line has a key's name and its 32 bytes in base64, or the address of a key at a service that keeps it (`infra/payloads/kms.py`). A new key is put first once every worker and every command has it to
read with; an old one is kept for as long as the server keeps histories, and the longest film lasts. The line `names` has
another secret, of which films' ids are made: it stays, since the same brief is known by its id. Behind the address of a key
that stands wrapped by that key, after a `#`.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from infra.given_files import read_given
from infra.payloads.key_services import kms_at
from infra.payloads.kms import SCHEME, WrongWrapping
from models.base import Frozen
from models.errors import BadInput
from models.excerpt import quoted

KEY_BYTES = 32
"""AES-256."""
NAMES = "names"
"""The line that has the secret of which films' ids are made."""

_LINE = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,63})[ \t]+(?P<secret>[A-Za-z0-9+/=_:#-]+)")
_AT_SERVICE = re.compile(
    rf"(?P<address>{SCHEME}arn:[A-Za-z0-9:-]{{1,200}}:key/[A-Za-z0-9-]{{1,64}})(#(?P<wrapped>[A-Za-z0-9+/=]+))?"
)
_MOST_BYTES = 64 * 1024


class KmsKey(Frozen):
    """A key at a service, and where it is there."""

    address: str


class WrappedSecret(Frozen):
    """A secret that a key at a service has wrapped."""

    address: str
    wrapped: bytes


class KeyRing(Frozen):
    """Keys by name; `writes` is the name of the one that new payloads are encrypted with."""

    writes: str
    keys: Mapping[str, bytes | KmsKey]
    names: bytes | WrappedSecret

    def __repr__(self) -> str:
        """Never a key."""
        return f"KeyRing(writes={self.writes!r}, reads={sorted(self.keys)})"

    __str__ = __repr__

    def film_id(self, digest: str) -> str:
        """A film's usual id by its brief's digest: the same for the same brief, and nobody without the secret can tell which.

        Raises:
            KeysAway, BadInput: as `secret_of_names`.

        """
        return f"film-{hmac.new(self.secret_of_names(), digest.encode(), hashlib.sha256).hexdigest()[:20]}"

    def secret_of_names(self) -> bytes:
        """What films' ids are made of; the service that wrapped it is asked once a process.

        Raises:
            KeysAway: that does not answer, or not to us.
            BadInput: it has not wrapped this.

        """
        return self.names if isinstance(self.names, bytes) else _unwrapped(self.names)


@lru_cache(maxsize=64)
def _unwrapped(secret: WrappedSecret) -> bytes:
    try:
        return kms_at(secret.address).unwrap(secret.wrapped, "names")
    except WrongWrapping as error:
        raise BadInput(
            f"The line `{NAMES}` of the file of keys was not wrapped by {secret.address}, or was changed since."
        ) from error


def new_line(name: str, secret: str = "") -> str:
    """A line of such a file, with a new key, or with the `secret` that stands for one.

    Raises:
        BadInput: a key cannot be called so.

    """
    line = f"{name} {secret or base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
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
        text = read_given(path, _MOST_BYTES)
    except BadInput as error:
        raise BadInput(f"The keys in {path} cannot be read: {error}") from error
    except OSError as error:
        raise BadInput(f"The keys in {path} cannot be read: {error.strerror or error}.") from error
    found: dict[str, bytes | KmsKey | WrappedSecret] = {}
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            name, key = _read(line.strip(), f"Line {number} of {path}")
            if name in found:
                raise BadInput(f"Line {number} of {path} has the key {name!r} again: give each its own name.")
            found[name] = key
    names = found.pop(NAMES, None)
    keys = {name: key for name, key in found.items() if not isinstance(key, WrappedSecret)}
    if not keys or names is None or isinstance(names, KmsKey):
        lacks = f"a line `{NAMES}`" if found else "a key"
        raise BadInput(f"{path} lacks {lacks}: `longtake keys new` writes such a file.")
    return KeyRing(writes=next(iter(keys)), keys=keys, names=names)


def _read(line: str, where: str) -> tuple[str, bytes | KmsKey | WrappedSecret]:
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise BadInput(f"{where} is no key: write a name, a space, and 32 bytes in base64.")
    name, secret = parts["name"], parts["secret"]
    if at := _AT_SERVICE.fullmatch(secret):
        if bool(at["wrapped"]) != (name == NAMES):
            raise BadInput(
                f"{where} is no key: the line `{NAMES}`, and that alone, has `#` behind an address."
            )
        if name != NAMES:
            return name, KmsKey(address=at["address"])
        return name, WrappedSecret(address=at["address"], wrapped=_decoded(at["wrapped"], name, where))
    if secret.startswith(SCHEME):
        raise BadInput(
            f"{where} is no key: {name!r} has to be at the ARN of a key itself ({SCHEME}arn:…:key/…), since an alias may lead "
            "to another one: `longtake keys add` with --kms follows it."
        )
    key = _decoded(secret, name, where)
    if len(key) != KEY_BYTES:
        raise BadInput(f"{where} is no key: {name!r} has {len(key)} bytes, and {KEY_BYTES} are needed.")
    return name, key


def _decoded(secret: str, name: str, where: str) -> bytes:
    try:
        return base64.b64decode(secret.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error as error:
        raise BadInput(f"{where} is no key: what follows {name!r} is not base64.") from error
