"""A file of keys as it is made, and as it gets one more."""

import base64
import secrets
from pathlib import Path

from infra.owner_only import put_file
from infra.payloads.key_services import kms_at
from infra.payloads.keys import KEY_BYTES, NAMES, KeyRing, new_line, read_keys
from infra.payloads.kms import SCHEME, WrongWrapping
from models.errors import BadInput

_ABOVE = (
    "# Longtake: the first key writes, all of them read; 'names' is what films' ids are made of, and stays.\n"
)


def create(file: Path, name: str, kms: str = "") -> KeyRing:
    """A new file with a key of that name, and a secret for names; only its owner can read it.

    With a key of a service, `kms`, the file has no secret: that key's address, and what it wrapped.

    Raises:
        BadInput: there is one already, a key cannot be called so, or it cannot be written.
        KeysAway: the service does not answer, or not to us.

    """
    if file.exists() or file.is_symlink():
        raise BadInput(f"{file} is there already: `longtake keys add {file} NAME` adds a key to it.")
    _check_name(name, {NAMES})
    new_line(name)  # a name that cannot be is known before a service is asked
    address = _address(kms) if kms else ""
    names = ""
    if kms:
        wrapped = kms_at(address).wrap(secrets.token_bytes(KEY_BYTES), "names")
        names = f"{address}#{base64.b64encode(wrapped).decode()}"
    _write(file, f"{_ABOVE}{new_line(name, address)}\n{new_line(NAMES, names)}\n".encode())
    return read_keys(file)


def add(file: Path, name: str, kms: str = "") -> KeyRing:
    """The file with one more key, which reads and does not write yet: a new one, or one of a service.

    Raises:
        BadInput: it is no file of keys, has one of that name, or cannot be written.
        KeysAway: the service does not answer, or not to us.

    """
    ring = read_keys(file)
    _check_name(name, {NAMES, *ring.keys})
    line = new_line(name, _address(kms) if kms else "")
    # As it is, but for the new line: whatever stands in its comments stays.
    _write(file, file.read_bytes().rstrip(b"\n") + f"\n{line}\n".encode())
    return read_keys(file)


def _address(kms: str) -> str:
    """The address of a key at a service, which was tried."""
    from infra.payloads.aws_kms import AwsKms  # boto3 takes a third of a second to import

    address = AwsKms(kms.removeprefix(SCHEME)).address()
    key = secrets.token_bytes(KEY_BYTES)
    try:
        tried = kms_at(address).unwrap(kms_at(address).wrap(key, "payloads"), "payloads")
    except WrongWrapping:
        tried = b""
    if tried != key:
        raise BadInput(f"What the key {address} wraps it does not unwrap: give a symmetric key.")
    return address


def _check_name(name: str, taken: set[str]) -> None:
    if name in taken:
        raise BadInput(f"A key called {name!r} is there already: give this one another name.")


def _write(file: Path, data: bytes) -> None:
    try:
        put_file(file, data)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror or error}.") from error
