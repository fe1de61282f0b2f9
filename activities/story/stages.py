"""The stages that models write: what each is asked, and what its answer amounts to."""

from collections.abc import Callable

from activities.contracts import AskRequest
from activities.story import long_story, single_stage, staging, telling
from activities.story.instructions import repairing
from models.errors import InvalidRequest
from models.story import Template
from models.writing import Stage, StageResult
from providers.llm.messages import Prompted

Ask = Callable[[AskRequest, tuple[Template, ...]], Prompted]
Read = Callable[[AskRequest, str, tuple[Template, ...]], StageResult]

_STAGES: dict[Stage, tuple[Ask, Read]] = {
    "template": (telling.ask_template, telling.read_template),
    "story": (telling.ask_story, telling.read_story),
    "scenes": (staging.ask_scenes, staging.read_scenes),
    "visuals": (staging.ask_visuals, staging.read_visuals),
    "single": (single_stage.ask_single, single_stage.read_single),
    "shots": (single_stage.ask_shots, single_stage.read_shots),
    "compress": (long_story.prompted, long_story.read),
    "breakdown": (long_story.prompted, long_story.read),
}


def prompted(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:
    """What a model is asked; with `request.bad`, what the repairing model is asked.

    Raises:
        InvalidRequest: something that the stage works from is missing.
        UnknownName: there is no such template or shot pattern.

    """
    ask, _ = _of(request)
    if ask is long_story.prompted:
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
