"""What is next for a film: what keeps it from going on, who goes on with it, and what the rest of it may cost."""

from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.film.view import FilmView, Need, Stage
from models.money.dollars import plain
from studio.service.facts.values import Dollars, FilmId
from studio.service.film.bible import at_bible, stale_shots
from studio.service.film.gate import blocked_shots, boards_at_gate
from studio.service.film.reading.workers import Lack

NextAction = Literal[
    "wait", "approve_bible", "approve_board", "revise_shots", "set_budget", "allow_spending", "resolve_jobs", "resume",
    "fetch", "none",
]  # fmt: skip


class Blocker(Frozen):
    """Something that keeps a film from going on."""

    shot: str = Field(
        description="The shot that it is about; empty where it is the whole film's.", examples=["shot_003"]
    )
    why: str = Field(description="What it is, in a sentence.")
    command: str = Field(description="The command with which a person deals with it.")


class Board(Frozen):
    """A board that waits to be approved."""

    reel: int | None = Field(description="Whose it is, of a film of several reels; else null.", examples=[2])
    board: int = Field(description="Its revision, which an approval names.", examples=[1])


class Plan(Frozen):
    """What is next for a film."""

    id: FilmId
    status: str = Field(description="Where it stands, in a few words.", examples=["approval"])
    stage: Stage = Field(description="Where it is, or how it ended.", examples=["approval"])
    next_action: NextAction = Field(description="What is next.", examples=["approve_board"])
    next: str = Field(description="That in a sentence, with the tool that does it.")
    by_a_person: bool = Field(description="Whether it is a person who has to decide that.")
    waiting: str = Field(description="What it waits for; empty while it works.")
    boards: tuple[Board, ...] = Field(description="The boards that wait to be approved.")
    bible_revision: int | None = Field(
        description="The bible that waits to be approved; null where none does."
    )
    stale: tuple[str, ...] = Field(description="Shots whose pictures show somebody as they are no longer.")
    blockers: tuple[Blocker, ...] = Field(description="What keeps it from going on.")
    most_usd: Dollars | None = Field(
        description="The most that what is left of it may cost, in dollars; null where that cannot be said."
    )
    spent_usd: Dollars = Field(description="What it has spent, in dollars.")
    reserved_usd: Dollars = Field(description="What is set aside for steps on their way, in dollars.")
    budget_usd: Dollars | None = Field(description="What it may cost, in dollars; null: no limit.")
    page: str = Field(description="Where a person sees it; empty where there is no such page.")
    notes: tuple[str, ...] = Field(description="What a person should know.")


_SAID: dict[NextAction, str] = {
    "wait": "It is being made: `get_film` with `wait` tells when somebody is needed, or it has ended.",
    "approve_bible": (
        "Its bible waits for a person: `decide` with approve_bible and this revision has them asked."
    ),
    "approve_board": (
        "Look at the pictures with `get_board`, have single ones drawn anew with `revise_shot`, then have a person asked "
        "with `decide`: approve, and the revision that you looked at."
    ),
    "revise_shots": "Some shots may not be drawn as they are: `revise_shot` gives each of them other words.",
    "set_budget": "Its budget is used up: a person raises it (`longtake budget`).",
    "allow_spending": "Dear steps wait for a person to allow them (`longtake allow`).",
    "resolve_jobs": "Nobody knows whether a vendor took a paid job: a person resolves that (`longtake resolve`).",
    "resume": "It is paused: a person resumes it (`longtake resume`).",
    "fetch": "It is finished: `fetch` gives its files, `retake_shot` takes a shot anew.",
    "none": "It has ended, and nothing more happens in it; `create_film` makes another one.",
}
_PERSONS: tuple[NextAction, ...] = (
    "approve_bible", "approve_board", "set_budget", "allow_spending", "resolve_jobs", "resume",
)  # fmt: skip


def next_action(view: FilmView) -> NextAction:
    """What is next for a film."""
    if view.ended:
        return "fetch" if "film.mp4" in view.documents else "none"
    waits: tuple[tuple[bool, NextAction], ...] = (
        (view.paused, "resume"),
        (at_bible(view), "approve_bible"),
        (bool(blocked_shots(view)) and bool(boards_at_gate(view)), "revise_shots"),
        (bool(boards_at_gate(view)), "approve_board"),
        (any(not need.asks for need in view.needs), "set_budget"),
        (bool(view.needs), "allow_spending"),
        (bool(view.unknown), "resolve_jobs"),
    )
    return next((action for is_so, action in waits if is_so), "wait")


def needs_somebody(view: FilmView) -> bool:
    """Whether a film does not go on before somebody decides, or has ended."""
    return next_action(view) != "wait"


def plan_of(view: FilmView, most_usd: str | None, page: str, lacks: tuple[Lack, ...] = ()) -> Plan:
    """The plan of a film, of which the rest may cost so much; `lacks` are the workers that it waits for."""
    action = next_action(view)
    boards = sorted(boards_at_gate(view))
    return Plan(
        id=view.film_id,
        status=view.verdict,
        stage=view.stage,
        next_action=action,
        next=_SAID[action],
        by_a_person=action in _PERSONS,
        waiting=view.waiting,
        boards=tuple(Board(reel=reel or None, board=board) for reel, board in boards),
        bible_revision=view.bible_revision if at_bible(view) else None,
        stale=tuple(shot.shot.shot_id for shot in stale_shots(view)),
        blockers=() if view.ended else (*_blockers(view), *map(_lacked, lacks)),
        most_usd=most_usd,
        spent_usd=plain(view.spent),
        reserved_usd=plain(view.reserved),
        budget_usd=None if view.budget is None else plain(view.budget),
        page=page,
        notes=view.notes,
    )


def _blockers(view: FilmView) -> list[Blocker]:
    film = view.film_id
    found = [
        Blocker(
            shot=shot.shot.shot_id,
            why=shot.missing or f"It is blocked: {shot.blocked}.",
            command=f"longtake revise {film} {shot.shot.shot_id} --prompt '…'",
        )
        for shot in blocked_shots(view)
    ]
    found += [_needed(film, need) for need in view.needs]
    found += [
        Blocker(
            shot=job.shot_id,
            why=job.why
            or f"Nobody knows whether {job.provider} took its {job.stage}, up to ${plain(job.usd)}.",
            command=f"longtake resolve {film} {job.shot_id or 'score'} --resubmit or --abandon",
        )
        for job in view.unknown
    ]
    if view.paused:
        found.append(Blocker(shot="", why="It is paused.", command=f"longtake resume {film}"))
    return found


def _lacked(lack: Lack) -> Blocker:
    return Blocker(shot="", why=f"{lack.sentence.partition(': ')[0]}.", command=lack.command)


def _needed(film: str, need: Need) -> Blocker:
    what = f"{need.stage} of {need.shot_id}" if need.shot_id else f"{need.stage}"
    if need.asks:
        return Blocker(
            shot=need.shot_id,
            why=f"The {what} may cost up to ${plain(need.usd)}, and waits to be allowed.",
            command=f"longtake allow {film} {need.shot_id or 'score'}",
        )
    return Blocker(
        shot=need.shot_id,
        why=f"The {what} may cost up to ${plain(need.usd)}, which the budget does not have any more.",
        command=f"longtake budget {film} USD",
    )
