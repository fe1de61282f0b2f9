"""A finished film released: whether it can be, under which words, and the way followed until it is there."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from infra.storage import Store
from models.base import Frozen
from models.errors import BadInput, EngineUnavailable, StorageError, WrongMoment
from models.film.view import FilmView
from models.names import release_id
from models.releases.release import FILM, Privacy, Released, ReleaseRequest, goes_along
from models.releases.target import Target
from models.releases.words import Words, checked, words_of
from models.story.stages import StoryDocument
from studio.client.releases.execution import ReleaseLook, begin_release, is_under_way, look_at_release
from studio.service.database import opened_database, read_or
from studio.service.film.watch import GIVE_UP_AFTER_S
from studio.service.session import Session

if TYPE_CHECKING:
    from activities.releases.records import ReleaseRecord

LOOK_EVERY_S = 0.5


class Wanted(Frozen):
    """What a person wants: a film somewhere, once more on purpose when `another`, though shots are missing when `incomplete`.

    What is said of title, description and tags goes over what the film's story gives.
    """

    film_id: str
    target: Target
    another: bool = False
    incomplete: bool = False
    privacy: Privacy = "private"
    publish_at: str = ""
    title: str | None = None
    description: str | None = None
    tags: tuple[str, ...] | None = None


class Called(Frozen):
    """How whoever asks calls what can be said: in sentences about it."""

    another: str
    incomplete: str


def moment_of(text: str, called: str) -> str:
    """A moment that a person wrote, as ISO 8601 in UTC: without an offset it is by this machine's clock.

    Raises:
        BadInput: it is none, or has passed.

    """
    try:
        moment = datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day have no other offset
        raise BadInput(f"{called} is {text!r:.60}: give a day and a time such as 2026-12-24T18:00.") from None
    if moment <= datetime.now(UTC):
        raise BadInput(f"{called} is {moment:%Y-%m-%d %H:%M} UTC, which has passed.")
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def check_releasable(view: FilmView, *, incomplete: bool, called: Called) -> None:
    """See that a film is there to be released.

    Raises:
        WrongMoment: it is being made, was never cut, or lacks shots.

    """
    film = view.film_id
    if not view.ended:
        raise WrongMoment(
            f"The film {film!r} is still being made: `longtake watch {film}` follows it, and a release is for one that is "
            "finished."
        )
    if view.stage != "finished" or FILM not in view.documents:
        raise WrongMoment(
            f"The film {film!r} has ended as {view.verdict} and there is nothing to release: `longtake make` with the same "
            "brief goes on with it."
        )
    if view.missing_count and not incomplete:
        raise WrongMoment(
            f"The film {film!r} is {view.verdict}: `longtake retake {film} SHOT` makes one of them, and {called.incomplete} "
            "releases the film as it is."
        )


def words_for(view: FilmView, store: Store, wanted: Wanted) -> Words:
    """The words of a release: those that were said, and else those of the film's story.

    Raises:
        BadInput: YouTube cannot take what was said.

    """
    told = words_of(
        view.title or view.film_id, _story(view, store), [one.name for one in view.bible.subjects]
    )
    said = {
        name: value
        for name, value in (
            ("title", wanted.title),
            ("description", wanted.description),
            ("tags", wanted.tags),
        )
        if value is not None
    }
    return checked(told.model_copy(update=said))


async def request_for(
    session: Session, view: FilmView, wanted: Wanted, words: Words, called: Called
) -> ReleaseRequest:
    """What starts a release.

    Raises:
        WrongMoment: another one is wanted, and the last is not over.
        StorageError: the database or the store said no.

    """
    past = await asyncio.to_thread(_past, session, wanted)
    number = max((record.number for record in past), default=1)
    if wanted.another and past:
        last = max(past, key=lambda record: record.number)
        # An upload that was refused may be half at YouTube: it is gone on with.
        if last.state == "begun" or (last.state == "failed" and not last.video_id):
            raise WrongMoment(
                f"The last release of {wanted.film_id!r} to {wanted.target.shown} is not over: without {called.another} it "
                "goes on."
            )
        number += 1
    files = {place: blob for place, blob in view.documents.items() if goes_along(place)}
    return ReleaseRequest(
        film_id=view.film_id,
        target=wanted.target,
        number=number,
        pair=await asyncio.to_thread(_pair, session),
        files=files,
        language=await asyncio.to_thread(spoken_in, view, session.studio.store),
        words=words,
        privacy=wanted.privacy,
        publish_at=wanted.publish_at,
    )


async def begun(session: Session, request: ReleaseRequest) -> bool:
    """See that a release is under way; whether it was already.

    It is written down first: workers carry out what somebody who has the database asked for, and nothing else. Of several
    who ask at once the others find it under way, and what the first one asked for stays.

    Raises:
        LongtakeError: the server or the database said no.

    """
    return await asyncio.to_thread(_begun_once, session, request, asyncio.get_running_loop())


def _begun_once(session: Session, request: ReleaseRequest, loop: asyncio.AbstractEventLoop) -> bool:
    """As `begun`, from a thread beside the `loop`."""
    from activities.releases.records import ReleaseRecords
    from library.leases import Leases

    client = session.studio.client
    name = release_id(request.film_id, request.target.mark, request.number)

    def under_way() -> bool | None:
        return asyncio.run_coroutine_threadsafe(is_under_way(client, name), loop).result() or None

    with opened_database(session.settings) as database:

        def asked_for(_: str) -> bool:
            ReleaseRecords(database).ask(request)
            asyncio.run_coroutine_threadsafe(begin_release(client, request), loop).result()
            return False

        return Leases(database).once(f"asked/{name}", under_way, asked_for)


async def followed(
    session: Session, request: ReleaseRequest, shown: Callable[[ReleaseLook], None]
) -> Released:
    """Look at a release until it is over, over deaths of the engine's parts.

    Raises:
        EngineUnavailable: the engine was told to stop, or nobody has answered for ten minutes.
        LongtakeError: it failed.

    """
    name, lost_at = release_id(request.film_id, request.target.mark, request.number), None
    while True:
        if lost_at is None and await session.stopped():
            raise EngineUnavailable(
                "The engine was stopped: the next command starts it again, and the release goes on."
            )
        try:
            if await session.mend():
                session.tell("The engine was gone: it runs again, and the release goes on.", "aside")
            look = await look_at_release(session.studio.client, name)
        except EngineUnavailable:
            lost_at = lost_at or time.monotonic()
            if time.monotonic() - lost_at > GIVE_UP_AFTER_S:
                raise
        else:
            lost_at = None
            if look.released:
                return look.released
            shown(look)
        await asyncio.sleep(LOOK_EVERY_S)


def _story(view: FilmView, store: Store) -> StoryDocument | None:
    """What the four stages wrote; None where that is not there or cannot be read: a film of shots has none."""
    blob = view.documents.get("story.json")
    try:
        return StoryDocument.model_validate_json(store.read_bytes(blob)) if blob else None
    except (ValueError, StorageError):
        return None


def spoken_in(view: FilmView, store: Store) -> str:
    """The film's language; where nobody said it, as of a list of shots, it is guessed from what the subtitles say."""
    blob = view.documents.get("film.srt")
    if view.language != "und" or blob is None:
        return view.language
    from infra.reading.language import language_of

    try:
        text = store.read_bytes(blob).decode()
    except (ValueError, StorageError):
        return view.language
    said = " ".join(line for line in text.splitlines() if "-->" not in line and not line.isdigit())
    return language_of(said) if said.strip() else view.language


def _past(session: Session, wanted: Wanted) -> "Sequence[ReleaseRecord]":
    mark = wanted.target.mark
    return [record for record in releases_of(session, wanted.film_id) if record.target == mark]


def releases_of(session: Session, film_id: str) -> "list[ReleaseRecord]":
    """Where a film was released to, and is being; for a thread.

    Raises:
        StorageError: the database said no.

    """
    from activities.releases.records import ReleaseRecords

    nothing: list[ReleaseRecord] = []
    return read_or(session.settings, lambda database: ReleaseRecords(database).of_film(film_id), nothing)


def _pair(session: Session) -> str:
    from library.pair import mark_of

    return read_or(session.settings, lambda database: mark_of(session.studio.store, database), "")


def login_of(home: Path) -> None:
    """See that there is a login at YouTube in a home.

    Raises:
        Unauthorised: there is none that can be used.

    """
    from activities.releases.youtube.tokens import Tokens, login_file

    Tokens(login_file(home)).login()
