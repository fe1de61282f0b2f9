"""What a film says and shows when the request is only a few words: modest lines around the person's own."""

import re
import tomllib
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.cut.lengths import AROUND_VOICE_S
from models.shots.shot_list import ShotType
from providers.offline.outline.text.clauses import Unit, units_of
from providers.offline.outline.text.lexicon import lexicon, located
from providers.offline.outline.text.pace import spoken_seconds
from providers.offline.outline.text.passages import Reading

INVENTED = -1
"""The `line` of a unit that is not the person's own."""
_SPARSE = 0.4
"""A request whose words fill less than this share of the film gets lines around them."""
_NOWHERE = "an open, empty place"
_HOLE = re.compile(r"^\W|\s[,.;]|\s\s|\b(?:a|an|the|of|in|on|at|through|over|around)\s*(?:[,.;]|$)|[{}]")
"""What a sentence looks like where a word is missing."""
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


def pictures_of(reading: Reading) -> int:
    """How many invented pictures there are for the subject of a text."""
    return len(_table()[_shown_as(reading, _who(reading, ""))]["show"])


def shown(
    reading: Reading, number: int, *, first: bool, last: bool, who: str = ""
) -> tuple[ShotType | None, str]:
    """The size and the words of invented picture `number`, from 0, when no words of the text say what to show.

    `who` was last seen; without anybody the picture is of the thing or the place. The opening picture is only
    for the `first` shot of a film and the closing one only for the `last`. Never a sentence with a hole: when no
    picture can be filled it is empty.
    """
    name, being, plural = _who(reading, who)
    table = _shown_as(reading, (name, being, plural))
    place = reading.places[0] if reading.places else "" if table == "thing" else _NOWHERE
    slots = {
        "who": name, "thing": thing_of(reading), "place": place, "at": located(place) if place else "",
        "s": "" if plural else "s", "face": "the faces" if plural else "the face",
        "its": "their" if reading.subject.phrase.plural else "its",
    }  # fmt: skip
    pictures = _table()[table]["show"]
    rows = [(row["size"], text) for row in pictures if (text := _filled(row["picture"], slots))]
    if len(rows) < 3:
        return None, ""
    return rows[0] if first else rows[-1] if last else rows[1 + (number - 1) % (len(rows) - 2)]


def _filled(picture: str, slots: dict[str, str]) -> str:
    """A picture as a sentence; empty when a slot it needs is, or when the words around it do not join up."""
    if any(
        f"{{{slot}}}" in picture and not words.strip()
        for slot, words in slots.items()
        if slot not in {"s", "at"}
    ):
        return ""
    text = picture.format(**slots).replace(" ,", ",")
    return "" if _HOLE.search(text) else f"{text[0].upper()}{text[1:]}."


def _who(reading: Reading, name: str) -> tuple[str, str, bool]:
    """Who acts in a picture, what kind of being that is, and whether they are several; empty for nobody.

    A person of the cast, else the beings that the request names: `the two foxes`.
    """
    phrase = reading.subject.phrase
    person = next((p for p in reading.cast if p.name == name), reading.cast[0] if reading.cast else None)
    heads = phrase.noun.lower().split()
    if phrase.being and (phrase.plural or person is None or not person.forms & {*heads, phrase.noun.lower()}):
        return phrase.named, phrase.being, phrase.plural
    return (person.name, person.kind, False) if person else ("", "", False)


def _shown_as(reading: Reading, who: tuple[str, str, bool]) -> str:
    """Which table of pictures fits: people have faces and hands, animals and machines have not."""
    kind = reading.subject.kind
    name, being, _ = who
    if kind in {"thing", "product"} and reading.subject.phrase.noun:
        return kind
    if name:
        return "animal" if being in {"animal", "machine"} else "person"
    return "thing" if thing_of(reading) else "view"


def thing_of(reading: Reading) -> str:
    """The thing that a short request is about: `a door`, `the coffee mug`; empty when it names none."""
    if reading.subject.kind == "story":
        return ""
    if reading.subject.kind != "person" or (reading.subject.phrase.noun and not reading.subject.phrase.being):
        return reading.subject.phrase.named
    words = lexicon(english=True)
    for match in _OBJECT.finditer(reading.subject.text):
        noun = match[2].lower()
        plain = noun not in words.places and noun not in words.times
        if plain and not any(word in words.roles for word in match[1].lower().split()):
            return re.sub(r"^(?:a|an|the)\s", "the ", match[1].lower())
    return ""


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("short_requests.toml").read_text(encoding="utf-8"))
