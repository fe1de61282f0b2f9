"""What models wrote of a film's story before: the story's own workflow code, led by the library instead of by models."""

import asyncio
from collections import Counter
from pathlib import Path

from activities.contracts import AskRequest
from activities.story.model_call import Answering
from activities.story.templates import load_templates
from library.assets import Library
from models.cut.lengths import story_seconds
from models.film.start import FilmRequest
from models.orders.cast import Cast
from models.story.order import StoryOrder
from models.story.plan import Stage, StageRoute
from models.story.results import StageResult
from models.story.stages import StoryDocument
from providers.llm.chat import ChatDesk
from studio.service.estimates.means import Recall, Recalled
from workflows.story.long_story import LongStory
from workflows.story.model_calls import ModelCalls
from workflows.story.staged_story import StagedStory
from workflows.story.state import StoryState


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
        memory = _Memory(Answering(desk, library, lambda: load_templates(templates)))
        return Recalled(asyncio.run(_written(request, cast, memory)), memory.answered)

    return recall


async def _written(request: FilmRequest, cast: Cast, memory: _Memory) -> StoryDocument | None:
    if (
        cast.plan is None or cast.plan.stretches
    ):  # each stretch is told who came before it: nothing is known of any yet
        return None
    brief = request.brief
    order = StoryOrder(brief=brief, choice=cast.llm, seconds=story_seconds(brief.seconds), plan=cast.plan)
    state = StoryState(order, cast.plan, memory)
    author = LongStory(state) if cast.plan.mode == "long" else StagedStory(state)
    try:
        return await author.write()
    except _NotThere:
        return None
