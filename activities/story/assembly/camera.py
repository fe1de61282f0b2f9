"""Reads how a model says that a shot is seen: shot type, angle, movement and hour, in whatever words."""

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from models.shots.shot_list import ANGLES, MOVEMENTS, SHOT_TYPES, Angle, Movement, ShotType, TimeOfDay

HOURS: tuple[TimeOfDay, ...] = ("dawn", "morning", "day", "evening", "dusk", "night")

_SHOT_TYPES: tuple[tuple[str, ShotType], ...] = (
    (r"extreme[\s_-]*(?:wide|long)|establish|aerial|drone|\be[wl]s\b", "extreme-wide"),
    (r"extreme[\s_-]*close|\b[ex]cu\b|macro|insert|detail", "extreme-close-up"),
    (r"medium[\s_-]*close|\bmcu\b", "medium-close-up"),
    (r"close|\bcu\b|tight", "close-up"),
    (r"medium[\s_-]*(?:wide|full|long)|full|cowboy|\bm[wl]s\b|\bfs\b|head[\s-]to[\s-]toe", "full"),
    (r"wide|long|master|group|\b[wl]s\b", "wide"),
    (r"medium|\bmid|two[\s_-]*shot|over[\s_-]*(?:the[\s_-]*)?shoulder|\bots\b|\bpov\b|\bms\b|waist", "medium"),
)  # fmt: skip
_ANGLES: tuple[tuple[str, Angle], ...] = (
    (r"overhead|top[\s_-]*down|bird|aerial", "overhead"),
    (r"dutch|cant|tilted", "dutch"),
    (r"\blow|worm|from below", "low"),
    (r"\bhigh|from above", "high"),
    (r"eye|straight|level|neutral", "eye-level"),
)
_MOVEMENTS: tuple[tuple[str, Movement], ...] = (
    (r"pan(?:s|ning)?[\s_-]*(?:\w+[\s_-]+){0,2}left|(?:truck|track)\w*[\s_-]*left", "pan-left"),
    (r"pan(?:s|ning)?|(?:truck|track|follow|orbit|arc)", "pan-right"),
    (r"tilt\w*[\s_-]*(?:\w+[\s_-]+){0,2}down|(?:crane|pedestal)\w*[\s_-]*down", "tilt-down"),
    (r"tilt|crane|pedestal|rise", "tilt-up"),
    (r"pull|(?:dolly|zoom|track)\w*[\s_-]*(?:out|back)", "pull"),
    (r"push|(?:dolly|zoom)|move\w*[\s_-]*(?:in|closer)", "push"),
    (r"hold|static|still|lock|fixed|none|tripod|handheld", "hold"),
)
_HOURS: tuple[tuple[str, TimeOfDay], ...] = (
    (r"dawn|sunrise|daybreak|first light", "dawn"),
    (r"dusk|sunset|golden|twilight|blue hour", "dusk"),
    (r"morning", "morning"),
    (r"evening", "evening"),
    (r"night", "night"),
    (r"day|noon", "day"),
)


def _reader(words: tuple[tuple[str, str], ...], values: tuple[str, ...], otherwise: str) -> BeforeValidator:
    """What is said first wins; where two begin at the same place, the one that is listed first."""
    patterns = [(re.compile(pattern, re.IGNORECASE), value) for pattern, value in words]

    def read(given: object) -> str:
        text = given.strip().lower()[:300] if isinstance(given, str) else ""
        if text in values:
            return text
        found = [
            (hit.start(), place, value)
            for place, (pattern, value) in enumerate(patterns)
            if (hit := pattern.search(text))
        ]
        return min(found)[2] if found else otherwise

    return BeforeValidator(read)


def _listed(values: tuple[str, ...]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [*values]})


AnyShotType = Annotated[ShotType, _reader(_SHOT_TYPES, SHOT_TYPES, "medium"), _listed(SHOT_TYPES)]
AnyAngle = Annotated[Angle, _reader(_ANGLES, ANGLES, "eye-level"), _listed(ANGLES)]
AnyMovement = Annotated[Movement, _reader(_MOVEMENTS, MOVEMENTS, "hold"), _listed(MOVEMENTS)]
AnyHour = Annotated[TimeOfDay, _reader(_HOURS, HOURS, "day"), _listed(HOURS)]
"""Each as a model says it, such as `Slow dolly in` or `Eye-level, slightly above`; unknown words give the usual."""
