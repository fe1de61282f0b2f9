"""What every page of a film has on top: its title, where it is on its way, its money, and what waits for somebody."""

from typing import Literal

from models.base import Frozen
from models.film.view import FilmView, Stage
from models.money.dollars import Usd
from studio.service.film.gate import at_gate, blocked_shots, undoable, waiting_reels
from studio.service.film.reading.workers import Lack
from studio.service.programs.progress import percent_of, step_of

State = Literal["done", "now", "ahead"]
_RAIL: tuple[tuple[str, str, tuple[Stage, ...]], ...] = (
    ("Story", "story", ("casting", "story")),
    ("People", "board#bible", ("bible",)),
    ("Board", "board", ("keyframes", "approval")),
    ("Shots", "board", ("shots",)),
    ("Film", "film", ("cut", "publish", "finished")),
)
"""The stations of a film, where each is looked at, and the stages that it stands for."""


class Station(Frozen):
    """A station of a film."""

    name: str
    page: str
    state: State


class Head(Frozen):
    """What is on top. `gate` is the board that can be approved now, 0 where none waits, `undoable` whether it was changed; `reels` those that wait, of a film of several."""

    film_id: str
    title: str
    stage: Stage
    step: str
    percent: int
    waiting: str
    lacks: tuple[Lack, ...]
    reason: str
    ended: bool
    paused: bool
    stations: tuple[Station, ...]
    spent: Usd
    reserved: Usd
    budget: Usd | None
    board: int
    gate: int
    undoable: bool
    reels: tuple[tuple[int, int], ...]
    bible_waits: bool
    bible_revision: int
    blocked: tuple[str, ...]
    stale: int
    missing: int
    shots: int
    has_film: bool
    notes: tuple[str, ...]

    @property
    def editable(self) -> bool:
        """Whether its board can be changed: it waits, and nothing of it was approved yet."""
        return bool(self.gate or self.reels)


def head_of(view: FilmView, shots: int = 0, lacks: tuple[Lack, ...] = ()) -> Head:
    """The head of a film of so many shots, of which the view may have some alone; `lacks` are the workers that it waits for."""
    waits = at_gate(view)
    return Head(
        film_id=view.film_id,
        title=view.title or view.film_id,
        stage=view.stage,
        step=step_of(view),
        percent=percent_of(view),
        waiting=_for_whoever_looks(view.waiting),
        lacks=lacks,
        reason=view.reason,
        ended=view.ended,
        paused=view.paused,
        stations=_stations(view),
        spent=view.spent,
        reserved=view.reserved,
        budget=view.budget,
        board=view.board,
        gate=view.board if waits and not view.reels else 0,
        undoable=undoable(view),
        reels=tuple((reel.number, reel.board) for reel in waiting_reels(view)),
        bible_waits=view.bible_waits and not view.ended,
        bible_revision=view.bible_revision,
        blocked=tuple(shot.shot.shot_id for shot in blocked_shots(view)),
        stale=sum(bool(shot.stale) for shot in view.shots),
        missing=view.missing_count,
        shots=shots or len(view.shots),
        has_film="film.mp4" in view.documents,
        notes=view.notes,
    )


def _for_whoever_looks(waiting: str) -> str:
    """What is waited for, without the commands that would end it: here there are buttons."""
    return waiting.partition(": `longtake")[0]


def _stations(view: FilmView) -> tuple[Station, ...]:
    at = next((place for place, (_, _, stages) in enumerate(_RAIL) if view.stage in stages), None)
    if at is None:  # it has ended short of a film: as far as it came
        stages = [time.stage for time in view.stages if time.stage != "publish"]
        at = max((place for place, (_, _, some) in enumerate(_RAIL) if set(some) & set(stages)), default=0)
    whole = view.stage == "finished"
    return tuple(
        Station(
            name=name, page=page, state="done" if place < at or whole else "now" if place == at else "ahead"
        )
        for place, (name, page, _) in enumerate(_RAIL)
    )
