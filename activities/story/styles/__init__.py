"""The style presets: one TOML file each in this folder; the file's name is the preset's id.

Not here: what a look does to a prompt (`activities/story/assembly/looks.py`).
"""

import re
import tomllib
from functools import lru_cache
from importlib import resources

from pydantic import Field

from models.base import Frozen
from models.brief import Brief


class Style(Frozen):
    """A look that people know by name. `words` are the style in a prompt, `negative` what it never shows."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1)
    words: str = Field(min_length=1, max_length=500)
    palette: str = Field(min_length=1)
    lighting: str = Field(min_length=1)
    lens: str = Field(min_length=1)
    mood: str = Field(min_length=1, max_length=200)
    negative: str = Field(min_length=1)
    best_for: tuple[str, ...] = Field(min_length=1)


@lru_cache(maxsize=1)
def load_styles() -> tuple[Style, ...]:
    """Every preset, by id."""
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(
        Style(id=file.name.removesuffix(".toml"), **tomllib.loads(file.read_text(encoding="utf-8")))
        for file in files
    )


def find_style(text: str) -> Style | None:
    """The preset that `text` calls by its id or name, however it is spaced and cased; None for a style in words."""
    wanted = _plain(text)
    return next((s for s in load_styles() if wanted in (s.id, _plain(s.name))), None)


def dressed(brief: Brief) -> Brief:
    """The brief with its preset's words for a style, and the preset's mood when it has none; else unchanged."""
    style = find_style(brief.style)
    if style is None:
        return brief
    return brief.model_copy(update={"style": style.words, "mood": brief.mood or style.mood})


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip().casefold())
