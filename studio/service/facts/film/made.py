"""What was begun or made of a film when it was asked for: begun, its shots written, its storyboard drawn, its folder written."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.film.view import FilmView
from models.names import in_order
from models.story.records import StageRecord
from studio.service.facts.values import Dollars, FilmId
from studio.service.film.storyboard import undrawn


class StageWriting(Frozen):
    """Who wrote a stage of the story."""

    stage: str = Field(description="The stage.", examples=["scenes"])
    part: int = Field(description="Which part of a long text, from 0.", examples=[0])
    writer: str = Field(description="The model whose words were used, or the offline writer (`outline`).")
    fell_back: str = Field(
        description="Why the first answer of the first model is not what was used; else empty."
    )
    calls: int = Field(description="How many calls it took.", examples=[1])
    spent_usd: str = Field(description="What it cost, in dollars.", examples=["0.0031"])


class ScenarioFacts(Frozen):
    """The shots that were written of a description."""

    id: FilmId
    status: str = Field(description="How the film that wrote them stands.", examples=["stopped"])
    title: str = Field(description="Its title.")
    shots: int = Field(description="How many shots.", examples=[8])
    shot_seconds: float = Field(description="Their length together, in seconds.", examples=[32.0])
    writing: tuple[StageWriting, ...] = Field(description="Who wrote them; empty where no model was asked.")
    notes: tuple[str, ...] = Field(description="What a person should know.")
    spent_usd: Dollars = Field(description="What it cost, in dollars.")
    ui: str | None = Field(description="The film's page in Temporal's UI; null where there is none.")


class UndrawnFrame(Frozen):
    """A frame that has no picture."""

    frame: int = Field(description="Its number, from 1.", examples=[3])
    reason: str = Field(description="Why.")


class StoryboardFacts(Frozen):
    """A storyboard that was drawn."""

    id: FilmId
    status: str = Field(description="How the film that it is of stands.", examples=["stopped"])
    title: str = Field(description="Its title.")
    frames: int = Field(description="How many frames.", examples=[8])
    missing: tuple[UndrawnFrame, ...] = Field(description="Those that have no picture.")
    notes: tuple[str, ...] = Field(description="What a person should know.")
    spent_usd: Dollars = Field(description="What it cost, in dollars.")
    ui: str | None = Field(description="The film's page in Temporal's UI; null where there is none.")


class FetchedFacts(Frozen):
    """What a film's folder holds, and what of it was written just now."""

    id: FilmId
    status: str = Field(description="Where the film stands, in a few words.", examples=["finished"])
    files: tuple[str, ...] = Field(
        description="The files of its folder.", examples=[["film.mp4", "report.json"]]
    )
    written: tuple[str, ...] = Field(description="Those that were written now.")


class BegunFacts(Frozen):
    """A film that was begun, or found."""

    id: FilmId
    status: str = Field(description="Where it stands, in a few words.", examples=["running"])
    attached: bool = Field(description="Whether it ran already, with the options that it was started with.")
    again: bool = Field(description="Whether it was made before: what the library has of it is used again.")
    past: bool = Field(description="Whether it is beyond what was asked for: nothing was started.")
    address: str = Field(description="Where its Temporal server is.", examples=["127.0.0.1:7233"])
    ui: str | None = Field(description="Its page in Temporal's UI; null where there is none.")


class ChangingFacts(Frozen):
    """A finished film whose next run was begun, or found."""

    id: FilmId
    status: Literal["running"] = Field(description="It runs.")
    attached: bool = Field(description="Whether it ran already.")


def scenario_facts(view: FilmView, ui_url: str) -> ScenarioFacts:
    """The shots that a film wrote."""
    return ScenarioFacts(
        id=view.film_id,
        status=view.verdict,
        title=view.title,
        shots=len(view.shots),
        shot_seconds=round(sum(shot.shot.duration for shot in view.shots), 2),
        writing=tuple(map(_writing, view.writing)),
        notes=view.notes,
        spent_usd=str(view.spent),
        ui=ui_url or None,
    )


def storyboard_facts(view: FilmView, ui_url: str, *, drawn: bool) -> StoryboardFacts:
    """The storyboard of a film; of one that was not to be `drawn` no frame is missing."""
    missing = undrawn(view) if drawn else ()
    return StoryboardFacts(
        id=view.film_id,
        status=view.verdict,
        title=view.title,
        frames=len(view.shots),
        missing=tuple(UndrawnFrame(frame=number, reason=why) for number, why in missing),
        notes=view.notes,
        spent_usd=str(view.spent),
        ui=ui_url or None,
    )


def fetched_facts(view: FilmView, folder: Path, written: Sequence[Path]) -> FetchedFacts:
    """What a film's folder holds, and those of its files that were written now."""
    return FetchedFacts(
        id=view.film_id,
        status=view.verdict,
        files=tuple(in_order({*view.folder(), "report.json"})),
        written=tuple(in_order(str(path.relative_to(folder)) for path in written)),
    )


def _writing(record: StageRecord) -> StageWriting:
    return StageWriting(
        stage=record.stage,
        part=record.part,
        writer=record.writer,
        fell_back=record.fell_back,
        calls=record.count,
        spent_usd=str(record.cost),
    )
