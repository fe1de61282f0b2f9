"""A film that a program asks for: the fields of its JSON become a request, and the film is begun."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from infra.storage import Store
from models.brief import Brief
from models.errors import BadInput
from models.excerpt import quoted
from models.film.reels import MOST_OF_A_REEL
from models.film.run_options import RunOptions
from models.money.dollars import ZERO, plain
from models.names import FILM_ID, MOST_OF_AN_ID
from studio.client import Started
from studio.client.runs.film_ids import id_over
from studio.client.runs.keys import key_digest, mark_of
from studio.service.environment.defaults import defaults
from studio.service.estimates.home_estimate import Price, known_price
from studio.service.film.start import WantedFilm, start_film
from studio.service.programs.field_marks import check_known, pointing
from studio.service.programs.files import check_files, read_files
from studio.service.requests.cautions import cautions
from studio.service.requests.request import Asked, read_request
from studio.service.requests.values import Given
from studio.service.requests.voices import VOICES, read_voices
from studio.service.session import Session

OF_A_FILM = (
    *(field for field in Brief.model_fields if field != "material"),
    *RunOptions.model_fields,
    VOICES,
)
"""The fields that say what a film is and how it is run."""
ID = "id"

_SHORTEST_S = 3
"""Seconds of the shortest shot that is planned of a text."""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class Key(NamedTuple):
    """A key under which something is asked for once: whose, its letters, and what is asked for, as plain JSON."""

    whose: str
    text: str
    asked: object

    @property
    def mark(self) -> str:
        """Its mark among those of a film."""
        return mark_of(self.whose, self.text, self.asked)

    @property
    def film_id(self) -> str:
        """The id of the film that is asked for under it."""
        return f"film-{key_digest(self.whose, self.text)}"


class Order(NamedTuple):
    """A film to be begun, and its id; `key`: it is asked for under one."""

    asked: Asked
    film_id: str
    key: Key | None = None


class Begun(NamedTuple):
    """What came of an order: what a person should know of it, and what the film may cost as far as that is known."""

    order: Order
    started: Started
    notes: tuple[str, ...] = ()
    price: Price = Price()

    @property
    def found(self) -> bool:
        """Whether it was there already."""
        return self.started.running or self.started.past

    @property
    def most_usd(self) -> str | None:
        """The most that it may cost, in dollars; None where nobody knows."""
        estimate, free = self.price
        return plain(estimate.usd if estimate else ZERO) if estimate or free else None

    @property
    def gated(self) -> bool:
        """Whether a board of it has to be approved by somebody."""
        options = self.order.asked.request.options
        return options.approve == "wait" and options.stop_at == "film" and not self.started.past

    @property
    def long(self) -> bool:
        """Whether it may have several reels, and a board in each."""
        brief = self.order.asked.request.brief
        return (len(brief.shots) or brief.shot_count or brief.seconds / _SHORTEST_S) > MOST_OF_A_REEL


def key_of(whose: str, text: str, asked: object, called: str = "Idempotency-Key") -> Key:
    """The key that somebody sent; `called` is what they call it.

    Raises:
        BadInput: it can be none.

    """
    if not _KEY.fullmatch(text):
        raise BadInput(f"{called} must be 1 to 200 visible ASCII characters without spaces, such as a UUID.")
    return Key(whose, text, asked)


def film_fields(body: Mapping[str, Any], called: Mapping[str, str] | None = None) -> list[Given]:
    """The fields of a body of JSON but for its id, each under the name that it was given by; `called` says which field another name is.

    Raises:
        BadInput: nobody knows one of them.

    """
    names = called or {}
    check_known(body, (*OF_A_FILM, ID, *names))
    return [
        Given(names.get(name, name), value, name)
        for name, value in body.items()
        if value is not None and name != ID
    ]


def read_film(given: Iterable[Given], store: Store, *, paths: bool = False, scenario: bool = False) -> Asked:
    """The request that fields amount to, with the environment's defaults for what they leave open; for a thread.

    `paths` of this machine may be named only by somebody whose machine it is. Of a `scenario` nothing but words is wanted.

    Raises:
        BadInput: one sentence about the first thing that cannot be used, and the field that it is about.
        StorageError: the store or the library does not answer.

    """
    fields = [_voices(one) if one.field == VOICES else one for one in given]
    with pointing({one.called.partition(":")[0] for one in fields}):
        read = read_files(fields, store, paths=paths)
        beside = defaults(read.given, scenario=scenario)
        asked = read_request([*read.given, *beside.given])
        check_files(asked.request.brief, store, [file.blob for file in asked.files])
    said = (beside.sentence,) if beside.sentence else ()
    return asked._replace(notes=(*said, *read.notes, *asked.notes), defaults=beside.sentence)


def _voices(one: Given) -> Given:
    if not isinstance(one.value, dict) or not all(isinstance(text, str) for text in one.value.values()):
        raise BadInput(f'{one.called} must be voices by name, such as {{"Emma": "joe-light"}}.')
    return one._replace(
        value=read_voices([f"{name}={voice}" for name, voice in one.value.items()], one.called)
    )


def id_of(given: object, key: Key | None) -> str | None:
    """The id that was given, or that of a key; None where neither was.

    Raises:
        BadInput: what was given can be no film's id.

    """
    if given is None:
        return key.film_id if key else None
    with pointing((ID,)):
        if not isinstance(given, str) or not FILM_ID.fullmatch(given):
            raise BadInput(
                f"{ID} must be 1 to {MOST_OF_AN_ID} letters, digits, dots, dashes and underscores, not {quoted(given)}."
            )
    return given


async def begin_asked(
    session: Session,
    whose: str,
    body: Mapping[str, Any],
    key: str | None,
    given: Iterable[Given] | None = None,
) -> Begun:
    """Begin the film that somebody asks for, under a key if they sent one; `given` are its fields where the body calls them otherwise.

    Raises:
        BadInput: it cannot be used, and which field it is.
        KeyTaken: something else was asked for under the key.
        LongtakeError: as `begin`.

    """
    fields = film_fields(body) if given is None else given
    keyed = key_of(whose, key, dict(body)) if key is not None else None
    film_id = id_of(body.get(ID), keyed)
    if keyed and film_id and (before := await begun_before(session, film_id, keyed)):
        return before
    asked = await asyncio.to_thread(read_film, fields, session.studio.store)
    return await begin(
        session, Order(asked, film_id or id_over(session.studio.client, asked.request.brief), keyed)
    )


async def begun_before(session: Session, film_id: str, key: Key) -> Begun | None:
    """The film that was begun under a key, as it was asked for then; None where it was not begun.

    What it was made of may be gone by now: nothing of what is asked for is read.

    Raises:
        KeyTaken: something else was asked for under the key.
        LongtakeError: the server does not answer.

    """
    runs = await session.studio.asked_before(film_id, key.mark)
    if runs is None:
        return None
    order = Order(Asked(await session.studio.request_of(film_id), None), film_id, key)
    return Begun(order, Started(film_id=film_id, running=runs, past=not runs))


async def begin(session: Session, order: Order) -> Begun:
    """Begin a film, or find it running.

    Raises:
        BadInput: there can be no such film; and as `start_film`.
        LongtakeError: as `start_film`.

    """
    said, price = await asyncio.to_thread(_known, order.asked)
    estimate = price.estimate
    if estimate and estimate.hopeless:
        raise BadInput(estimate.hopeless)
    mark = order.key.mark if order.key else ""
    wanted = WantedFilm(order.asked.request, order.film_id, order.asked.files, mark)
    started = await start_film(session, wanted)
    return Begun(order, started, (*said, *(estimate.cannot if estimate else ())), price)


def _known(asked: Asked) -> tuple[list[str], Price]:
    return cautions(asked), known_price(asked.request)
