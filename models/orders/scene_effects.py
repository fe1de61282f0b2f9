"""Which effects a film asks for: one for shots in a row that share a scene, from the words of that scene.

A shot without a place has an effect of its own, from its own words.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from models.cut.cutlist import scene_of
from models.excerpt import excerpt
from models.shots.shot_list import Shot

LONGEST_S = 30.0
"""No effect is asked for longer than that: it is repeated."""
_STEP_S = 5
"""Lengths are whole steps, so that a shot that becomes a little longer keeps its effect."""
_MOST_WORDS = 300


class Scene(NamedTuple):
    """Shots in a row that have one effect, and its words."""

    shots: tuple[str, ...]
    words: str


def scenes_of(shots: Sequence[Shot]) -> tuple[Scene, ...]:
    """The scenes that are heard, in order."""
    scenes: list[Scene] = []
    before = ""
    for shot in shots:
        scene = scene_of(shot)
        if scene and scene == before:
            scenes[-1] = scenes[-1]._replace(shots=(*scenes[-1].shots, shot.shot_id))
        elif words := scene or " ".join(shot.enhanced_prompt.split()):
            scenes.append(Scene((shot.shot_id,), excerpt(words, _MOST_WORDS)))
        before = scene
    return tuple(scenes)


def effect_s(seconds: float) -> float:
    """How long an effect is asked for that is heard for so many seconds: blended at its ends, and in whole steps."""
    return min(LONGEST_S, _STEP_S * float(ceil((seconds + 1) / _STEP_S)))
