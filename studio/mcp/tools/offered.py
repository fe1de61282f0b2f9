"""Which tools there are, and what a client may know of each before it calls it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from mcp_types import ToolAnnotations

from studio.mcp.tools.boards import get_board
from studio.mcp.tools.costs import estimate, get_costs
from studio.mcp.tools.decisions import decide
from studio.mcp.tools.edits import edit_board, revise_shot
from studio.mcp.tools.files import fetch
from studio.mcp.tools.films import cancel, get_film, get_plan, list_films
from studio.mcp.tools.requests import create_film
from studio.mcp.tools.takes import retake_shot, use_take


class Offer(NamedTuple):
    """A tool, what people call it, and how it may be used."""

    tool: Callable[..., Any]
    title: str
    hints: ToolAnnotations


_LOOKS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_WRITES = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_PAID = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=True
)
"""It may ask vendors for things that cost; under the same key it does so once."""
_ENDS = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False
)
_DECIDES = _ENDS.model_copy(update={"open_world_hint": True})

OFFERED: tuple[Offer, ...] = (
    Offer(list_films, "List films", _LOOKS),
    Offer(estimate, "Estimate a film", _LOOKS),
    Offer(create_film, "Begin a film", _PAID),
    Offer(get_film, "Look at a film, or wait for it", _LOOKS),
    Offer(get_plan, "What is next for a film", _LOOKS),
    Offer(get_board, "See a storyboard", _LOOKS),
    Offer(revise_shot, "Revise a shot of the storyboard", _PAID),
    Offer(edit_board, "Move, insert, drop, split and merge shots", _PAID),
    Offer(decide, "Decide on the storyboard", _DECIDES),
    Offer(fetch, "Fetch a film's files", _WRITES),
    Offer(retake_shot, "Retake a shot of a finished film", _PAID),
    Offer(use_take, "Use another take", _PAID),
    Offer(get_costs, "What films have cost", _LOOKS),
    Offer(cancel, "Stop a film", _ENDS),
)
