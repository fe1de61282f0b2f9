"""A saved subject deleted: its words, its pictures and its name in the library, and the films that show it where that is asked for."""

import asyncio
from typing import TYPE_CHECKING

from infra.storage import Store
from models.errors import BadInput
from studio.service.facts.erasure import ErasureFacts
from studio.service.privacy.film import BEYOND, check_all_ended, delete_films, finish
from studio.service.privacy.logs import hide_words
from studio.service.privacy.place import Place

if TYPE_CHECKING:
    from infra.database.database import Database
    from library.subjects import SavedSubject


async def find_subject(place: Place, name: str, *, with_films: bool) -> ErasureFacts:
    """What would go with a subject, and what would stay; nothing changes.

    Raises:
        BadInput: the library has none of that name, no film shows one, and nothing of one is left.
        WrongMoment: a film that would go with it runs.
        LongtakeError: the server, the database or the store does not answer.

    """
    from library.erasure.leavings import is_begun, owner_of_subject
    from library.subjects import name_key, unknown_subject

    nothing: tuple[SavedSubject | None, tuple[str, ...]] = (None, ())
    saved, films = await place.read(lambda database, store: _found(database, store, name), nothing)
    owner = owner_of_subject(name_key(name))
    begun = await place.read(lambda database, _: is_begun(database, owner), nothing=False)
    if saved is None and not films and not begun:
        raise unknown_subject(name, await place.read(lambda database, _: _names(database), []))
    goes = []
    if saved is not None:
        pictures = len(saved.pictures)
        count = f"{pictures} picture{'' if pictures == 1 else 's'}" if pictures else "no picture"
        goes.append(f"{saved.name} in the library, a {saved.kind}, with its words and {count}")
    goes.append("the name in the home's logs")
    if with_films:
        await check_all_ended(place, films)
        goes += [f"everything about the film {film_id}" for film_id in films]
    return ErasureFacts(
        deleted=False,
        films=films if with_films else (),
        goes=tuple(goes),
        stays=_stays(saved, () if with_films else films),
    )


async def delete_subject(place: Place, name: str, *, with_films: bool) -> ErasureFacts:
    """Delete a subject, and with it the films that show it where that is asked for; what went, and what stays.

    Raises:
        LongtakeError: as `find_subject`; what was not deleted by then goes when it is asked for again.

    """
    from library.erasure.leavings import begin_deletion, owner_of_subject
    from library.subjects import name_key

    found = await find_subject(place, name, with_films=with_films)
    owner = owner_of_subject(name_key(name))
    await place.read(lambda database, _: begin_deletion(database, owner), None)
    # Films first: they are found by the name, which goes last.
    await delete_films(place, found.films)
    await asyncio.to_thread(hide_words, place.settings.logs_dir, [name])
    await place.read(lambda database, _: _delete(database, name), None)
    await finish(place, [owner])
    return found.model_copy(update={"deleted": True})


def _found(database: "Database", store: Store, name: str) -> tuple["SavedSubject | None", tuple[str, ...]]:
    from library.erasure.mentions import films_naming
    from library.erasure.subject import films_showing
    from library.subjects import find_subject as saved_subject

    saved = saved_subject(database, name)
    names = tuple(dict.fromkeys([name.strip(), *([saved.name] if saved else [])]))
    films = {*films_showing(database, name), *films_naming(database, store, names)}
    return saved, tuple(sorted(films))


def _names(database: "Database") -> list[str]:
    from library.subjects import list_subjects

    return [one.name for one in list_subjects(database)]


def _delete(database: "Database", name: str) -> None:
    from library.erasure.subject import delete_subject_rows

    delete_subject_rows(database, name)


def _stays(saved: "SavedSubject | None", films: tuple[str, ...]) -> tuple[str, ...]:
    said = []
    if films:
        said.append(
            f"The films that show or name it: {', '.join(films)}. What a film's history and papers say cannot be changed: "
            "delete these films too."
        )
    if saved is not None and saved.voice:
        said.append(
            f"Its voice, {saved.voice}: where that is a file of your own, or a vendor's, remove it there."
        )
    if saved is not None and saved.trigger:
        said.append(
            f"The trained look behind {saved.trigger!r}, where you keep its file: remove it there. A copy that a film has goes "
            "with the film."
        )
    return (*said, "Films that are running, or were cut short, are not looked through for the name.", BEYOND)


def check_name(name: str) -> str:
    """A name that can be looked for.

    Raises:
        BadInput: it is empty.

    """
    if not name.strip():
        raise BadInput("The name is empty: give the one that is to be deleted.")
    return name.strip()
