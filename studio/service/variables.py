"""Variables that the user's documents name, beside our own: what each does here, and what stands in its place where it does nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from infra.settings import variables
from studio.service.requests.values import Given

BUDGET, MODEL, PARALLEL = "FILM_DEFAULT_BUDGET_USD", "SCENARIO_DEFAULT_MODEL", "LLM_PARALLEL"
FOLDERS = ("FILM_GALLERY_DIR", "STORAGE_PATH")
"""Where films are written; the first that is set counts."""

INSTEAD: Mapping[str, str] = {
    "LLM_MODEL": "--model takes a route, or a model as `vendor/id`",
    "LLM_MODEL_STORY_COMPRESS": "the rows of a route in models.toml say which model writes which stage",
    "LLM_MODEL_STORY_COMPRESS_FALLBACK": "a row of a route in models.toml lists models in the order in which they are asked",
    "LLM_MODEL_SCENE_DRAFT": "the rows of a route in models.toml say which model writes which stage",
    "LLM_MODEL_SCENE_DRAFT_LARGE": "the row breakdown_large of a route in models.toml",
    "LLM_MODEL_SHOT_FINAL": "the rows of a route in models.toml say which model writes which stage",
    "LLM_MODEL_SHOT_FINAL_FALLBACK": "a row of a route in models.toml lists models in the order in which they are asked",
    "LLM_MODEL_JSON_REPAIR": "the row repair of a route in models.toml",
    "LLM_SAFETY_MODEL": "the row safety of a route in models.toml",
    "LLM_SKIP_SUMMARIZATION_THRESHOLD": "a text is read at length where the model's context needs it",
    "LLM_USE_LARGE_CONTEXT_THRESHOLD": "the row breakdown_large of a route in models.toml is asked for long texts",
    "USE_TOON_FORMAT": "tables in prompts are written as TOON wherever that is shorter",
    "VIDEO_MODEL": "--video-provider, such as hailuo or kling",
    "VIDEO_RESOLUTION": "--resolution and --aspect",
    "VIDEO_FPS": "--fps",
    "ASSETS_PATH": "LONGTAKE_HOME or LONGTAKE_STORE say where assets are kept",
    "EXECUTION_PROFILE": "--profile",
    "GPU_ENABLED": "a worker serves the gpu queue where there is a device",
    "ELEVENLABS_API_KEY": "voices are Piper's, made on this machine",
}
"""Those that do nothing here, and what does it."""


class OtherName(NamedTuple):
    """A variable that is set and does nothing here, and what stands in its place."""

    name: str
    instead: str


def unheard() -> list[OtherName]:
    """The variables of the documents that are set, and do nothing here."""
    return [OtherName(name, INSTEAD[name]) for name in variables(INSTEAD)]


def given_by_variables() -> list[Given]:
    """The fields of every film that variables give; whatever a person types goes over them."""
    found = variables([BUDGET, PARALLEL])
    given = [Given("budget", found[BUDGET], BUDGET)] if BUDGET in found else []
    if PARALLEL in found:
        given.append(Given("story_parallel", found[PARALLEL], PARALLEL))
    return given


def model_by_variable() -> str | None:
    """The model that writes scenarios where nobody names another."""
    return variables([MODEL]).get(MODEL)


def films_folder() -> Path:
    """Where films are written, each into a folder of its own; `films` in the current directory by default."""
    found = variables(FOLDERS)
    named = next((found[name] for name in FOLDERS if name in found), "films")
    return Path(named).expanduser()
