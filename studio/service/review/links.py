"""Links for review: made, listed and revoked, and whoever brings the secret of one told from everybody else."""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from infra.settings import Settings
from models.errors import BadInput, LongtakeError
from models.readable import said
from models.review import NewLink, ReviewLink
from studio.service.database import missing_file, opened_database, read_or
from studio.service.film.reading.known import check_film
from studio.service.session import Session

if TYPE_CHECKING:
    from infra.database.database import Database

BEGINNING = "lr_"
"""What the secret of a link begins with, so that whoever finds one knows what it opens."""
USUAL_DAYS, MOST_DAYS = 7, 90
LONGEST_NAME = 60
"""Characters of whom a link was made for, and of what a guest is called."""
USUAL_NAME = "Guest"


class LinkOver(LongtakeError):
    """A link has expired, or was revoked."""


class Guest(NamedTuple):
    """Somebody who came by a link: what they are called, the film that they see, and the link's number and hash."""

    name: str
    film_id: str
    link: int
    digest: str
    expires_at: str


class MadeLink(NamedTuple):
    """A link, and its secret, which is known only now."""

    link: ReviewLink
    secret: str

    @property
    def path(self) -> str:
        """Where it leads to, below the address of whoever serves the film."""
        return path_of(self.secret)


def path_of(secret: str) -> str:
    """Where a link of that secret leads to, below the address of whoever serves its film."""
    return f"/review/{secret}"


async def share(session: Session, film_id: str, by: str, *, days: int, name: str) -> MadeLink:
    """Make a link to a film that is good for so many days, for somebody of that name.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: the days or the name cannot be used, or the film has too many links.

    """
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"days must be a number from 1 to {MOST_DAYS}, not {days}.")
    name, by = checked_name(name, "name") or USUAL_NAME, said(by)
    await check_film(session, film_id)
    secret = BEGINNING + secrets.token_urlsafe(32)
    new = NewLink(digest_of(secret), film_id, name, by, datetime.now(UTC) + timedelta(days=days))

    def write() -> ReviewLink:
        from library.review.links import add_link

        with opened_database(session.settings) as database:
            return add_link(database, new)

    return MadeLink(await asyncio.to_thread(write), secret)


def shared(settings: Settings, film_id: str = "") -> Sequence[ReviewLink]:
    """The links of a film, or of all films, also those that are over; for a thread.

    Raises:
        StorageError: the database said no.

    """
    from library.review.links import links_of

    nothing: Sequence[ReviewLink] = ()
    return read_or(settings, lambda database: links_of(database, film_id), nothing)


def revoke(settings: Settings, number: int, by: str, film_id: str = "") -> ReviewLink:
    """End a link, of a film where one is named, from the next request on; for a thread.

    Raises:
        BadInput: there is none of that number.
        StorageError: the database said no.

    """
    from library.review.links import revoke_link

    with opened_database(settings) as database:
        return revoke_link(database, number, said(by), film_id)


def checked_name(text: str, called: str) -> str:
    """What somebody is called, in one line.

    Raises:
        BadInput: it is too long; `called` is what gives it.

    """
    name = said(text.encode(errors="replace").decode(), 10 * LONGEST_NAME).strip()
    if len(name) > LONGEST_NAME:
        raise BadInput(f"{called} has {len(name):,} characters, and {LONGEST_NAME} are the most.")
    return name


def digest_of(secret: str) -> str:
    """What is kept of a secret: it has 256 random bits, so that a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


class Guests:
    """Tells who comes by a link; the database is opened with the first of them, and kept. For threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database: Database | None = None
        self._lock = Lock()

    def known(self, secret: str, name: str = "") -> Guest | None:
        """Whoever brings a secret, called as they say, else as the link's maker said; None where there is no such link.

        Raises:
            LinkOver: it is over.
            BadInput: the name is too long.
            StorageError: the database said no.

        """
        digest = digest_of(secret)
        link = self._found(digest)
        if link is None:
            return None
        if not link.good_at(datetime.now(UTC)):
            raise LinkOver("This link is over: ask whoever sent it for another.")
        called = checked_name(name, "The name") or link.name
        return Guest(f"{called} (guest)", link.film_id, link.id, digest, link.expires_at)

    def good(self, digest: str) -> bool:
        """Whether the link with that hash still opens something.

        Raises:
            StorageError: the database said no.

        """
        link = self._found(digest)
        return link is not None and link.good_at(datetime.now(UTC))

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            database, self._database = self._database, None
        if database is not None:
            database.close()

    def _found(self, digest: str) -> ReviewLink | None:
        from library.review.links import find_link

        with self._lock:
            if self._database is None:
                if missing_file(self._settings):
                    return None
                from infra.database.database import open_database

                self._database = open_database(
                    self._settings.database_url, synchronous=self._settings.sqlite_synchronous
                )
            database = self._database
        return find_link(database, digest)
