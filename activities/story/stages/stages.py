"""The stages that models write: what each is asked, and what its answer amounts to."""

from collections.abc import Callable

from activities.contracts import AskRequest
from activities.story.prompts.instructions import repairing
from activities.story.stages import (
    breakdown,
    new_words,
    notes,
    shots_and_pictures,
    single,
    template_and_story,
)
from models.errors import InvalidRequest
from models.story.plan import Stage
from models.story.results import StageResult
from models.story.stages import Template
from providers.llm.messages import Prompted

Ask = Callable[[AskRequest, tuple[Template, ...]], Prompted]
Read = Callable[[AskRequest, str, tuple[Template, ...]], StageResult]

_STAGES: dict[Stage, tuple[Ask, Read]] = {
    "template": (template_and_story.ask_template, template_and_story.read_template),
    "story": (template_and_story.ask_story, template_and_story.read_story),
    "scenes": (shots_and_pictures.ask_plan, shots_and_pictures.read_plan),
    "visuals": (shots_and_pictures.ask_visuals, shots_and_pictures.read_visuals),
    "single": (single.ask_single, single.read_single),
    "shots": (single.ask_shots, single.read_shots),
    "note": (notes.ask_note, notes.read_note),
    "reword": (new_words.ask_new_words, new_words.read_new_words),
    "compress": (breakdown.prompted, breakdown.read),
    "breakdown": (breakdown.prompted, breakdown.read),
}


def prompted(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:
    """What a model is asked; with `request.bad`, what the repairing model is asked.

    Raises:
        InvalidRequest: something that the stage works from is missing.
        UnknownName: there is no such template or shot pattern.

    """
    ask, _ = _of(request)
    if ask is breakdown.prompted:
        return ask(request, templates)
    return repairing(request, ask(request.model_copy(update={"bad": None}), templates))


def read(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:
    """What an answer amounts to, a repaired one too.

    Raises:
        Unusable: the answer cannot be used, and why.
        InvalidRequest: something that the stage works from is missing.

    """
    _, reader = _of(request)
    return reader(request, text, templates)


def _of(request: AskRequest) -> tuple[Ask, Read]:
    if request.stage not in _STAGES:
        raise InvalidRequest(f"No model writes the stage {request.stage}.")
    return _STAGES[request.stage]
