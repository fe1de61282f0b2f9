"""The shot patterns: sequences that editors know by name, one TOML file each; the file's name is the id.

Not here: who writes by them (`activities/story/prompts/instructions.py`).
"""

import tomllib
from functools import lru_cache
from importlib import resources

from pydantic import Field

from models.base import Frozen
from models.errors import UnknownName
from models.shots.shot_list import Angle, Movement, ShotType


class PatternShot(Frozen):
    """One shot of a pattern, and in a note what it is there for."""

    shot_type: ShotType
    camera_angle: Angle
    camera_movement: Movement
    note: str = Field(min_length=1)


class Pattern(Frozen):
    """A sequence of shots with its rules. A scene of more shots goes through it again from the second on."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    rules: tuple[str, ...] = Field(min_length=1)
    shots: tuple[PatternShot, ...] = Field(min_length=2)


@lru_cache(maxsize=1)
def load_patterns() -> tuple[Pattern, ...]:
    """Every pattern, by id."""
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(
        Pattern(id=file.name.removesuffix(".toml"), **tomllib.loads(file.read_text(encoding="utf-8")))
        for file in files
    )


def find_pattern(pattern_id: str) -> Pattern:
    """The pattern called `pattern_id`.

    Raises:
        UnknownName: when there is none; the message lists the known ids.

    """
    patterns = load_patterns()
    for pattern in patterns:
        if pattern.id == pattern_id:
            return pattern
    raise UnknownName("shot pattern", pattern_id, tuple(pattern.id for pattern in patterns))
