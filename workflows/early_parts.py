"""What lies between two shots is made as soon as both are there, beside the shots that are still on their way."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.cutlist import CutShot
    from workflows.cut import Cut
    from workflows.errands import executed
    from workflows.failures import let_cancelled
    from workflows.film_state import FilmState

Pair = tuple[CutShot, CutShot]


class EarlyParts:
    """Has the parts of the cut made that no other shot changes. The cut makes whatever is not there by then."""

    def __init__(self, state: FilmState, cut: Cut) -> None:
        self._state = state
        self._cut = cut
        self._asked: set[tuple[str, str]] = set()
        self._closing = self._making = False
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to look for shots that can be joined."""
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    @property
    def still(self) -> bool:
        """Whether nothing is being made."""
        return self._task is None or not (self._making or self._state.reel.conformed)

    async def close(self) -> None:
        """Begin nothing more, and wait for what was begun."""
        self._closing = True
        if self._task is not None:
            await self._task
            self._task = None

    def stop(self) -> None:
        """Stop what was begun."""
        self._closing = True
        if self._task is not None:
            self._task.cancel()

    async def _work(self) -> None:
        while True:
            await workflow.wait_condition(lambda: self._closing or bool(self._state.reel.conformed))
            if self._closing:
                return
            if joins := self._ready():
                self._making = True
                await self._make(joins)
                self._making = False

    def _ready(self) -> tuple[Pair, ...]:
        """Neighbours of what was conformed since, both there, that blend or have captions burned in; each pair once."""
        reel, burned = self._state.reel, self._state.brief.delivery.captions == "burn"
        conformed, reel.conformed = reel.conformed, []
        ready: dict[tuple[str, str], Pair] = {}
        for shot_id in conformed:
            for views in reel.joins(shot_id):
                before, after = self._cut.cut_list(views).shots[-2:]
                key = _key(before, after)
                if all(key) and (burned or after.transition != "cut") and key not in self._asked:
                    ready[key] = (before, after)
        return tuple(ready.values())

    async def _make(self, joins: tuple[Pair, ...]) -> None:
        self._asked |= {_key(*pair) for pair in joins}
        cut = self._cut.cut_list(())
        request = contracts.PartsRequest(cut=cut, joins=joins, fresh=self._state.fresh)
        try:
            await executed(
                contracts.Cutting.prepare,
                request,
                task_queue="cpu",
                summary=f"Between shots: {len(joins)}",
                **retries.CUTTING,
            )
        except ActivityError as error:
            let_cancelled(error)


def _key(before: CutShot, after: CutShot) -> tuple[str, str]:
    return (before.clip.sha256 if before.clip else "", after.clip.sha256 if after.clip else "")
