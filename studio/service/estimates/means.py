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
from models.story.stretches import Overview
from providers.llm.chat import ChatDesk
from providers.registry import Registry


class Recalled(NamedTuple):
    """What models wrote before of a film's story.

    `documents` are there where the whole of it is: one, or one a stretch. `answered` says of how many parts of a stage the
    answers are there, by place: 0 is the story, or its `overview`, and those from 1 on are its stretches. `whole` are the
    places that lack nothing.
    """

    documents: tuple[StoryDocument, ...] = ()
    answered: Mapping[tuple[int, Stage], int] = MappingProxyType({})
    whole: frozenset[int] = frozenset()
    overview: Overview = Overview()


NOTHING = Recalled()

Recall = Callable[[FilmRequest, Cast], Recalled]


def nothing_recalled(request: FilmRequest, cast: Cast) -> Recalled:  # noqa: ARG001 - a `Recall`
    """Nobody looked."""
    return NOTHING


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
