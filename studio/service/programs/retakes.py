"""Changes of a finished film that a program asks for: shots taken anew, finished, tried, or other takes used."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from models.errors import BadInput
from models.excerpt import quoted
from models.film.decisions import read_decision
from models.names import checked_film_id
from models.shots.heard import Heard
from models.shots.takes import Change
from studio.client import Started
from studio.service.film.changes import Changes, Finish, check_words, retaken, shots_named, tried
from studio.service.film.retakes import changed_film
from studio.service.film.start import WantedFilm, start_film
from studio.service.programs.decisions import chosen_in
from studio.service.programs.field_marks import place_of, pointing
from studio.service.programs.film import Key
from studio.service.requests.request import Approve, check_approval
from studio.service.requests.shot_list_checks import check_lines
from studio.service.requests.values import validated
from studio.service.review.notes import noted_changes
from studio.service.session import Session

HEARD = tuple(Heard.model_fields)
SHARED = ("approve", "budget")


class Asked(NamedTuple):
    """A change, by whom; `body` is plain JSON without fields that are left out."""

    film_id: str
    body: Mapping[str, Any]
    by: str


def retake_in(asked: Asked) -> Changes:
    """Shots that are taken anew.

    Raises:
        BadInput: what is said of them cannot be used.

    """
    body = asked.body
    with pointing(body.keys()):
        shots = _shots(body)
        if not shots:
            raise BadInput("shots is empty: name some, such as 3 or shot_003.")
        words = {"note": body.get("note", ""), "prompt": body.get("prompt", "")}
        check_words({**words, "by": asked.by})
        heard = {field: body[field] for field in HEARD if field in body}
        check_lines(heard.get("lines"), place_of)
        validated(Heard, heard, place_of)
        comments = chosen_in(body["comments"]) if "comments" in body else ()
        return _changes(asked, retaken(shots, **words, by=asked.by, heard=heard))._replace(comments=comments)


def finish_in(asked: Asked) -> Changes:
    """The shots of a draft that are made anew by whom the film itself casts.

    Raises:
        BadInput: as `retake_in`.

    """
    body = asked.body
    with pointing(body.keys()):
        shots = tuple(_shots(body))
        if "shots" in body and not shots:
            raise BadInput("shots is empty: name some, such as 3 or 5-7, or leave it out.")
        check_words({"by": asked.by})
        return _changes(asked, Finish(shots, bool(body.get("pictures", False)), asked.by))


def try_in(asked: Asked) -> Changes:
    """A shot that several film.

    Raises:
        BadInput: as `retake_in`.

    """
    with pointing(asked.body.keys()):
        check_words({"by": asked.by})
        return _changes(asked, tried(str(asked.body["shot"]), list(asked.body["makers"]), by=asked.by))


def use_in(asked: Asked, shot: str) -> Changes:
    """A shot that has another of its takes from now on.

    Raises:
        BadInput: as `retake_in`.

    """
    with pointing(asked.body.keys()):
        check_words({"by": asked.by})
        return _changes(asked, (Change(shot_id=shot, use=asked.body["take"], by=asked.by),))


async def begin_changes(session: Session, wanted: Changes, key: Key | None = None) -> Started:
    """Begin the film's next run, in which only the changes are made; under a key once.

    Raises:
        KeyTaken: something else was asked for under the key.
        LongtakeError: as `changed_film` and `start_film`.

    """
    mark = key.mark if key else ""
    runs = await session.studio.asked_before(wanted.film_id, mark)
    if runs is not None:
        return Started(film_id=wanted.film_id, running=runs, past=not runs)
    wanted, comments = await noted_changes(session, wanted)
    request = await changed_film(
        session.studio, wanted.film_id, wanted.changes, auto=wanted.approve == "auto", budget=wanted.budget
    )
    return await start_film(session, WantedFilm(request, wanted.film_id, mark=mark, comments=comments))


def _changes(asked: Asked, changes: tuple[Change, ...] | Finish) -> Changes:
    budget = None
    if "budget" in asked.body:
        try:
            budget = read_decision("budget", {"usd": asked.body["budget"]}).usd
        except BadInput as error:
            raise BadInput(f"budget{str(error).removeprefix('A budget')}") from error
    approve: Approve = check_approval(asked.body.get("approve", "wait"), "approve")
    return Changes(checked_film_id(asked.film_id), changes, approve, budget)


def _shots(body: Mapping[str, Any]) -> list[str]:
    named = body.get("shots", ())
    if isinstance(named, str | int):
        named = [named]
    if not all(isinstance(one, str | int) for one in named):
        raise BadInput(f"shots must be numbers or ids of shots, not {quoted(named)}.")
    return shots_named([str(one) for one in named])
