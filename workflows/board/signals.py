"""The signals by which a board is changed; each is objected to or carried out, and written down either way."""

from abc import ABC, abstractmethod
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.errors import BadInput
    from models.film.decisions import Decision, DecisionKind, DecisionRecord, read_decision
    from models.film.view import StageTime
    from workflows.film_state import FilmState


class BoardSignals(ABC):
    """A film that hears what shall be otherwise with the shots on its board."""

    _state: FilmState

    @property
    def stages(self) -> tuple[StageTime, ...]:
        """The stages that were entered, the last of which it is at; whoever watches from outside reads them here."""
        return tuple(self._state.stages)

    @abstractmethod
    async def _decide(self, decision: Decision) -> DecisionRecord:
        """Carry out a decision, unless something speaks against it."""

    async def _hear_named(self, kind: DecisionKind, payload: object) -> None:
        """A signal cannot be refused, so one that cannot be read is written down with the reason."""
        try:
            decision = read_decision(kind, payload)
        except BadInput as error:
            self._state.record(Decision(kind=kind), reason=str(error))
            return
        await self._decide(decision)

    @workflow.signal
    async def revise_shot(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot", "prompt", "note", a field such as "size", "dialogue", "lines" or "line" and "text", "by", "board"}`: change one shot."""
        await self._hear_named("revise", payload)

    @workflow.signal
    async def move_shot(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot", "before" or "after", "by", "board"}`: the shot goes before or after another."""
        await self._hear_named("move", payload)

    @workflow.signal
    async def insert_shot(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"before" or "after", "prompt", "entry" of a shot list or "shot" that was dropped, "by", "board"}`: another shot there."""
        await self._hear_named("insert", payload)

    @workflow.signal
    async def drop_shot(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot", "by", "board"}`: the film goes without it; it is kept."""
        await self._hear_named("drop", payload)

    @workflow.signal
    async def split_shot(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot", "at", "prompt", "first", "by", "board"}`: two of it, whose second begins with line `at` and shows `prompt`."""
        await self._hear_named("split", payload)

    @workflow.signal
    async def merge_shots(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot", "other", "prompt", "by", "board"}`: one of two neighbours."""
        await self._hear_named("merge", payload)

    @workflow.signal
    async def undo_edit(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"by", "board"}`: the board as it was before its last change, until it is approved."""
        await self._hear_named("undo", payload)
