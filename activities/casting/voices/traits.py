"""What is known of somebody that a voice should go by: by their name and their description, in words."""

import re
from typing import Literal, NamedTuple

from models.subjects.subject import Subject
from providers.base import Voice
from providers.offline.outline.text.lexicon import Lexicon, lexicon
from providers.offline.outline.text.word_sets import word_set

Age = Literal["child", "young", "grown", "old"]
AGES: tuple[Age, ...] = ("child", "young", "grown", "old")

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_YEARS = re.compile(r"\b(\d{1,3})[- ]years?[- ]old\b|\baged? (?:about )?(\d{1,3})\b", re.IGNORECASE)
_CHILD_UNTIL, _YOUNG_UNTIL, _OLD_FROM = 12, 27, 60

_WOMEN = word_set(
    "woman girl lady queen princess mother mom mum grandmother grandma granny sister daughter aunt wife widow bride nun "
    "witch actress heroine empress duchess mermaid hen mare she her hers mrs ms miss madam"
)
_MEN = word_set(
    "man boy gentleman king prince father dad grandfather grandpa brother son uncle husband widower groom monk wizard "
    "actor emperor duke knight rooster stallion he him his mr sir lord guy bearded beard moustache"
)
_CHILD = word_set("child girl boy kid baby toddler schoolgirl schoolboy son daughter granddaughter grandson")
_YOUNG = word_set(
    "young teenager teenage teen youth student princess prince twenties apprentice puppy kitten"
)
_GROWN = word_set("adult thirties forties fifties middle-aged mother father")
_OLD = word_set(
    "old elderly aged ancient grandmother grandfather grandma grandpa granny sixties seventies eighties nineties "
    "white-haired white-bearded grey-bearded wrinkled retired elder"
)
_AGED: dict[str, Age] = {
    **dict.fromkeys(_CHILD, "child"),
    **dict.fromkeys(_YOUNG, "young"),
    **dict.fromkeys(_GROWN, "grown"),
    **dict.fromkeys(_OLD, "old"),
}
_ROLES: dict[str, tuple[Literal["f", "m", ""], Age]] = {
    "woman": ("f", "grown"), "old woman": ("f", "old"), "man": ("m", "grown"), "old man": ("m", "old"),
    "girl": ("f", "child"), "boy": ("m", "child"), "child": ("", "child"),
}  # fmt: skip
"""What the roles of a story's lexicon are, in its languages."""


class Traits(NamedTuple):
    """What is known of somebody; empty where nothing is. `words` are those that are said of them, in lower case."""

    gender: Literal["f", "m", ""] = ""
    age: Age | Literal[""] = ""
    words: frozenset[str] = frozenset()


def traits_of(subject: Subject, language: str = "en") -> Traits:
    """What a character's name and description tell; of two words that disagree, the earlier one counts.

    Descriptions may be in English whatever the film's `language` is, and then its own words are looked for too: a
    German `Kind` is a child, and no English one.
    """
    known = lexicon(english=True)
    text = f"{subject.name}. {subject.description}"
    words = [word.casefold() for word in _WORD.findall(text)]
    roles = [_ROLES[role] for word in words if (role := known.roles.get(word)) in _ROLES]
    if not roles and language.lower()[:2] not in ("en", "un"):
        others = lexicon(english=False)
        roles = [
            _ROLES[role] for _, word in others.tokens(text) if (role := others.roles.get(word)) in _ROLES
        ]
    gender = _gender(words) or next((one for one, _ in roles if one), "")
    gender = gender or _of_name(subject.name, known)
    age = _years(text) or next((_AGED[word] for word in words if word in _AGED), "")
    if age in ("", "young") and roles and not _years(text):
        age = roles[0][1] if not age or roles[0][1] == "child" else age
    return Traits(gender, age, frozenset(words) | {part for word in words for part in word.split("-")})


def misfit(traits: Traits, voice: Voice) -> float:
    """How badly a voice fits somebody, from about -15 for one that is said to be just so; below 10 nobody wonders."""
    worse = 0.0
    if traits.gender and voice.gender:
        worse += 0.0 if traits.gender == voice.gender else 60.0
    elif traits.gender and voice.age != "child":
        worse += 8.0
    if voice.age:
        age = traits.age or "grown"
        between = abs(AGES.index(age) - AGES.index(voice.age))
        sure = 8.0 if traits.age else 4.0
        worse += sure * between + (30.0 if between and "child" in (age, voice.age) else 0.0)
    else:
        worse += 12.0
    about = {word.casefold() for word in _WORD.findall(voice.about) if len(word) > 2}
    said = about & traits.words
    return worse - 20.0 * min(2, len(said))


def _gender(words: list[str]) -> Literal["f", "m", ""]:
    """What the first word says that says it: nouns and pronouns alike, as in `Emma, who lost her key`."""
    for word in words:
        for part in (word, *word.split("-")):
            if part in _WOMEN or part in _MEN:
                return "f" if part in _WOMEN else "m"
    return ""


def _of_name(name: str, known: Lexicon) -> Literal["f", "m", ""]:
    given = next((known.given[word] for word in _WORD.findall(name.casefold()) if word in known.given), "")
    return "f" if given == "f" else "m" if given == "m" else ""


def _years(text: str) -> Age | Literal[""]:
    found = _YEARS.search(text)
    if not found:
        return ""
    years = int(found[1] or found[2])
    if years <= _CHILD_UNTIL:
        return "child"
    return "young" if years <= _YOUNG_UNTIL else "grown" if years < _OLD_FROM else "old"
