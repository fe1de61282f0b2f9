"""Somebody who reviews deleted: what they said, their links, and their name wherever a table or a log has it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from infra.storage import Store
from models.errors import BadInput
from studio.service.facts.erasure import ErasureFacts
from studio.service.privacy.film import finish
from studio.service.privacy.logs import hide_words
from studio.service.privacy.place import Place

if TYPE_CHECKING:
    from infra.database.database import Database
    from library.erasure.person import PersonTraces

_GUEST = "{} (guest)"


async def find_reviewer(
    place: Place, name: str, *, keep_words: bool, tokens: Sequence[str] = ()
) -> ErasureFacts:
    """What would go of somebody of that name, and what would stay; nothing changes. `tokens` are the names that have one.

    Raises:
        BadInput: nobody of that name said or decided anything.
        LongtakeError: the database or the store does not answer.

    """
    from library.erasure.person import PersonTraces

    nothing: tuple[PersonTraces, tuple[str, ...]] = (PersonTraces(), ())
    traces, named = await place.read(lambda database, store: _found(database, store, name), nothing)
    token = name.casefold() in {each.casefold() for each in tokens}
    begun = await place.read(lambda database, _: _is_begun(database, name), nothing=False)
    if traces == PersonTraces() and not named and not token and not begun:
        raise BadInput(
            f"Nobody called {name!r} said, resolved or decided anything here, or has a link: `longtake comments FILM` "
            "shows who did."
        )
    return ErasureFacts(
        deleted=False,
        films=(),
        goes=tuple(_goes(traces, keep_words=keep_words)),
        stays=tuple(_stays(name, named, token=token, keep_words=keep_words and bool(traces.said))),
    )


async def delete_reviewer(
    place: Place, name: str, *, keep_words: bool, tokens: Sequence[str] = ()
) -> ErasureFacts:
    """Delete somebody; what went, and what stays.

    Raises:
        LongtakeError: as `find_reviewer`; what was not deleted by then goes when it is asked for again.

    """
    from library.erasure.leavings import begin_deletion, owner_of_person
    from library.erasure.person import delete_person
    from library.subjects import name_key

    found = await find_reviewer(place, name, keep_words=keep_words, tokens=tokens)
    owner = owner_of_person(name_key(name))
    await place.read(lambda database, _: begin_deletion(database, owner), None)
    await place.read(lambda database, _: delete_person(database, name, keep_words=keep_words), None)
    await asyncio.to_thread(hide_words, place.settings.logs_dir, [name])
    await finish(place, [owner])
    return found.model_copy(update={"deleted": True})


def _found(database: "Database", store: Store, name: str) -> tuple["PersonTraces", tuple[str, ...]]:
    from library.erasure.mentions import films_naming
    from library.erasure.person import find_person

    return find_person(database, name), films_naming(database, store, (name, _GUEST.format(name)))


def _is_begun(database: "Database", name: str) -> bool:
    from library.erasure.leavings import is_begun, owner_of_person
    from library.subjects import name_key

    return is_begun(database, owner_of_person(name_key(name)))


def _goes(traces: "PersonTraces", *, keep_words: bool) -> list[str]:
    def many(count: int, thing: str) -> str:
        return f"{count:,} {thing}{'' if count == 1 else 's'}"

    said = many(len(traces.said), "comment")
    return [
        *([f"who said {said}" if keep_words else f"{said} of theirs"] if traces.said else []),
        *([f"who resolved {many(len(traces.resolved), 'comment')}"] if traces.resolved else []),
        *([f"{many(len(traces.given), 'link')} that they were given, which end"] if traces.given else []),
        *([f"who made or ended {many(len(traces.made), 'link')}"] if traces.made else []),
        "the name in the home's logs",
    ]


def _stays(name: str, named: tuple[str, ...], *, token: bool, keep_words: bool) -> list[str]:
    said = ["What they said, by somebody."] if keep_words else []
    if named:
        said.append(
            f"What they decided, or what was revised with their words, in the histories and papers of {', '.join(named)}: it "
            "goes with the film (`longtake delete film`), or when the film expires."
        )
    if token:
        said.append(f"The token {name!r}: `longtake tokens revoke {name}` ends it.")
    return [
        *said,
        "Films that are running, or were cut short, are not looked through for the name.",
        "Copies of comments in files that were fetched, backups, browsers, the logs of a proxy (docs/privacy.md).",
    ]
