"""What a film says and shows when the request is only a few words: modest lines around the person's own."""

import re
import tomllib
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.shots import ShotType
from providers.llm.outline.clauses import Unit, units_of
from providers.llm.outline.language import spoken_seconds
from providers.llm.outline.lexicon import lexicon, located
from providers.llm.outline.reading import Reading
from providers.llm.outline.timing import AROUND_VOICE_S

INVENTED = -1
"""The `line` of a unit that is not the person's own."""
_SPARSE = 0.4
"""A request whose words fill less than this share of the film gets lines around them."""
_OBJECT = re.compile(
    r"\b((?:a|an|the)\s+(?:[a-z-]+\s+){0,2}?([a-z-]+))(?=\s+(?:in|on|at|under|of|from|to|into|that|with|who|which|near|by|and)\b|[^\w\s]|$)",
    re.IGNORECASE,
)


def script(reading: Reading, template_id: str, seconds: float, scenes: int) -> list[Unit]:
    """Everything that could be said in order: the text, and for a request of a few words lines around it."""
    own = units_of([line.sentence for line in reading.lines], reading.language)
    if reading.language != "en" or reading.subject.kind == "story":
        return own
    if sum(unit.seconds for unit in own) > _SPARSE * seconds or len(reading.lines) > 3:
        return own
    lines = _lines_of(reading, template_id)
    at = lines.index("{own}")
    lines.remove("{own}")
    time = seconds - sum(unit.seconds + AROUND_VOICE_S for unit in own)
    before: list[Unit] = []
    after: list[Unit] = []
    for index in _spread(len(lines), max(0, scenes - len(own))):
        unit = Unit(lines[index], INVENTED, spoken_seconds(lines[index], "en"))
        time -= unit.seconds + AROUND_VOICE_S
        if time > 0:
            (before if index < at else after).append(unit)
    return [*before, *own, *after]


def _lines_of(reading: Reading, template_id: str) -> list[str]:
    table = _table()[reading.subject.kind]
    if reading.subject.kind == "product":
        return list(table["say"].get(template_id, table["say"]["aida"]))
    choices = table["say"]
    return list(choices[zlib.crc32(reading.subject.text.lower().encode()) % len(choices)])


def _spread(count: int, room: int) -> list[int]:
    """Up to `room` of `count` numbers, evenly spread, the last one kept first."""
    if room >= count:
        return list(range(count))
    if room <= 1:
        return [count - 1][:room]
    return sorted({round(i * (count - 1) / (room - 1)) for i in range(room)})


def shown(reading: Reading, number: int, scenes: int, who: str = "") -> tuple[ShotType | None, str]:
    """The size and the picture of scene `number`, from 0, when no words of the text say what to show.

    `who` was last seen; without anybody the picture is of the thing or the place.
    """
    who = who or (reading.cast[0].name if reading.cast else "")
    kind = reading.subject.kind if reading.subject.kind != "story" else "person" if who else "thing"
    place = reading.places[0] if reading.places else "an open, empty space"
    thing = thing_of(reading) or ("" if kind == "person" else place)
    pictures = [p for p in _table()[kind]["show"] if thing or "{thing}" not in p["picture"]]
    last = number == scenes - 1 and scenes > 1
    chosen = pictures[-1 if last else number % (len(pictures) - 1)]
    text = chosen["picture"].format(who=who, place=place, at=located(place), thing=thing)
    return chosen["size"], text[0].upper() + text[1:] + "."


def thing_of(reading: Reading) -> str:
    """The thing that a short request is about: `a door`, `the coffee mug`; empty when it names none."""
    if reading.subject.kind == "story":
        return ""
    if reading.subject.kind != "person":
        return f"the {_lower(reading.subject.noun)}" if reading.subject.noun else "it"
    words = lexicon(english=True)
    for match in _OBJECT.finditer(reading.subject.text):
        noun = match[2].lower()
        plain = noun not in words.places and noun not in words.times
        if plain and not any(word in words.roles for word in match[1].lower().split()):
            return re.sub(r"^(?:a|an|the)\s", "the ", match[1].lower())
    return ""


def _lower(noun: str) -> str:
    """`Coffee mug` → `coffee mug`; a name keeps its capitals."""
    first = noun.split()[0]
    return noun if first.isupper() and len(first) > 1 else noun[0].lower() + noun[1:]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("lines.toml").read_text(encoding="utf-8"))
