"""Where and when each sentence is: the place that was last gone to, the hour that was last named."""

import re
from itertools import pairwise

from infra.media.text.scripts import UNSPACED
from models.shots.shot_list import TimeOfDay
from providers.offline.outline.people.sightings import Named
from providers.offline.outline.text.lexicon import Lexicon, Place, lexicon
from providers.offline.outline.text.quotes import outside_quotes
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

_Mark = tuple[bool, str, Place | None]
"""A place that is mentioned: whether somebody is there, its name, and its kind when it is a known one."""
_AT = word_set(
    "in at to into on onto inside near along past toward towards beyond outside through across by under beneath above over behind "
    "around down up"
)
_MOVES = word_set(
    "climbed climb climbs crossed crosses cross entered enters enter reached reaches reach visited visits explored explores finds found"
)
_ARTICLES = word_set("the a an her his my their our your its this that")
_IS = word_set("is was are were becomes became")
_IT = word_set("it there this that here she he they i we where who which")
_NOT_THERE = word_set("no like of than without")
_ELSEWHERE_AT = re.compile(
    r"\b(?:في|إلى|الى|على|عند|قرب|تحت|وسط|نحو|داخل|خلف|من|كانت?|هناك|ركب\w*|دخل\w*|dans|à|au|aux|sur|vers|sous|en|a|al|hacia|sobre|por|im|in|am|an|auf|zum|zur|ins|"
    r"nach|nel|nella|alla|sul|sulla|no|na|ao|à)\s+(?:[\w'’]+\s+)?(?:l['’])?$"
)
_SOON = 2
"""Sentences before the one that first says where it is, which are there already; a place that comes later is gone to."""
_BEFORE: dict[TimeOfDay, TimeOfDay] = {
    "dawn": "night", "morning": "dawn", "day": "morning", "evening": "day", "dusk": "day", "night": "evening",
}  # fmt: skip
# Nor is what somebody says, or remembers, a sign of where or when they are.
_ELSEWHEN = re.compile(r"\b(?:years ago|used to|remembered|dreamed|dreamt|promised)\b", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:(?:days|weeks|months|years) (?:later|passed)|the next day|one day|in (?:the )?(?:spring|summer|autumn)|im (?:frühling|sommer|herbst)|am nächsten tag|"
    r"au printemps|en été|le lendemain|en primavera|en verano|al día siguiente|in primavera|in estate|il giorno dopo)\b",
    re.IGNORECASE,
)
"""After these a night is over."""
_CLOCK = re.compile(
    r"\b(?:(?P<hour>[01]?\d|2[0-3])(?:(?:[.:][0-5]\d)?\s?Uhr|[\s\u00a0\u202f]?h[\s\u00a0\u202f]?[0-5]\d)\b"
    r"|(?P<of_twelve>1[0-2]|\d)(?::[0-5]\d)?\s?(?P<half>[AaPp])\.?[Mm]\b)"
)
_BY_HOUR: tuple[tuple[int, TimeOfDay], ...] = (
    (5, "night"), (6, "dawn"), (11, "morning"), (17, "day"), (20, "evening"), (24, "night"),
)  # fmt: skip
_FURNITURE = frozenset({"desk", "breakfast table"})
_WINDOW = re.compile(
    r"\b(?:windows?|pane|fenster|fenêtre|ventana|finestra|janela)\b|窗|نافذة|پنجره", re.IGNORECASE
)
_CLIMBS = re.compile(r"\b(?:climb|jump|leap|crawl|step|flew|fly|flies|fell|fall)\w*\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:King|Queen|Prince|Princess|Captain|Doctor|Professor|Father|Mother|Brother|Sister|Dr|Chef|Farmer|Detective|Sir|Dame|Lord|Lady)\.? (?=[A-Z])"
)
"""A title before a name makes no place: King Louis stands in no castle for it."""
_TURNS = re.compile(
    r"\b(?:night|darkness|dusk|evening|dawn|morning|day)\s+(?:falls|fell|comes|came|breaks|broke|arrives|arrived|draws|drew)\b"
    r"|\bsun\s+(?:sets|set|rises|rose|(?:goes|went|sinks|sank)\s+down|(?:comes|came)\s+up)\b",
    re.IGNORECASE,
)
"""Until then it was another hour."""
_NIGHT_OF = re.compile(r"\bnight[- ](?=train|bus|shift|watch|guard|club|market|gown)", re.IGNORECASE)


def settings_of(
    found: list[Sentence], named: list[Named], *, english: bool, fallback: str = ""
) -> tuple[list[str], dict[str, Place]]:
    """For each sentence its place (empty when the text has none), and what each place looks like."""
    words = lexicon(english=english)
    proper = {form.lower(): n.name for n in named for form in n.forms}
    spotted = [
        [] if _ELSEWHEN.search(s.text) else _spotted(outside_quotes(s.text), words, proper, english=english)
        for s in found
    ]
    firmly = any(strong for marks in spotted for strong, _, _ in marks)
    called: dict[str, str] = {}
    views: dict[str, Place] = {}
    where, current = [], ""
    for sentence, marks in zip(found, spotted, strict=True):
        within = current in views and views[current].inside
        for strong, name, kind in marks:
            if (strong or not firmly) and not (within and _from_inside(sentence.text, name, kind)):
                key = kind.name if kind else name
                current = called.setdefault(key, name)
                if kind:
                    views.setdefault(current, kind)
        where.append(current)
    if not fallback:
        untitled = (_TITLE.sub(" ", s.text) for s in found[:200])
        tokens = [word for text in untitled for _, word in words.tokens(text)]
        fallback = next((words.hints[word] for word in tokens if word in words.hints), "")
    told = next((number for number, place in enumerate(where) if place), len(where))
    early = told <= max(_SOON, len(where) // 4)
    first = where[told] if told < len(where) and early else _hinted(fallback)
    if fallback in words.kinds:
        views.setdefault(_hinted(fallback), words.kinds[fallback])
    return [place or first for place in where], views


def _from_inside(text: str, name: str, kind: Place | None) -> bool:
    """Whether somebody who is in a room stays there: what is named stands in it, or is seen from its window."""
    seen = bool(_WINDOW.search(text)) and not _CLIMBS.search(text)
    return name.removeprefix("the ") in _FURNITURE or (seen and kind is not None and not kind.inside)


def _hinted(kind: str) -> str:
    """A kind of place as a place: `the forest`, but `space`."""
    return kind if kind in {"", "space"} else f"the {kind}"


def _spotted(text: str, words: Lexicon, proper: dict[str, str], *, english: bool) -> list[_Mark]:
    """The places of a sentence in order; those where somebody is, when there are any."""
    marks: list[_Mark] = []
    if not english:
        for at, word in words.tokens(text):
            if word in words.places:
                marks.append(
                    (is_there_elsewhere(text, at), f"the {words.places[word].name}", words.places[word])
                )
        return [mark for mark in marks if mark[0]] or marks
    tokens = [word for _, word in words.tokens(text)]
    index = 0
    while index < len(tokens):
        pair = " ".join(tokens[index : index + 2])
        noun = pair if pair in words.places else tokens[index]
        last = index + len(noun.split()) - 1
        if noun in words.places and not _modifies(tokens, last, words) and not _likened(tokens, index):
            marks.append((_is_there(tokens, index), _called(tokens, index, noun), words.places[noun]))
        elif tokens[index] in proper and _is_there(tokens, index):
            marks.append((True, proper[tokens[index]], None))
        index = last + 1
    strong = [mark for mark in marks if mark[0]]
    return strong or marks


def _modifies(tokens: list[str], index: int, words: Lexicon) -> bool:
    """Whether the noun only describes the next one, as in `boat builder` or `kitchen table`."""
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    return (following in words.roles and tokens[index] != "lighthouse") or following in {
        "builder",
        "door",
        "window",
        "table",
    }


def _is_there(tokens: list[str], index: int) -> bool:
    """Whether a preposition or a verb of arrival leads up to the noun, or the sentence begins with it."""
    if index == 1 and tokens[0] == "the":
        return True
    for word in reversed(tokens[max(0, index - 4) : index]):
        if word in _NOT_THERE:
            return False
        if word in _AT or word in _MOVES:
            return True
    return False


def _likened(tokens: list[str], index: int) -> bool:
    """Whether something else is said to be the place, as in `a leaf is a kitchen`."""
    before = tokens[max(0, index - 5) : index]
    said = [at for at, word in enumerate(before) if word in _IS]
    return (
        bool(said) and said[-1] > 0 and before[said[-1] - 1] not in _IT and not set(before[said[-1] :]) & _AT
    )


def is_there_elsewhere(text: str, at: int) -> bool:
    """The same for other languages: a preposition before the noun, or a Chinese postposition after it."""
    if UNSPACED.search(text):
        return bool(
            re.search(r"[在到进回往向过上][^，。！？]{0,3}$|(?:是|(?<!没)有)一?[座片个条]?$", text[:at])
            or re.match(r".{1,3}[里上边旁中前外下]", text[at:])
        )
    return bool(_ELSEWHERE_AT.search(text[:at].lower()) or re.match(r"[وف]?[بل]ال", text[at:]))


def _called(tokens: list[str], index: int, noun: str) -> str:
    """`the` and the noun as the story says it, with a noun that belongs to it: `the fishing village`."""
    if noun == "home":
        return noun
    before = tokens[max(0, index - 2) : index]
    belongs = len(before) == 2 and before[0] in _ARTICLES and before[1].endswith("ing") and len(before[1]) > 5
    return f"the {before[1]} {noun}" if belongs else f"the {noun}"


def _by_the_clock(text: str) -> TimeOfDay | None:
    """The hour of a time that can be told: `7.30 Uhr`, `9 h 30`, `9 p.m.`; an English `7:05` may be either."""
    found = _CLOCK.search(outside_quotes(text))
    if not found:
        return None
    hour = int(found["hour"] or found["of_twelve"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    return next((name for until, name in _BY_HOUR if hour < until), None)


def times_of(found: list[Sentence], *, english: bool) -> list[TimeOfDay | None]:
    """For each sentence its hour, None when the text never says one.

    Before the first hour that is named it is a step earlier, or the same when it is named at the start and does not just begin.
    """
    words = lexicon(english=english)
    said: list[TimeOfDay | None] = []
    for sentence in found:
        told = [word for _, word in words.tokens(_NIGHT_OF.sub(" ", outside_quotes(sentence.text)))]
        # `first light` and `bright day` are two words.
        pairs = (f"{one} {two}" for one, two in pairwise([*told, ""]))
        hours = [words.times[w] for both in zip(told, pairs, strict=True) for w in both if w in words.times]
        said.append(hours[-1] if hours else _by_the_clock(sentence.text))
    first = next((index for index, hour in enumerate(said) if hour), None)
    if first is None:
        return list(said)
    hour: TimeOfDay = said[first] or "day"
    begins = first and _TURNS.search(outside_quotes(found[first].text))
    current: TimeOfDay = _BEFORE[hour] if first > 2 or begins else hour
    result: list[TimeOfDay | None] = []
    for sentence, hours_said in zip(found, said, strict=True):
        later = current == "night" and _LATER.search(sentence.text)
        current = hours_said or ("day" if later else current)
        result.append(current)
    return result
