"""The headings of a screenplay's scenes: inside or outside, where, and at what hour, in the words of several languages."""

import re

from models.cut.transitions import TransitionKind
from models.shots.shot_list import TimeOfDay
from models.story.manuscript import WrittenScene

_PREFIX = re.compile(
    r"^\s*\.?(?:\d+[A-Z]?[.)]?\s+)?(?P<side>(?:INT|EXT|EST|I/E|INT\.?\s?/\s?EXT|EXT\.?\s?/\s?INT|INNEN|AUSSEN|AUßEN|INTÉRIEUR|EXTÉRIEUR"
    r"|INTERIOR|EXTERIOR|ИНТ|НАТ|ЭКСТ|İÇ|DIŞ))(?P<dot>\s*[.:\-–]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_INSIDE = ("int", "innen", "intérieur", "interior", "инт", "iç", "i̇ç")
_HOURS: dict[TimeOfDay, str] = {
    "dawn": "dawn sunrise morgendämmerung morgengrauen aube amanecer alba рассвет şafak",
    "morning": "morning morgen matin mañana mattina утро sabah",
    "day": "day afternoon noon midday tag nachmittag mittag jour midi día tarde giorno день gün",
    "evening": "evening abend soir atardecer sera вечер akşam",
    "dusk": "dusk sunset twilight dämmerung abenddämmerung crépuscule anochecer crepuscolo закат alacakaranlık",
    "night": "night midnight nacht mitternacht nuit noche notte ночь gece",
}
_BY_WORD: dict[str, TimeOfDay] = {word: hour for hour, words in _HOURS.items() for word in words.split()}
_SAME = re.compile(
    r"\b(?:continuous|later|same|moments?|meanwhile|then|flashback|present|establishing|später|suite|plus tard)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*#[\w.-]+#\s*$")
_PLAIN_LINE = re.compile(r"[a-z]{3}")


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a scene: `INT. FERRY - NIGHT`, `AUSSEN. WALD – TAG`; no prose begins so."""
    found = _PREFIX.match(line)
    if not found or len(line) > 120:
        return False
    # `Exterior walls were painted` is a sentence: without a stop after it the line is one only in capitals.
    return (
        found["dot"].strip() != "" and len(found["side"]) <= 8 and "." in found["dot"]
    ) or not _PLAIN_LINE.search(line)


def scene_of(heading: str, before: WrittenScene | None, transition: TransitionKind | None) -> WrittenScene:
    """The scene that a heading opens; what it does not say of the hour is as in the scene `before`."""
    words = _NUMBER.sub("", heading).strip()
    found = _PREFIX.match(words)
    place = words[found.end() :] if found else words.lstrip(".")
    parts = [
        part.strip() for part in re.split(r"\s+[-–—]\s+|\s*[–—]\s*|,\s+(?=[A-ZÀ-Þ]+$)", place) if part.strip()
    ]
    hour: TimeOfDay | None = None
    while len(parts) > 1 and (told := _hour_of(parts[-1]), bool(_SAME.search(parts[-1])) or told)[1]:
        hour = hour or told
        parts.pop()
    side = found["side"].casefold() if found else ""
    inside = None if not side or "/" in side else side.startswith(_INSIDE)
    return WrittenScene(
        heading=words, place=_small(", ".join(parts)), inside=inside,
        time_of_day=hour or (before.time_of_day if before else None), transition=transition,
    )  # fmt: skip


def _hour_of(words: str) -> TimeOfDay | None:
    found = re.findall(r"\w+", words.casefold()) if len(words) < 40 else []
    return next((_BY_WORD[word] for word in found if word in _BY_WORD), None)


def _small(place: str) -> str:
    """A place in capitals as prose writes it; one that begins a name keeps its capitals where the heading has small ones too."""
    return place.lower() if place == place.upper() else place
