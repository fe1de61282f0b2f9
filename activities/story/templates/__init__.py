"""The story templates: one TOML file each in this folder; the file's name is the template's id."""

import tomllib
from functools import lru_cache
from importlib import resources

from models.errors import UnknownName
from models.story import Template


@lru_cache(maxsize=1)
def load_templates() -> tuple[Template, ...]:
    """Every template of this folder, by id."""
    files = sorted(
        (f for f in resources.files(__name__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
    )
    return tuple(
        Template(id=f.name.removesuffix(".toml"), **tomllib.loads(f.read_text(encoding="utf-8")))
        for f in files
    )


def find_template(template_id: str) -> Template:
    """The template called `template_id`.

    Raises:
        UnknownName: when there is none; the message lists the known ids.

    """
    templates = load_templates()
    for template in templates:
        if template.id == template_id:
            return template
    raise UnknownName("story template", template_id, tuple(template.id for template in templates))
