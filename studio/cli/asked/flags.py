"""The flags that describe a film: how each is called, and which field of a brief or of its options it gives."""

from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from models.base import Frozen
from models.cut.delivery import Delivery
from models.errors import BadInput
from studio.cli.asked.triggers import read_triggers
from studio.cli.asked.values import Given, whole

Approve = Literal["ask", "wait", "auto"]
APPROVALS: tuple[str, ...] = get_args(Approve)

_FIELDS = (
    *("title", "seconds", "aspect", "style", "mood", "template", "pattern", "profile", "seed", "story_mode"),
    *("budget", "budget_mode", "approve_above", "unknown_submit", "stop_at", "approve", "use_cache"),
    *("story_parallel", "shot_count", "music"),
)
"""The flags that give the field of their own name, as they are typed; the others are laid into a table of the brief."""

_CALLED = {"shot_count": "-n", "transition_s": "--transition-seconds"}
"""What a flag is called that does not bear the name of its field."""


class Flags(Frozen):
    """What the command line says about a film; None where it says nothing. Numbers are read later."""

    prompt: str | None = None
    story: Path | None = None
    shots: Path | None = None
    brief: Path | None = None
    title: str | None = None
    seconds: str | None = None
    aspect: str | None = None
    style: str | None = None
    mood: str | None = None
    template: str | None = None
    story_mode: str | None = None
    model: str | None = None
    pattern: str | None = None
    triggers: tuple[str, ...] = ()
    shot_count: str | None = None
    profile: str | None = None
    seed: str | None = None
    budget: str | None = None
    budget_mode: str | None = None
    approve_above: str | None = None
    unknown_submit: str | None = None
    stop_at: str | None = None
    approve: str | None = None
    use_cache: bool | None = None
    story_parallel: bool | None = None
    music: str | None = None
    resolution: str | None = None
    fps: str | None = None
    codec: str | None = None
    fit: str | None = None
    transition: str | None = None
    transition_s: str | None = None
    captions: str | None = None
    loudness: str | None = None


class Typed(NamedTuple):
    """What flags give: fields of the brief and of its options; what they say of the delivery also by itself."""

    fields: list[Given]
    delivery: dict[str, Any]


def called(field: str) -> str:
    """The flag of a field, as it is typed."""
    return _CALLED.get(field) or "--" + field.replace("_", "-")


def of_flags(flags: Flags) -> Typed:
    """What every flag gives but those of the sources, which are read from files.

    Raises:
        BadInput: a model without a name, or a trigger that is no NAME=TOKEN.

    """
    fields = [Given(field, getattr(flags, field), called(field)) for field in _FIELDS]
    if flags.model is not None and not flags.model.strip():
        raise BadInput("--model is empty: give it a model or a route, or leave it out.")
    delivery = {
        field: whole(text) if field in ("fps", "loudness") else text
        for field in Delivery.model_fields
        if (text := getattr(flags, field)) is not None
    }
    tables = (
        # Who writes is the llm of the casting.
        Given("casting", {"llm": flags.model.strip()} if flags.model else {}, "--model"),
        Given("delivery", delivery, "The delivery"),
        Given("triggers", read_triggers(flags.triggers), "--trigger"),
    )
    given = [one for one in fields if one.value is not None] + [one for one in tables if one.value]
    return Typed(given, delivery)
