"""Films of every kind, as somebody has them made who asks again whenever nobody answers: what each should come to."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple, TypeVar

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from models.brief import Brief
from models.errors import BadInput, EngineUnavailable, StorageError
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.shots.lines import Line
from models.shots.takes import Change
from studio.service.film.retakes import changed_film
from tests.kit.chaos.swift import LONG, by_swift
from tests.kit.hosted import by_vendor
from tests.kit.studio import StudioKit, short_shots

R = TypeVar("R")

Kind = Literal["short", "written", "gated", "hosted", "long"]
"""Offline of given shots; of a sentence; looked at by a person; made by a vendor's jobs; made in two reels and paid for."""

SHOTS_OF_A_LONG_ONE = 120
LOOK_EVERY_S = 0.4
NOBODY = (EngineUnavailable, StorageError, RPCError, TimeoutError)
"""Why a question was not answered that is asked again."""


class Made(NamedTuple):
    """A film that somebody wanted, what was seen of it when it had ended, once for each run, and the first run of each."""

    film: str
    kind: Kind
    views: tuple[FilmView, ...]
    runs: tuple[str, ...]


class Viewer:
    """Somebody who has one film made, whoever dies meanwhile; gives up when it has not ended at `until`."""

    def __init__(self, studio: StudioKit, film: str, within_s: float) -> None:
        self._studio = studio
        self._film = film
        self._until = time.monotonic() + within_s
        self._seen: object = None

    async def makes(self, request: FilmRequest, after: str = "") -> tuple[FilmView, str]:
        """The film when it has ended, and its first run's id; `after` is the run before, of a retake."""
        await self._begun(request, after)
        looks = 0
        while True:
            described = await self._insist(self._studio.client.get_workflow_handle(self._film).describe)
            self._seen = described.status
            if described.status != WorkflowExecutionStatus.RUNNING:
                first = described.raw_description.workflow_execution_info.first_run_id
                return await self._insist(lambda: self._studio.view(self._film)), first
            looks += 1
            if looks % 4 == 0:
                await self._look(request)
            await asyncio.sleep(LOOK_EVERY_S)

    async def changed(self, changes: tuple[Change, ...], auto: bool) -> FilmRequest:
        """What starts its next run."""
        return await self._insist(lambda: changed_film(self._studio, self._film, changes, auto=auto))

    async def _look(self, request: FilmRequest) -> None:
        """See whether it waits for somebody, and say what is to be done."""
        try:
            view = await self._studio.view(self._film)
            self._seen = view
            for (
                job
            ) in view.unknown:  # the vendor could not be asked in time: it is looked for, and asked again
                answer = {"shot": job.shot_id, "action": "resubmit"}
                await self._studio.client.get_workflow_handle(self._film).signal("resolve_job", answer)
            if request.options.approve == "wait":
                await self._approve(view)
        except (*NOBODY, BadInput):
            return  # by the next look it is another moment

    async def _approve(self, view: FilmView) -> None:
        waiting = {reel.number: reel.board for reel in view.reels if reel.waits}
        if waiting:
            await self._studio.decide(self._film, Decision(kind="approve", by="ann", boards=waiting))
        elif not view.reels and view.stage == "approval" and view.approved_board != view.board:
            assert not any(shot.clip for shot in view.shots if shot.take == 1 and not view.retake), (
                "a clip was made before anybody approved"
            )
            await self._studio.decide(self._film, Decision(kind="approve", by="ann", board=view.board))

    async def _begun(self, request: FilmRequest, after: str) -> None:
        """Start it once, also where nobody heard whether it was started."""
        while True:
            run = await self._insist(self._latest)
            if run not in ("", after):
                return
            try:
                await self._studio.start(request, self._film)
            except NOBODY:
                await self._moment()

    async def _latest(self) -> str:
        """The first run of the film's latest; empty where there is none."""
        try:
            described = await self._studio.client.get_workflow_handle(self._film).describe()
        except RPCError as error:
            if error.status.name == "NOT_FOUND":
                return ""
            raise
        return str(described.raw_description.workflow_execution_info.first_run_id)

    async def _insist(self, ask: Callable[[], Awaitable[R]]) -> R:
        while True:
            try:
                return await ask()
            except NOBODY as error:
                self._seen = error
                await self._moment()

    async def _moment(self) -> None:
        if time.monotonic() > self._until:
            raise AssertionError(f"{self._film} has not ended in time; last seen: {self._seen}")
        await asyncio.sleep(LOOK_EVERY_S)


def brief_of(kind: Kind, number: int) -> Brief:
    """A film of a kind, like no other but for its first picture."""
    if kind == "long":
        return by_swift(SHOTS_OF_A_LONG_ONE).model_copy(update={"title": f"The long wall, part {number}"})
    if kind == "written":
        return Brief(prompt=f"Mara waits by sea number {number}. A door opens.", seconds=6)
    brief = short_shots("the sea", f"film {number}, a quay", f"film {number}, a boat")
    said = tuple(Line(text=text) for text in (f"Film {number}.", "A door.", f"Film {number}."))
    silent = [shot.model_copy(update={"dialogue": ""}) for shot in brief.shots]
    spoken = silent[-1].model_copy(update={"lines": said})
    apart = brief.model_copy(
        update={"shots": (*silent[:-1], spoken), "title": f"Film {number}", "seed": number}
    )
    return by_vendor(apart) if kind == "hosted" else apart


async def had_made(studio: StudioKit, kind: Kind, number: int, seed: int, within_s: float) -> Made:
    """A film of a kind, made; about half of them are changed once they have ended, as the seed says."""
    lots = random.Random(f"{seed}/{number}")
    film = f"{LONG if kind == 'long' else ''}{kind}-{seed}-{number}".removeprefix("long-long")
    film = f"{LONG}{seed}-{number}" if kind == "long" else film
    viewer = Viewer(studio, film, within_s)
    looked_at = kind in ("gated", "long")
    options = RunOptions(
        approve="wait" if looked_at else "auto", budget="20" if kind in ("hosted", "long") else None
    )
    view, run = await viewer.makes(FilmRequest(brief=brief_of(kind, number), options=options))
    views, runs = [view], [run]
    if lots.random() < 0.5 and view.verdict == "finished":
        shot = lots.randrange(1, len(view.shots) + 1)
        request = await viewer.changed((Change(shot_id=str(shot), by="ann", note="at night"),), not looked_at)
        view, run = await viewer.makes(request, run)
        views.append(view)
        runs.append(run)
    return Made(film, kind, tuple(views), tuple(runs))
