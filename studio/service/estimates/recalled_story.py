"""What models wrote of a film's story before: the story's own workflow code, led by the library instead of by models."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from activities.contracts import AskRequest
from activities.story.model_call import Answering
from activities.story.prompts.long_text import reading_plan
from activities.story.templates import load_templates
from activities.stretches.division import Part, divided, stretch_brief
from library.assets import Library
from library.briefs import pieces, whole
from models.cut.lengths import story_seconds
from models.film.start import FilmRequest
from models.orders.cast import Cast
from models.story.order import StoryOrder
from models.story.plan import Stage, StageRoute, StoryPlan
from models.story.results import StageResult
from models.story.stages import Character, StoryDocument
from models.story.stretches import Overview, known_with, story_of
from providers.llm.chat import ChatDesk
from studio.service.estimates.means import NOTHING, Recall, Recalled
from workflows.story.long_story import LongStory
from workflows.story.model_calls import ModelCalls
from workflows.story.overview import overview
from workflows.story.staged_story import StagedStory
from workflows.story.state import StoryState

T = TypeVar("T")


class _NotThere(Exception):
    """A model would have to be asked."""


class _Memory(ModelCalls):
    """Gives what the first model of each stage has answered before, and asks nobody."""

    def __init__(self, answering: Answering) -> None:
        super().__init__()
        self.answered: Counter[Stage] = Counter()
        self._answering = answering

    async def ask(self, route: StageRoute, request: AskRequest) -> StageResult | None:
        """The answer that the library has.

        Raises:
            _NotThere: it has none.

        """
        result = self._answering.recalled(request.model_copy(update={"model": route.models[0]}))
        if result is None:
            raise _NotThere
        self.answered[route.stage] += 1
        return result


def recall_from(desk: ChatDesk, library: Library, templates: Path) -> Recall:
    """Looks stories up in a library; whatever a model would have to be asked for ends the search."""

    def recall(request: FilmRequest, cast: Cast) -> Recalled:
        if cast.plan is None:
            return NOTHING
        brief = whole(request.brief, library.store)
        recalling = _Recalling(
            cast.plan,
            StoryOrder(brief=brief, choice=cast.llm, seconds=story_seconds(brief.seconds), plan=cast.plan),
            Answering(desk, library, lambda: load_templates(templates)),
        )
        if not cast.plan.stretches:
            return asyncio.run(recalling.in_one())
        return asyncio.run(recalling.in_stretches(side_by_side=request.options.story_parallel))

    return recall


class _Recalling:
    """One story, by its plan and its order, as the film will have it written."""

    def __init__(self, plan: StoryPlan, order: StoryOrder, answering: Answering) -> None:
        self._plan = plan
        self._order = order
        self._answering = answering
        self._answered: dict[tuple[int, Stage], int] = {}

    async def in_one(self) -> Recalled:
        """A story that is written in one go."""
        document = await self._at(0, self._order, _author)
        there = (document,) if document else ()
        return Recalled(there, self._answered, frozenset(range(len(there))))

    async def in_stretches(self, *, side_by_side: bool) -> Recalled:
        """A story of several stretches; one after another, nothing is known of those behind the first that lacks something."""
        parts = divided(self._order.brief, self._order.seconds, by_models=True)
        order = self._order.model_copy(update={"plan": self._plan.overview, "parts": len(parts)})
        told = await self._at(0, order, overview) if self._plan.overview else None
        if self._plan.overview and told is None:
            return Recalled((), self._answered)
        common = begun = (told and told.overview) or Overview()
        known, found = begun.characters, dict[int, StoryDocument]()
        for part in parts:
            document = await self._at(part.stretch.number, self._stretch(part, common, known), _author)
            if document:
                found[part.stretch.number] = document
            if side_by_side:
                continue
            if document is None:
                break
            known = known_with(known, story_of(document).characters)
            if not common.template and document.template:
                common = common.model_copy(update={"template": document.template.selected_template})
        documents = tuple(found.values()) if len(found) == len(parts) else ()
        return Recalled(documents, self._answered, frozenset((0, *found)), begun)

    def _stretch(self, part: Part, common: Overview, known: tuple[Character, ...]) -> StoryOrder:
        brief = stretch_brief(self._order.brief, part, common, known)
        chunks = reading_plan(brief.story).chunks if brief.story else 0
        plan = self._plan.model_copy(
            update={
                "shots": part.stretch.shots or 1,
                "chunks": chunks,
                "pieces": len(pieces(brief.story, chunks)) if chunks else 0,
                "stretches": 0,
                "overview": None,
            }
        )
        return self._order.model_copy(
            update={"brief": brief, "seconds": part.stretch.seconds, "plan": plan, "stretch": True}
        )

    async def _at(
        self, place: int, order: StoryOrder, write: Callable[[StoryState], Awaitable[T | None]]
    ) -> T | None:
        """What is written at a place; None where a model would have to be asked for it."""
        memory = _Memory(self._answering)
        assert order.plan is not None, "only what models write is recalled"
        try:
            return await write(StoryState(order, order.plan, memory))
        except _NotThere:
            return None
        finally:
            self._answered |= {(place, stage): count for stage, count in memory.answered.items()}


async def _author(state: StoryState) -> StoryDocument | None:
    return await (LongStory(state) if state.plan.mode == "long" else StagedStory(state)).write()
