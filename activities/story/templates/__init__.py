"""The story templates: one TOML file each, here and in a person's own folder; the file's name is the id.

Not here: how one is chosen.
"""

import math
import re
import tomllib
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from infra.given_files import parse_toml, read_given
from models.errors import BadInput, UnknownName
from models.field_errors import first_sentence
from models.story.stages import Template

MAX_BEATS = 12
MOST_BYTES = 2**20
"""Bytes of a template's file."""
_SLACK = 0.01 + 1e-9
"""How far from 1 the shares may sum: three times 0.33 is right."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Templates(NamedTuple):
    """What there is: the templates by id, and in sentences why a file of the folder is none, by its name."""

    sound: tuple[Template, ...]
    broken: dict[str, str]


def read_templates(folder: Path | None = None) -> Templates:
    """Every template by id: the built-in ones, and those of `folder`, which replace a built-in of the same id.

    The folder is read each time, so that a file just added is found; one that is not there has none.
    A file that is no template stands in nobody's way but its own: a built-in of its name is not used either.

    Raises:
        BadInput: the folder itself cannot be read.

    """
    found = {template.id: template for template in _built_in()}
    broken: dict[str, str] = {}
    for file in _files(folder) if folder else ():
        try:
            template = _template(file, str(file))
            found[template.id] = template
        except BadInput as error:
            found.pop(file.stem, None)
            broken[file.stem] = str(error)
    return Templates(tuple(found[template_id] for template_id in sorted(found)), broken)


def load_templates(folder: Path | None = None) -> tuple[Template, ...]:
    """Those of `read_templates` that can be used.

    Raises:
        BadInput: the folder itself cannot be read.

    """
    return read_templates(folder).sound


def find_template(template_id: str, folder: Path | None = None) -> Template:
    """The template called `template_id`, a person's own from `folder` before a built-in one.

    Raises:
        UnknownName: when there is none; the message lists the known ids.
        BadInput: its file is no template; names the file and the field.

    """
    templates, broken = read_templates(folder)
    if template_id in broken:
        raise BadInput(broken[template_id])
    for template in templates:
        if template.id == template_id:
            return template
    raise UnknownName("story template", template_id, tuple(template.id for template in templates))


def template_source(template_id: str, folder: Path | None = None) -> str:
    """The TOML of a template, as it stands in its file.

    Raises:
        BadInput: as `find_template`.

    """
    find_template(template_id, folder)
    own = folder / f"{template_id}.toml" if folder else None
    file = own if own and own.is_file() else resources.files(__name__) / f"{template_id}.toml"
    return _text(file)


@lru_cache(maxsize=1)
def _built_in() -> tuple[Template, ...]:
    here = resources.files(__name__)
    return tuple(_template(file, file.name) for file in here.iterdir() if file.name.endswith(".toml"))


def _files(folder: Path) -> list[Path]:
    try:
        files = sorted(folder.glob("[!.]*.toml")) if folder.exists() else []
        if folder.exists() and not folder.is_dir():
            raise BadInput(f"{folder} is a file: templates are TOML files in a folder.")
    except OSError as error:
        raise BadInput(f"The templates in {folder} cannot be read: {error.strerror}.") from error
    return files


def _template(file: Traversable, name: str) -> Template:
    template_id = file.name.removesuffix(".toml")
    if not _ID.fullmatch(template_id) or len(template_id) > 64:
        raise BadInput(
            f"{name} cannot name a template: use lower-case letters, digits and dashes, such as my-own.toml."
        )
    data = _data(file, name)
    if "id" in data:
        raise BadInput(f"{name}: id is not a known field: the file's name is the template's id.")
    try:
        template = Template.model_validate({"id": template_id, **data})
    except ValidationError as error:
        raise BadInput(first_sentence(error, lambda where: f"{name}: {_called(where)}", Template)) from error
    return _sound(template, name)


def _data(file: Traversable, name: str) -> dict[str, Any]:
    try:
        return parse_toml(_text(file))
    except BadInput as error:
        raise BadInput(f"{name} cannot be used: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not TOML: {error}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text: write it in UTF-8.") from error
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}.") from error


def _text(file: Traversable) -> str:
    """The text of a template's file; one of a person's own is read within bounds."""
    return (
        read_given(file, MOST_BYTES).decode() if isinstance(file, Path) else file.read_text(encoding="utf-8")
    )


def _called(where: tuple[int | str, ...]) -> str:
    """`beats[2].share`, counting from 1, as a person counts."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in where).lstrip(".")


def _sound(template: Template, name: str) -> Template:
    """The template when its beats can carry a film, their shares brought to exactly 1."""
    beats = template.beats
    if not beats:
        raise BadInput(f"{name}: beats is empty: a template needs at least one.")
    if len(beats) > MAX_BEATS:
        raise BadInput(f"{name}: beats has {len(beats)} entries: {MAX_BEATS} is the most.")
    for field, text in (
        ("name", template.name),
        *((f"beats[{i}].name", b.name) for i, b in enumerate(beats, 1)),
    ):
        if not text.strip():
            raise BadInput(f"{name}: {field} is empty: it needs some words.")
    names = [beat.name.casefold() for beat in beats]
    for beat in beats:
        if names.count(beat.name.casefold()) > 1:
            raise BadInput(f"{name}: beats has two called {beat.name!r}: give each a name of its own.")
    total = math.fsum(beat.share for beat in beats)
    if abs(total - 1) > _SLACK:
        raise BadInput(f"{name}: beats have shares that sum to {total:g}: they must sum to 1.")
    if abs(total - 1) < 1e-9:
        return template
    evened = tuple(beat.model_copy(update={"share": beat.share / total}) for beat in beats)
    return template.model_copy(update={"beats": evened})
