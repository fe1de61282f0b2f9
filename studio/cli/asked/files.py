"""The files that a film is asked for in, a brief, a story or a shot list: UTF-8 text, refused in one sentence."""

import difflib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from infra.given_files import parse_json, parse_toml, read_given
from models.brief import MAX_TEXT_BYTES, Brief
from models.errors import BadInput
from models.film.run_options import RunOptions
from studio.cli.asked.flag_values import Flags
from studio.cli.flags.film_flags import film_flag
from studio.cli.flags.flag import Flag
from studio.service.requests.values import SOURCES, Given


def of_files(flags: Flags) -> list[Given]:
    """What the brief's file gives, and what the film is about: of the command line, where that says it.

    Raises:
        BadInput: a file cannot be used, or there is more than one thing that the film is about.

    """
    brief = _of_brief(flags["brief"]) if "brief" in flags else []
    given = [source for source in SOURCES if source in flags]
    if len(given) > 1:
        named = ("a prompt" if name == "prompt" else str(film_flag(name)) for name in given)
        raise BadInput(f"There is {' and '.join(named)}: give one of them.")
    if not given:
        return brief
    return [*(one for one in brief if one.field not in SOURCES), _source(flags)]


def _source(flags: Flags) -> Given:
    if "story" in flags:
        return Given("story", _read_text(flags["story"], film_flag("story")), str(flags["story"]))
    if "shots" in flags:
        return Given("shots", _read_shots(flags["shots"]), f"{flags['shots']}: shots")
    return Given("prompt", flags["prompt"], "The prompt")


def _of_brief(path: Path) -> list[Given]:
    text = _read_text(path, film_flag("brief"))
    is_json = path.suffix.lower() == ".json" or (
        path.suffix.lower() != ".toml" and text.lstrip().startswith("{")
    )
    data = _parsed_json(text, path) if is_json else _parsed_toml(text, path)
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
    return [Given(field, value, f"{path}: {field}", path.parent) for field, value in data.items()]


def _read_shots(path: Path) -> list[Any]:
    """The entries of a shot list, unchecked."""
    data = _parsed_json(_read_text(path, film_flag("shots")), path)
    if isinstance(data, dict) and "shots" in data:
        data = data["shots"]
    if not isinstance(data, list):
        raise BadInput(f'{path} must hold a JSON list of shots, or an object with "shots".')
    if not data:
        raise BadInput(f"{path} has no shots: it needs at least one.")
    return data


def _read_text(path: Path, flag: Flag) -> str:
    """A text file of at most 10 MB; a byte order mark is left out.

    Raises:
        BadInput: it is missing, no file, too large, unreadable or not UTF-8.

    """
    try:
        return read_given(path, MAX_TEXT_BYTES).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}: {flag} needs one that exists.") from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path} is not UTF-8 text (byte {error.start} cannot be read): save it as UTF-8."
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(f"{path} cannot be read: {reason}.") from error


def _parsed_json(text: str, path: Path) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """What the JSON text of a file holds.

    Raises:
        BadInput: it is not JSON; the message names the file and the line.

    """
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path} is not valid JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}."
        ) from error
    except BadInput as error:
        raise BadInput(f"{path} cannot be used: {error}") from error


def _parsed_toml(text: str, path: Path) -> dict[str, Any]:
    """What the TOML text of a file holds.

    Raises:
        BadInput: it is not TOML; the message names the file and the line.

    """
    try:
        return parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        said = re.sub(r" \(at (.+)\)$", r" at \1", str(error))
        raise BadInput(f"{path} is not valid TOML: {said[0].lower()}{said[1:]}.") from error
    except BadInput as error:
        raise BadInput(f"{path} cannot be used: {error}") from error
