"""Reads a note with no model: what it says of hour, weather, place, colours, size and angle."""

import re
from collections.abc import Sequence
from typing import Any

from models.shots.noted import MOST_WORDS, Noted
from models.shots.shot_list import SHOT_TYPES, Shot
from providers.offline.outline.notes.colours import read_colours
from providers.offline.outline.notes.hits import Hit, Note
from providers.offline.outline.notes.places import read_place

_SPEECH = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]|「[^」]*」")
"""What somebody says is not how the picture is."""
_SUNNY = re.compile(r"sun|sole|soleil|sonn|ensol|晴|مشمس", re.IGNORECASE)
_DARK = frozenset({"night", "dusk"})
_NOT_DAY = {"day": "night"}
_NAMES_A_THING = re.compile(
    r"[- ](?:lamps?|lanterns?|boots?|coats?|jackets?|hats?|gear|barrels?|globes?|nurses?|porters?|machine|god|dance|gauge|chasers?|troopers?|"
    r"school|cellar|shelter|drain|doors?|windows?|shutters?|owls?|stands?|mare|m[ae]n|wom[ae]n|boys?|girls?|queen|king)\b",
    re.IGNORECASE,
)
"""After the word for an hour or a weather these name a thing: `a storm lantern`."""
_SOMEBODY = re.compile(
    r"\b(?:she|he|they|him|her|them|stands?|sits?|walks?|steps?|leans?|lies?|comes?)\b", re.IGNORECASE
)
"""Before `closer` these say who goes closer, and that is not the camera."""


def read_note(shot: Shot, words: str) -> Noted:
    """What the words say of the shot, each field as it shall be; contradictions go to what is said last."""
    note = _note(shot, words[:MOST_WORDS])
    hours, weathers, sizes = note.take("hour"), note.take("weather"), note.take("size")
    steps = [hit for hit in note.take("steps") if _of_the_camera(note, hit, shot)]
    angles = note.take("angle")
    colours, painted = read_colours(note, shot.colours)
    place, moved = read_place(note)
    hour, said = _hour(shot, hours, weathers)
    weather = _weather(weathers)
    size, sized = _size(shot, sizes, steps)
    angle = _last(angles) or _denied(angles, shot.camera_angle, "eye-level")
    understood = [*said, *weathers, *sized, *(angles if angle else []), *painted, *moved]
    fields: dict[str, Any] = {
        "time_of_day": hour,
        "weather": weather,
        "place": place,
        "colours": colours,
        "shot_type": size,
        "camera_angle": angle,
        "words": tuple(dict.fromkeys(hit.words for hit in sorted(understood, key=lambda hit: hit.start))),
    }
    return Noted.model_validate(fields)


def read_prompt(shot: Shot) -> dict[str, str]:
    """What the words of a shot itself say of its framing, its hour and its weather, by the field; nothing where they say nothing.

    `night nurse` and `storm lantern` are no hour and no weather. What is denied is not said.
    """
    note = _note(shot, f"{shot.enhanced_prompt}\n{shot.action}"[:MOST_WORDS])
    tables = {"time_of_day": "hour", "weather": "weather", "shot_type": "size", "camera_angle": "angle"}
    said = {
        field: _last([hit for hit in note.take(table) if not _NAMES_A_THING.match(note.text, hit.end)])
        for field, table in tables.items()
    }
    return {field: value for field, value in said.items() if value}


def _note(shot: Shot, words: str) -> Note:
    """The note without what is said in it and without names: somebody called Dawn is no hour."""
    text = _SPEECH.sub(lambda hit: " " * len(hit[0]), words)
    note = Note(text, text)
    for name in shot.characters:
        for part in (name, *name.split()):
            for hit in list(re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", note.left)):
                note.blank(*hit.span())
    return note


def _last(hits: Sequence[Hit]) -> str | None:
    return next((hit.value for hit in reversed(hits) if not hit.denied), None)


def _denied(hits: Sequence[Hit], now: str, otherwise: str) -> str | None:
    """What it is instead when the note says that it shall not be what it is."""
    return otherwise if any(hit.denied and hit.value == now for hit in hits) and now != otherwise else None


def _hour(shot: Shot, hours: list[Hit], weathers: list[Hit]) -> tuple[str | None, list[Hit]]:
    now = shot.time_of_day
    hour = _last(hours) or _denied(hours, now, _NOT_DAY.get(now, "day"))
    sunny = any(_SUNNY.search(hit.words) and not hit.denied for hit in weathers)
    if hour is None and sunny and now in _DARK:
        return "day", []
    return hour, [hit for hit in hours if hour]


def _weather(weathers: list[Hit]) -> str | None:
    """What is said last; dry when only something is denied, since the words of the shot may still name it."""
    return _last(weathers) or ("clear" if any(hit.value != "clear" for hit in weathers) else None)


def _size(shot: Shot, sizes: list[Hit], steps: list[Hit]) -> tuple[str | None, list[Hit]]:
    """The size that is named, or so many steps nearer or farther."""
    if named := _last(sizes):
        return named, sizes
    told = [hit for hit in steps if not hit.denied]
    if told:
        at = SHOT_TYPES.index(shot.shot_type) + sum(int(hit.value) for hit in told)
        return SHOT_TYPES[max(0, min(len(SHOT_TYPES) - 1, at))], told
    return _denied(sizes, shot.shot_type, "medium"), [hit for hit in sizes if hit.value == shot.shot_type]


def _of_the_camera(note: Note, hit: Hit, shot: Shot) -> bool:
    """Whether it is the camera that goes closer, and not somebody in the picture."""
    before = note.text[note.clause(hit.start, hit.end)[0] : hit.start]
    return not _SOMEBODY.search(before) and not any(name in before for name in shot.characters)
