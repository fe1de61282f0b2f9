"""Finished films changed: shots taken anew, drafts finished, a shot filmed by several, another take used."""

from typing import Annotated, Literal, NamedTuple

from fastapi import Depends, Request
from pydantic import Field

from models.base import Frozen
from models.money.dollars import Amount
from models.shots.lines import MOST_OF_A_LINE, Line
from studio.service.facts.values import FilmId
from studio.service.film.changes import Changes
from studio.service.programs.film import key_of
from studio.service.programs.retakes import (
    Asked,
    begin_changes,
    finish_in,
    retake_in,
    try_in,
    use_in,
)
from studio.web.access.callers import Caller, may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Decide, Key, done
from studio.web.routes.v1.parameters import FilmId as FilmName
from studio.web.routes.v1.parameters import ShotId as ShotName

router = resource("takes")


class _NamedShot(NamedTuple):
    """A shot, and whose it is, as a path names them."""

    film_id: str
    shot_id: str


def _named_shot(film_id: FilmName, shot_id: ShotName) -> _NamedShot:
    return _NamedShot(film_id, shot_id)


ShotOfFilm = Annotated[_NamedShot, Depends(_named_shot)]
ShotNumber = Annotated[int | str, Field(examples=["3"])]


class _Changed(Frozen):
    approve: Literal["wait", "auto"] | None = Field(
        default=None,
        description="Who approves its new board: somebody (`wait`, unless said otherwise), or nobody.",
    )
    budget: Amount | str | None = Field(
        default=None,
        description="What the film may cost from now on, in dollars; what was spent counts. Takes the role `spend`.",
        examples=["20"],
    )


class RetakeAsked(_Changed):
    """Shots that are taken anew: with a note, in other words, or with something else heard over them."""

    shots: tuple[ShotNumber, ...] = Field(
        description="The shots, by numbers or ids.", min_length=1, examples=[["3"]]
    )
    note: str | None = Field(
        default=None, max_length=4000, description="A few words that are added.", examples=["closer"]
    )
    prompt: str | None = Field(
        default=None, max_length=8000, description="What is seen, in place of what it says."
    )
    dialogue: str | None = Field(
        default=None, max_length=MOST_OF_A_LINE, description="What the narrator says over it."
    )
    lines: tuple[Line, ...] | None = Field(default=None, description="What is heard over it, line by line.")
    line: int | None = Field(default=None, ge=1, description="The number of the line that is changed alone.")
    text: str | None = Field(
        default=None, max_length=MOST_OF_A_LINE, description="What that line says from now on."
    )
    comments: Literal[True] | tuple[int, ...] | None = Field(
        default=None,
        description="Which comments on each shot go into its note and are resolved with that: all that are open, or those of these ids.",
        examples=[None],
    )


class FinishAsked(_Changed):
    """A draft that is made anew by whom the film itself casts."""

    shots: tuple[ShotNumber, ...] | None = Field(
        default=None, description="Some of its shots; all if left out."
    )
    pictures: bool | None = Field(
        default=None, strict=True, description="Whether its pictures are made anew too."
    )


class TryAsked(Frozen):
    """A shot that several film, side by side."""

    shot: ShotNumber = Field(description="The shot, by its number or id.")
    makers: tuple[str, ...] = Field(description="Who film it.", min_length=1, examples=[["kling", "veo"]])
    budget: Amount | str | None = Field(default=None, description="As of a retake.")


class TakeAsked(Frozen):
    """The take that a shot has from now on."""

    take: int = Field(description="Its number.", ge=1, le=10**9 - 1, examples=[1])
    approve: Literal["wait", "auto"] | None = Field(default=None, description="Who approves its new board.")


class ChangeBegun(Frozen):
    """A finished film whose next run was begun, or found."""

    id: FilmId
    status: str = Field(description="Where it stands, in a few words.", examples=["running"])
    attached: bool = Field(description="Whether the same was asked for under the same key, and runs already.")


_BEGUN = done(ChangeBegun, 202, "It was begun, or runs already.")


@router.post("/films/{film_id}/retakes", status_code=202, summary="Take shots anew", responses=_BEGUN)
async def retake_shots(
    film_id: FilmName, body: RetakeAsked, request: Request, session: Open, caller: Decide, key: Key = None
) -> ChangeBegun:
    """Take shots of a finished film anew, and cut the film again; everything else stays, the earlier takes too."""
    return await _begun(request, session, caller, body, retake_in(_asked(film_id, body, caller)), key)


@router.post("/films/{film_id}/finish", status_code=202, summary="Finish a draft", responses=_BEGUN)
async def finish_film(
    film_id: FilmName, body: FinishAsked, request: Request, session: Open, caller: Decide, key: Key = None
) -> ChangeBegun:
    """Make the shots of a draft anew by whom the film itself casts, and cut the film again."""
    return await _begun(request, session, caller, body, finish_in(_asked(film_id, body, caller)), key)


@router.post("/films/{film_id}/tries", status_code=202, summary="Film a shot with several", responses=_BEGUN)
async def try_shot(
    film_id: FilmName, body: TryAsked, request: Request, session: Open, caller: Decide, key: Key = None
) -> ChangeBegun:
    """Film one shot of a finished film with several; each clip is a take beside the one in the film."""
    return await _begun(request, session, caller, body, try_in(_asked(film_id, body, caller)), key)


@router.post(
    "/films/{film_id}/shots/{shot_id}/take", status_code=202, summary="Use another take", responses=_BEGUN
)
async def use_take(
    of: ShotOfFilm, body: TakeAsked, request: Request, session: Open, caller: Decide, key: Key = None
) -> ChangeBegun:
    """Cut a finished film with another take of a shot."""
    wanted = use_in(_asked(of.film_id, body, caller), of.shot_id)
    return await _begun(request, session, caller, body, wanted, key)


def _asked(film_id: str, body: Frozen, caller: Caller) -> Asked:
    return Asked(film_id, body.model_dump(mode="json", exclude_none=True, by_alias=True), caller.name)


async def _begun(
    request: Request, session: Open, caller: Caller, body: Frozen, wanted: Changes, key: str | None
) -> ChangeBegun:
    if getattr(body, "budget", None) is not None:
        may("spend").admitted(request)
    told = {"path": request.url.path.removeprefix("/api"), **body.model_dump(mode="json", exclude_none=True)}
    started = await begin_changes(session, wanted, None if key is None else key_of(caller.name, key, told))
    return ChangeBegun(
        id=started.film_id,
        status=(await session.studio.view(started.film_id)).verdict if started.past else "running",
        attached=started.running,
    )
