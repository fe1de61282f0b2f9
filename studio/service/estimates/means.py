"""What an estimate is made with: providers, models, a library, and how much is made at once."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from library.assets import Library
from models.film.start import FilmRequest
from models.orders.cast import Cast
from models.story.plan import Stage
from models.story.stages import StoryDocument
from providers.llm.chat import ChatDesk
from providers.registry import Registry


class Recalled(NamedTuple):
    """What models wrote before of a film's story: the whole of it, if that, and how many parts of each stage."""

    document: StoryDocument | None = None
    answered: Mapping[Stage, int] = MappingProxyType({})


Recall = Callable[[FilmRequest, Cast], Recalled]


def nothing_recalled(request: FilmRequest, cast: Cast) -> Recalled:  # noqa: ARG001 - a `Recall`
    """Nobody looked."""
    return Recalled()


class Means(NamedTuple):
    """What an estimate is made with: `slots` says for each queue how much of a film is made on it at once.

    `recall` looks up what models wrote of its story before.
    """

    registry: Registry
    desk: ChatDesk
    templates: Path
    library: Library
    slots: Mapping[str, int]
    recall: Recall = nothing_recalled
