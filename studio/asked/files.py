"""The files that a film is asked for in: a brief, a story, a shot list; what the command line is about goes before them."""

import difflib
from pathlib import Path
from typing import Any

from models.brief import Brief
from models.errors import BadInput
from models.film import RunOptions
from studio.asked.flags import Flags
from studio.asked.texts import parsed_json, parsed_toml, read_text
from studio.asked.values import SOURCES, Given


def of_files(flags: Flags) -> list[Given]:
    """What the brief's file gives, and what the film is about: of the command line, where that says it.

    Raises:
        BadInput: a file cannot be used, or there is more than one thing that the film is about.

    """
    brief = _of_brief(flags.brief) if flags.brief is not None else []
    given = [source for source in SOURCES if getattr(flags, source) is not None]
    if len(given) > 1:
        called = {"prompt": "a prompt", "story": "--story", "shots": "--shots"}
        raise BadInput(f"There is {' and '.join(called[name] for name in given)}: give one of them.")
    if not given:
        return brief
    return [*(one for one in brief if one.field not in SOURCES), _source(flags)]


def _source(flags: Flags) -> Given:
    if flags.story is not None:
        return Given("story", read_text(flags.story, "--story"), str(flags.story))
    if flags.shots is not None:
        return Given("shots", _read_shots(flags.shots), f"{flags.shots}: shots")
    return Given("prompt", flags.prompt, "The prompt")


def _of_brief(path: Path) -> list[Given]:
    text = read_text(path, "--brief")
    is_json = path.suffix.lower() == ".json" or (
        path.suffix.lower() != ".toml" and text.lstrip().startswith("{")
    )
    data = parsed_json(text, path) if is_json else parsed_toml(text, path)
    if not isinstance(data, dict):
        raise BadInput(f'{path} must hold one JSON object such as {{"prompt": "…"}}.')
    known = [*Brief.model_fields, *RunOptions.model_fields]
    for field in data:
        if field not in known:
            near = difflib.get_close_matches(field, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}."
            raise BadInput(f"{path}: {field!r} is not a known field: {hint}")
    given = [source for source in SOURCES if data.get(source)]
    if len(given) > 1:
        raise BadInput(f"{path} has {' and '.join(given)}: give one of them.")
    return [Given(field, value, f"{path}: {field}") for field, value in data.items()]


def _read_shots(path: Path) -> list[Any]:
    """The entries of a shot list, unchecked."""
    data = parsed_json(read_text(path, "--shots"), path)
    if isinstance(data, dict) and "shots" in data:
        data = data["shots"]
    if not isinstance(data, list):
        raise BadInput(f'{path} must hold a JSON list of shots, or an object with "shots".')
    if not data:
        raise BadInput(f"{path} has no shots: it needs at least one.")
    return data
