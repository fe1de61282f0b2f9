"""The files that a film is asked for in, a brief, stories or a shot list: read within bounds, refused in one sentence."""

import difflib
import json
import re
import sys
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

_STDIN = Path("-")


def of_files(flags: Flags) -> tuple[list[Given], list[str]]:
    """What the brief's file gives, and what the film is about: of the command line, where that says it.

    Beside it what a person should know of how the files were read.

    Raises:
        BadInput: a file cannot be used, or there is more than one thing that the film is about.

    """
    brief = _of_brief(flags["brief"]) if "brief" in flags else []
    given = [source for source in SOURCES if source in flags]
    if len(given) > 1:
        named = ("a prompt" if name == "prompt" else str(film_flag(name)) for name in given)
        raise BadInput(f"There is {' and '.join(named)}: give one of them.")
    if not given:
        return brief, []
    rest = [one for one in brief if one.field not in SOURCES]
    if "story" in flags:
        story, notes = _read_stories(flags["story"])
        titled = [one for one in story if one.field != "title" or not any(r.field == "title" for r in rest)]
        return [*titled, *rest], notes
    return [*rest, _source(flags)], []


def _source(flags: Flags) -> Given:
    if "shots" in flags:
        return Given("shots", _read_shots(flags["shots"]), f"{flags['shots']}: shots")
    return Given("prompt", flags["prompt"], "The prompt")


def _read_stories(paths: list[Path]) -> tuple[list[Given], list[str]]:
    """The story that files hold together, and its title where they name one; notes on how they were read.

    Raises:
        BadInput: a file cannot be used, they are of different kinds, or stdin is named twice.

    """
    # Its libraries take a tenth of a second, which no other command should wait for.
    from infra.reading.files.story_files import MOST_BYTES, joined, story_of

    if paths.count(_STDIN) > 1:
        raise BadInput(f"{film_flag('story')} names stdin (-) twice: it can be read once.")
    stories = []
    for path in paths:
        name = "The text on stdin" if path == _STDIN else str(path)
        data = _read_stdin(MOST_BYTES) if path == _STDIN else _read(path, film_flag("story"), MOST_BYTES)
        try:
            stories.append((name, story_of(data, path.name)))
        except BadInput as error:
            clause = str(error)
            raise BadInput(
                f"{name} {clause.removeprefix('it ')}"
                if clause.startswith("it ")
                else f"{name} cannot be used: {clause}"
            ) from error
    story = joined(stories)
    called = stories[0][0] if len(stories) == 1 else "The stories together"
    notes = [
        f"{name} is no UTF-8 and was read as {one.encoding}: if its letters look wrong, save it as UTF-8."
        for name, one in stories
        if one.encoding
    ]
    title = [Given("title", story.title, f"{called}: title")] if story.title else []
    return [Given("story", story.text, called), *title], notes


def _read_stdin(most_bytes: int) -> bytes:
    """What is piped in.

    Raises:
        BadInput: a person sits there, or it is too much.

    """
    if sys.stdin is None or sys.stdin.isatty():
        raise BadInput(
            f"{film_flag('story')} - reads a story from stdin, and nothing is piped in: give a file, or pipe one."
        )
    data = sys.stdin.buffer.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise BadInput(f"The text on stdin has more than {most_bytes // 2**20} MB, which is the most.")
    return data


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
        return _read(path, flag, MAX_TEXT_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path} is not UTF-8 text (byte {error.start} cannot be read): save it as UTF-8."
        ) from error


def _read(path: Path, flag: Flag, most_bytes: int) -> bytes:
    """The bytes of a file.

    Raises:
        BadInput: it is missing, no file, too large or unreadable.

    """
    try:
        return read_given(path, most_bytes)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}: {flag} needs one that exists.") from error
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
