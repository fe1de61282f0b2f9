"""A finished film changed: the request that retakes shots, or goes back to other takes of them."""

import asyncio

from models.errors import BadInput, WrongMoment
from models.film.run_options import RunOptions
from models.film.start import FilmRequest, Previous
from models.film.view import FilmView
from models.kinds import Kind
from models.money.dollars import Usd
from models.shots.named_parts import check_shot
from models.shots.shot_list import find_shot
from models.shots.takes import Change, as_cast
from models.shots.view import ShotView
from studio.client import Studio
from studio.service.film.changes import Finish
from studio.service.requests.names import check_keys, check_makers


async def changed_film(
    studio: Studio,
    film_id: str,
    changes: tuple[Change, ...] | Finish,
    *,
    auto: bool,
    budget: Usd | None = None,
) -> FilmRequest:
    """What starts the film's next run, in which only the changes are made; one that is finished is no draft any more.

    `auto` lets the gate pass by itself. Without a `budget` the film keeps its own: what was spent counts.

    Raises:
        BadInput: there is no such film, shot or take.
        WrongMoment: the film runs, or was never finished.
        MissingKeys: its providers lack keys here.

    """
    view = await studio.view(film_id)
    _check_ended(view)
    last = await studio.last_run(film_id)
    if last is None or "film.mp4" not in last.documents:
        raise WrongMoment(
            f"The film {film_id!r} has ended as {view.verdict} and was never cut: `longtake make` with the same "
            "brief goes on with it."
        )
    request = await studio.request_of(film_id)
    drafted, draft = _drafted(last, request), request.options.draft
    if isinstance(changes, Finish):
        named, draft = _finishing(last, changes), False
    else:
        named = tuple(_named(last, change) for change in changes)
    if not draft:
        anew = {one.shot_id for one in named if one.use is None and not one.maker}
        drafted = tuple(name for name in drafted if name not in anew)
    await asyncio.to_thread(check_keys, request.brief)
    others = _named_makers(last, named)
    tried: list[tuple[Kind, str]] = [("video", one.maker) for one in named if one.maker]
    if asked := [*tried, *others]:
        await asyncio.to_thread(check_makers, asked)
    options = request.options.model_copy(
        update={
            "approve": "auto" if auto else "wait",
            "budget": last.budget if budget is None else budget,
            "budget_mode": last.budget_mode,
            "stop_at": "film",
            "use_cache": True,
            "draft": draft,
        }
    )
    return FilmRequest(
        brief=request.brief,
        options=RunOptions.model_validate(options.model_dump()),
        previous=Previous(
            run_id=last.run_id,
            changes=named,
            drafted=() if draft else drafted,
            named=_by_kind(others),
        ),
    )


def _named_makers(view: FilmView, changes: tuple[Change, ...]) -> list[tuple[Kind, str]]:
    """Those whom shots that are made anew name for it, since a take of theirs was chosen say: they make it again, as it says of itself."""
    from activities.casting.named import named_in

    shots = []
    for one in changes:
        shot = shot_of(view, one.shot_id)
        if one.use is not None:
            shots += [take.shot for take in shot.kept() if take.take == one.use and not take.clip]
        elif not (one.own or one.maker):
            shots.append(shot.shot)
    return named_in(shots)


def _by_kind(named: list[tuple[Kind, str]]) -> dict[Kind, tuple[str, ...]]:
    kinds = dict.fromkeys(kind for kind, _ in named)
    return {kind: tuple(name for of, name in named if of == kind) for kind in kinds}


def _drafted(view: FilmView, request: FilmRequest) -> tuple[str, ...]:
    """The shots whose clips are a draft's: all of a film that was made as one, or what was left of them since."""
    if request.options.draft:
        return tuple(shot.shot.shot_id for shot in view.shots if shot.clip)
    return request.previous.drafted if request.previous else ()


async def is_drafted(studio: Studio, film_id: str) -> bool:
    """Whether anything of a film is a draft's.

    Raises:
        BadInput: there is no such film, or its history is gone.

    """
    request = await studio.request_of(film_id)
    return request.options.draft or bool(request.previous and request.previous.drafted)


def _check_ended(view: FilmView) -> None:
    """See that a film is not being made.

    Raises:
        WrongMoment: it is; the message says for what it waits.

    """
    if view.ended:
        return
    waits, change = "it is being made", "`longtake revise` changes its storyboard"
    if view.bible_waits:
        waits = f"its bible {view.bible_revision} waits for a decision"
        change = "`longtake bible` changes that"
    elif view.reels and view.stage == "approval":
        waits = "boards of its reels wait for decisions"
    elif view.stage == "approval":
        waits = f"its board {view.board} waits for a decision"
    raise WrongMoment(
        f"The film {view.film_id!r} cannot be retaken now, {waits}: {change}, and a retake is for a film that has ended."
    )


def shot_of(view: FilmView, name: str) -> ShotView:
    """The shot of that id or number.

    Raises:
        BadInput: there is none; the message says which there are.

    """
    check_shot(view, name)
    shot = find_shot(tuple(shot.shot for shot in view.shots), name)
    if shot is None:
        raise BadInput(f"The film {view.film_id!r} has no shots yet.")
    return next(found for found in view.shots if found.shot.shot_id == shot.shot_id)


def _finishing(view: FilmView, finish: Finish) -> tuple[Change, ...]:
    """The changes that finish a film: of the shots that are named, or of all that have a clip.

    Raises:
        BadInput: there is no such shot, or it has no clip.

    """
    shots = [shot_of(view, name) for name in finish.shots] or [shot for shot in view.shots if shot.clip]
    for shot in shots:
        if not shot.clip:
            why = shot.missing or "it was not made"
            raise BadInput(
                f"{shot.shot.shot_id} has no clip to make anew ({why}): `longtake retake` draws it anew."
            )
    return tuple(
        Change(
            shot_id=shot.shot.shot_id,
            alone=not finish.pictures,
            own=as_cast(shot.shot, shot.kept()) != shot.shot,
            by=finish.by,
        )
        for shot in shots
    )


def _named(view: FilmView, change: Change) -> Change:
    """The change with its shot's id, when it can be made."""
    shot = shot_of(view, change.shot_id)
    if change.use is not None:
        there = [take.take for take in shot.kept()]
        if change.use not in there:
            takes = ", ".join(map(str, there)) or "none"
            raise BadInput(f"There is no take {change.use} of {shot.shot.shot_id}: it has {takes}.")
        if change.use == shot.take:
            raise BadInput(f"Take {change.use} of {shot.shot.shot_id} is the one in the film already.")
    if change.maker and shot.keyframe is None:
        raise BadInput(
            f"{shot.shot.shot_id} has no picture that a clip could be made of: `longtake retake` draws one."
        )
    if objection := change.objection(shot.shot):
        raise BadInput(objection)
    return change.model_copy(update={"shot_id": shot.shot.shot_id})
