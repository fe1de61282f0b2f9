"""A scenario that is asked for: a description becomes shots, which are written and not made."""

from collections.abc import Mapping
from typing import Any

from models.errors import BadInput
from models.film.view import WORKING, FilmView
from models.orders.assets import Blob
from studio.service.programs.field_marks import check_known
from studio.service.programs.fields import OF_A_SCENARIO
from studio.service.programs.film import ID, Begun, film_fields, id_of, key_of
from studio.service.programs.parts import Part, begin_part
from studio.service.requests.values import Given
from studio.service.session import Session

SHOT_LIST = "shots.json"
"""The shot list's name among a film's documents."""
_PAST = WORKING[WORKING.index("story") + 1 : WORKING.index("publish")]
"""The stages of films that go on beyond their story; one whose report is written ends in a moment."""


async def begin_scenario(session: Session, whose: str, body: Mapping[str, Any], key: str | None) -> Begun:
    """Begin the film whose shots are written, under a key if somebody sent one; it stops at its story.

    Raises:
        BadInput: it cannot be used, and which field it is.
        KeyTaken: something else was asked for under the key.
        LongtakeError: as `begin`.

    """
    check_known(body, (*OF_A_SCENARIO, ID))
    said = {name: value for name, value in body.items() if value is not None and name != ID}
    if not any(str(said.get(source, "")).strip() for source in ("prompt", "story")):
        error = BadInput(
            'There is nothing to write: give a prompt, such as {"prompt": "A detective enters his office on a rainy night"}, '
            "or a story."
        )
        error.field = "prompt"
        raise error
    given = [
        *film_fields(said),
        Given("story_mode", "single", "story_mode"),
        Given("stop_at", "story", "stop_at"),
    ]
    keyed = key_of(whose, key, {"scenario": dict(body)}) if key is not None else None
    counted, timed = "shot_count" in said, "seconds" in said
    part = Part(given, id_of(body.get(ID), keyed), keyed, counted, timed, scenario=True)
    return await begin_part(session, part)


def is_written(view: FilmView) -> bool:
    """Whether a film is past its story, which one that was begun for more goes on from."""
    return view.stage in _PAST


def shot_list(view: FilmView) -> Blob | None:
    """The shots that a film wrote, as a list that a film can be made of; None before they are there."""
    return view.documents.get(SHOT_LIST)
