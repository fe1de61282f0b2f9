"""A title for a story that has none: its people and the thing it turns on, never a sentence cut short."""

import re
from collections import Counter

from providers.offline.outline.short_requests import thing_of
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.passages import Reading
from providers.offline.outline.text.word_sets import word_set

_MARKS = " .!?…。！？؟।\"'“”"
_SMALL = word_set("a an the and or of in on at to for with from by under into")
_NOUN_PHRASE = re.compile(
    r"\b(?:the|a|an)\s+((?:[a-z-]+\s+)?([a-z]{3,}))\b(?=\s+(?:in|of|on|at|with|that|was|is|had|stood|opened|lay)\b|[,.;!?])",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(
    r"\b(?:a|an|the)\s+((?:[a-z-]+\s+)?[a-z]+)\s+(in|of|under|beyond|behind|beneath|at)\s+(?:(the|a|an)\s+)?([a-z]+)\b",
    re.IGNORECASE,
)
_DULL = word_set(
    "way time day night morning evening moment thing things end middle side top bottom front back first last one other same rest half "
    "world life man woman girl boy people dark light hour year years lot kind part"
)


def title_of(reading: Reading) -> str:
    """The brief's title, the text's own, or one made of the people and things in it; at most 80 characters."""
    if reading.title:
        return reading.title
    made = _of_a_request(reading) if reading.subject.kind != "story" else ""
    return (made or _of_a_story(reading) or _of_the_first_words(reading))[:80]


def _of_a_request(reading: Reading) -> str:
    text = reading.lines[0].text.strip(_MARKS)
    if reading.subject.kind == "person":
        if (found := _IN_PLACE.search(text)) and found[1].split()[-1].lower() not in lexicon(
            english=True
        ).roles:
            where = f"{found[3].lower()} " if found[3] else ""
            return cased(f"the {found[1]} {found[2]} {where}{found[4]}")
        people = [person.name for person in reading.cast[:2]]
        thing = thing_of(reading)
        if len(people) == 2 or (people and (not thing or thing.casefold() == people[0].casefold())):
            return cased(" and ".join(people))
        return cased(f"{people[0]} and {thing}") if people else ""
    if reading.subject.kind == "thing" and len(text.split()) <= 6 and not re.search(r"[,.;:]", text):
        return cased(text)
    return cased(reading.subject.phrase.noun)


def _of_a_story(reading: Reading) -> str:
    if reading.language != "en":
        return _elsewhere(reading)
    words = lexicon(english=True)
    counts: Counter[str] = Counter()
    for match in _NOUN_PHRASE.finditer(reading.whole[:60_000]):
        noun = match[2].lower()
        if (
            noun not in words.roles
            and noun not in words.times
            and noun not in _DULL
            and not noun.endswith(("ed", "ing", "ly"))
        ):
            counts[noun] += 1
    named = {part.lower() for person in reading.cast for part in person.name.split()}
    nouns = [noun for noun, _ in counts.most_common(6) if noun not in named]
    hero = max(reading.cast, key=lambda p: p.count, default=None)
    if hero and nouns and counts[nouns[0]] > 1:
        return cased(f"{hero.name} and the {nouns[0]}")
    if hero and reading.places:
        place = reading.places[-1] if len(reading.places) > 1 else reading.places[0]
        # What says how a place is seen is no part of its name: the church (indoors).
        return cased(f"{hero.name} and {place.split(' (')[0]}")
    if hero:
        return cased(hero.name)
    return cased(f"the {nouns[0]}") if nouns else ""


def _elsewhere(reading: Reading) -> str:
    """In the story's own language: its first person, and the first place as the story says it."""
    words = lexicon(english=False)
    people = [person.name for person in sorted(reading.cast, key=lambda p: (-p.count, p.first))[:2]]
    said = [
        word for line in reading.lines[:200] for _, word in words.tokens(line.text) if word in words.places
    ]
    place = Counter(said).most_common(1)[0][0] if said else ""
    if reading.language in {"ar", "fa", "ur"} and place and not place.startswith("ال"):
        place = f"ال{place}"
    joint = {
        "zh": "与",
        "ja": "と",
        "ar": " و",
        "fa": " و ",
        "es": " y ",
        "fr": " et ",
        "it": " e ",
        "pt": " e ",
        "de": " und ",
    }
    between = joint.get(reading.language)
    if people and between and len(people) > 1:
        return between.join(people)[:1].upper() + between.join(people)[1:]
    if people and place and reading.language in {"zh", "ja", "ar"}:
        return f"{people[0]}{joint[reading.language]}{place}"
    name = people[0] if people else place
    return name[:1].upper() + name[1:]


def _of_the_first_words(reading: Reading) -> str:
    first = reading.lines[0].text.strip(_MARKS)
    clause = re.split(r"[,;:，；：،؛—–]", first)[0].strip()
    if len(clause.split()) <= 7 and len(clause) <= 40:
        return cased(clause) if reading.language == "en" else clause
    if reading.places:
        return cased(reading.places[0].partition(" (")[0])
    longest = max(re.findall(r"\w+", clause), key=len, default="Untitled")
    return longest[:1].upper() + longest[1:40]


def cased(text: str) -> str:
    """English title case: `the door in the sea` → `The Door in the Sea`."""
    words = text.split()
    last = len(words) - 1
    return " ".join(
        w.lower() if 0 < i < last and w.lower() in _SMALL else w[:1].upper() + w[1:]
        for i, w in enumerate(words)
    )
