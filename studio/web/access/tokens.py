"""Tokens: who may come in from elsewhere, in a file of the home that has only what tells a token from another."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import Field, ValidationError

from infra.owner_only import make_folder, put_file, tighten
from models.base import Frozen
from models.errors import BadInput, StorageError
from models.excerpt import quoted
from studio.web.access.roles import ROLES, Role

BEGINNING = "lt_"
"""What a token begins with, so that whoever finds one knows what it opens."""
SHORTEST = 24
"""Characters of the shortest token that a person may choose: nobody tries so many."""
OWNER = "owner"
"""The name of whoever brings the first token of a home, where it was made without being asked for."""
ENVIRONMENT = "environment"
"""The name of whoever brings the token of `LONGTAKE_STUDIO_TOKEN`."""
MOST = 1000
"""How many tokens a home has at most."""

_NAME = re.compile(r"[\w.@+-]{1,100}")
_WAIT_S = 10.0
"""Seconds that one command waits for another that changes the tokens."""


class Token(Frozen):
    """Whom a token names, and what they may do; `digest` is the SHA-256 of the token, which nobody can read back."""

    name: str
    role: Role
    digest: str
    made: str = ""

    def is_that(self, digest: str) -> bool:
        """Whether a token of that digest is this one; takes as long for any."""
        return hmac.compare_digest(self.digest, digest)


class _Book(Frozen):
    tokens: tuple[Token, ...] = Field(default=(), max_length=MOST)


def digest_of(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so that a plain hash gives nothing away."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


class Tokens:
    """The tokens of a home, and the one of the environment, if any; a change counts from the next caller on.

    Raises:
        BadInput: the environment's is so short that it could be tried.

    """

    def __init__(self, home: Path, given: str = "") -> None:
        self.file = home / "tokens.json"
        self._read_of: tuple[int, ...] | None = None
        self._kept: tuple[Token, ...] = ()
        self._given = tuple(_of_the_environment(given))

    def all(self) -> tuple[Token, ...]:
        """Every token there is, the environment's first.

        Raises:
            StorageError: the file cannot be read.

        """
        mark = self._mark()
        if mark != self._read_of:
            self._kept, self._read_of = self._book().tokens if mark else (), mark
        return (*self._given, *self._kept)

    def find(self, token: str) -> Token | None:
        """Whose token it is.

        Raises:
            StorageError: as `all`.

        """
        digest = digest_of(token)
        # All are compared, so that the time it takes says nothing.
        found = [each for each in self.all() if each.is_that(digest)]
        return found[0] if found else None

    def add(self, name: str, role: Role) -> str:
        """Make a token; it is known only now.

        Raises:
            BadInput: the name cannot be used, or has a token.
            StorageError: the file cannot be written.

        """
        if not _NAME.fullmatch(name) or name == ENVIRONMENT:
            raise BadInput(
                f"A token is named by 1 to 100 letters, digits, and . _ @ + -, not {quoted(name, 58)}: it is who decided "
                "in whatever is decided with it."
            )
        token = BEGINNING + secrets.token_urlsafe(32)
        made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._changing():
            kept = self._book().tokens
            if any(each.name == name for each in kept):
                raise BadInput(f"{name} has a token already: `longtake tokens revoke {name}` ends that one.")
            if len(kept) >= MOST:
                raise BadInput(f"There are {MOST:,} tokens, which is the most: revoke some.")
            self._write((*kept, Token(name=name, role=role, digest=digest_of(token), made=made)))
        return token

    def first(self) -> str:
        """A token of its owner's, who may do everything, where there never was one; empty where there is, or was.

        Whoever revoked the last token has locked the home: no new one opens it by itself.

        Raises:
            StorageError: as `all` and `add`.

        """
        return "" if self.all() or self._mark() else self.add(OWNER, ROLES[-1])

    def revoke(self, name: str) -> Token:
        """End a token, from the next caller on.

        Raises:
            BadInput: nobody has a token of that name.
            StorageError: the file cannot be written.

        """
        if name == ENVIRONMENT and self._given:
            raise BadInput("That token is the one of LONGTAKE_STUDIO_TOKEN: unset it, and start anew.")
        with self._changing():
            kept = self._book().tokens
            ended = next((each for each in kept if each.name == name), None)
            if ended is None:
                known = ", ".join(each.name for each in kept) or "none"
                raise BadInput(f"There is no token {quoted(name, 58)}. Known: {known}.")
            self._write(tuple(each for each in kept if each is not ended))
        return ended

    def _mark(self) -> tuple[int, ...]:
        """What tells one state of the file from another; empty where there is none."""
        try:
            facts = self.file.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StorageError(f"The tokens cannot be read: {error}.") from error
        return (facts.st_ino, facts.st_mtime_ns, facts.st_size)

    def _book(self) -> _Book:
        try:
            return _Book.model_validate_json(self.file.read_bytes())
        except FileNotFoundError:
            return _Book()
        except OSError as error:
            raise StorageError(f"The tokens cannot be read: {error}.") from error
        except ValidationError:
            raise StorageError(
                f"{self.file} has no tokens that can be read, so nobody's is taken: remove it, and make new ones."
            ) from None

    def _write(self, tokens: tuple[Token, ...]) -> None:
        book = _Book(tokens=tokens)
        try:
            put_file(self.file, json.dumps(book.model_dump(mode="json"), indent=1).encode() + b"\n")
        except OSError as error:
            raise StorageError(f"The tokens cannot be written: {error}.") from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone with the file: whoever else would change it waits."""
        try:
            make_folder(self.file.parent)
            tighten(self.file)
            lock = FileLock(self.file.with_name(".tokens.lock"), timeout=_WAIT_S, mode=0o600)
            lock.acquire()
        except Timeout:
            raise StorageError("Another command is changing the tokens: try again.") from None
        except OSError as error:
            raise StorageError(f"The tokens cannot be written: {error}.") from error
        try:
            yield
        finally:
            lock.release()


def _of_the_environment(given: str) -> list[Token]:
    if not given:
        return []
    if len(given) < SHORTEST:
        raise BadInput(
            f"LONGTAKE_STUDIO_TOKEN has {len(given)} characters, which could be tried: it takes {SHORTEST} or more."
        )
    return [Token(name=ENVIRONMENT, role=ROLES[-1], digest=digest_of(given))]
