"""What a film gets where neither flags nor files say: the budget of the settings, and what other programs' variables ask for."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

from infra.settings import Settings, load_settings, variable_of, variables
from models.cut.delivery import Fps
from models.cut.frame_size import RESOLUTIONS, Aspect, frame_size
from models.errors import BadInput, MissingKeys, UnknownName
from studio.service.requests.values import Given

if TYPE_CHECKING:
    from providers.llm.catalogue import Catalogue

SCENARIO_MODEL, VIDEO_MODEL, VIDEO_RESOLUTION, VIDEO_FPS, PARALLEL = (
    *("SCENARIO_DEFAULT_MODEL", "VIDEO_MODEL", "VIDEO_RESOLUTION", "VIDEO_FPS"),
    "LLM_PARALLEL",
)
ELSEWHERE = ("stable-video-diffusion", "svd")
"""Video models that other programs have on every machine; here `svd` is cast by its name alone."""

EXECUTION, ON_CARDS = "EXECUTION_PROFILE", "GPU_ENABLED"
"""Whether films are made on cards, as other programs say it: `prod_gpu` or `debug_cpu`, and true or false, which goes before."""
_EXECUTIONS = {"prod_gpu": "auto", "debug_cpu": "local"}

_SWITCH = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


class Default(NamedTuple):
    """What one variable asks for: the fields that it gives, none where it cannot be had, and in words what they are."""

    words: str
    given: tuple[Given, ...] = ()


class Defaults(tuple[Default, ...]):
    """What the variables ask for that are set."""

    @property
    def given(self) -> list[Given]:
        """The fields that they give, each called by its variable."""
        return [field for one in self for field in one.given]

    @property
    def sentence(self) -> str:
        """What the film gets of them, for people; empty where that is nothing."""
        return f"Of the environment: {', '.join(one.words for one in self)}." if self else ""


def defaults(given: Sequence[Given], *, scenario: bool = False) -> Defaults:
    """What the environment says of fields that `given` leaves open; a `scenario` has a model of its own.

    Raises:
        BadInput: a variable that gives one has a value that cannot be used.

    """
    said = {one.field for one in given} | {
        f"{one.field}.{key}" for one in given if isinstance(one.value, dict) for key in one.value
    }
    found: list[Default | None] = []
    if "profile" not in said and not any(field.startswith("casting.") for field in said):
        found.append(_profile())
    if "budget" not in said:
        found.append(_budget())
    if not {"profile", "casting.llm", "shots"} & said:
        found.append(_model(scenario=scenario))
    if not {"profile", "casting.video"} & said:
        found.append(_read(VIDEO_MODEL, _video))
    if "story" in said and "story_parallel" not in said:
        found.append(_read(PARALLEL, _parallel))
    if "delivery.fps" not in said:
        found.append(_read(VIDEO_FPS, _fps))
    if not {"delivery.resolution", "aspect"} & said:
        found.append(_read(VIDEO_RESOLUTION, _frame))
    return Defaults(filter(None, found))


def films_folder(settings: Settings) -> Path:
    """The folder that films are written into, each into one of its own.

    Raises:
        BadInput: the settings name a folder of another system.

    """
    folder = settings.films
    if os.name != "nt" and re.match(r"[A-Za-z]:[\\/]", folder):
        raise BadInput(
            f"{variable_of('films')} is {folder!r}, a path of Windows: name a folder of this machine."
        )
    return Path(folder or "films").expanduser()


def read_fps(value: str) -> int:
    """Frames a second; raises BadInput for a rate that no film has."""
    if value not in map(str, get_args(Fps)):
        raise BadInput(f"{VIDEO_FPS} must be one of {', '.join(map(str, get_args(Fps)))}, not {value!r}.")
    return int(value)


def read_frame(value: str) -> tuple[Aspect, str]:
    """The aspect and the resolution of a frame of so many pixels: the smallest that has as many.

    Raises:
        BadInput: it is of another shape than films are, or larger.

    """
    sizes = {
        (aspect, lines): frame_size(aspect, lines) for lines in RESOLUTIONS for aspect in get_args(Aspect)
    }
    if value in RESOLUTIONS:
        return "16:9", value
    if found := re.fullmatch(r"(\d{2,5})\s*[x×:]\s*(\d{2,5})", value.lower()):
        width, height = map(int, found.groups())
        for (aspect, lines), (wide, high) in sizes.items():
            if abs(width * high / (height * wide) - 1) < 0.01 and width <= wide:
                return aspect, lines
    raise BadInput(
        f"{VIDEO_RESOLUTION} is {value!r}, and films are 16:9, 9:16 or 1:1, from {RESOLUTIONS[0]} to {RESOLUTIONS[-1]}: "
        "give it one of these sizes, such as 1280x720."
    )


def read_switch(value: str, name: str = PARALLEL) -> bool:
    """On or off, as the variable `name` says it; raises BadInput for anything else."""
    if value.lower() not in _SWITCH:
        raise BadInput(f"{name} must be true or false, not {value!r}.")
    return _SWITCH[value.lower()]


def known_video(value: str) -> str:
    """The video provider that VIDEO_MODEL names; empty for one of other programs that here needs a card, and to be asked for.

    Raises:
        BadInput: nobody knows it.

    """
    from workers.registry import build_registry

    if value.lower() in ELSEWHERE:
        return ""
    try:
        build_registry(load_settings()).find("video", value)
    except MissingKeys:
        pass  # that is said with all the keys that are missing
    except UnknownName as error:
        raise BadInput(f"{VIDEO_MODEL} is {value!r}: {error}") from error
    return value


def known_writer(known: "Catalogue", value: str) -> str:
    """The writer that SCENARIO_DEFAULT_MODEL names: a route, a model, or one that is offline.

    Raises:
        BadInput: nobody knows it.

    """
    from providers.registry import BUILT_IN, Registry

    if known.route(value) is None and value not in Registry(BUILT_IN).names("llm"):
        try:
            known.resolve(value)
        except UnknownName as error:
            raise BadInput(f"{SCENARIO_MODEL} is {value!r}: {error}") from error
    return value


def chosen_model(*, scenario: bool = False) -> tuple[str, str] | None:
    """The variable that chooses who writes, and whom it chooses: a route, or a model.

    Raises:
        BadInput: nobody knows a model that is named, or its vendor.

    """
    from providers.llm import llm_variables
    from workers.language_models import catalogue

    said = variables((SCENARIO_MODEL, *llm_variables.NAMES))
    if not said:
        return None
    known = catalogue()
    if scenario and SCENARIO_MODEL in said:
        return SCENARIO_MODEL, known_writer(known, said[SCENARIO_MODEL])
    llm_variables.check_said(known, said)
    if known.route(llm_variables.ROUTE) is None:
        return None
    named = next(name for name in (llm_variables.MODEL, *llm_variables.STAGES) if name in said)
    return named, llm_variables.ROUTE


def chosen_profile() -> tuple[str, str] | None:
    """The variable that says whether films are made on cards, and the profile that it means: `auto`, or `local`.

    Raises:
        BadInput: it has a value that cannot be used.

    """
    said = variables((EXECUTION, ON_CARDS))
    if ON_CARDS in said:
        return ON_CARDS, "auto" if read_switch(said[ON_CARDS], ON_CARDS) else "local"
    if EXECUTION not in said:
        return None
    if said[EXECUTION].lower() not in _EXECUTIONS:
        raise BadInput(f"{EXECUTION} must be {' or '.join(_EXECUTIONS)}, not {said[EXECUTION]!r}.")
    return EXECUTION, _EXECUTIONS[said[EXECUTION].lower()]


def _profile() -> Default | None:
    chosen = chosen_profile()
    if chosen is None:
        return None
    name, profile = chosen
    return Default(f"the profile {profile} ({name})", (Given("profile", profile, name),))


def _read(name: str, read: Callable[[str], Default]) -> Default | None:
    value = variables((name,)).get(name)
    return read(value) if value else None


def _budget() -> Default | None:
    value, name = load_settings().budget, variable_of("budget")
    return Default(f"a budget of {value} ({name})", (Given("budget", value, name),)) if value else None


def _model(*, scenario: bool) -> Default | None:
    chosen = chosen_model(scenario=scenario)
    if chosen is None:
        return None
    name, model = chosen
    return Default(f"the model {model} ({name})", (Given("casting", {"llm": model}, name),))


def _video(value: str) -> Default:
    if not known_video(value):
        return Default(f"{value} is not here, and the profile's provider makes the clips ({VIDEO_MODEL})")
    return Default(f"clips by {value} ({VIDEO_MODEL})", (Given("casting", {"video": value}, VIDEO_MODEL),))


def _parallel(value: str) -> Default:
    parallel = read_switch(value)
    words = f"scenes {'side by side' if parallel else 'one after another'} ({PARALLEL})"
    return Default(words, (Given("story_parallel", parallel, PARALLEL),))


def _fps(value: str) -> Default:
    rate = read_fps(value)
    return Default(f"{rate} frames a second ({VIDEO_FPS})", (Given("delivery", {"fps": rate}, VIDEO_FPS),))


def _frame(value: str) -> Default:
    aspect, lines = read_frame(value)
    given = (
        Given("delivery", {"resolution": lines}, VIDEO_RESOLUTION),
        Given("aspect", aspect, VIDEO_RESOLUTION),
    )
    return Default(f"{aspect} at {lines} ({VIDEO_RESOLUTION})", given)
