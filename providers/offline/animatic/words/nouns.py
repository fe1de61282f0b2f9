"""The things and the doings that a shot's words ask for, as they are said: what a picture could show."""

import re
from collections.abc import Iterator

from providers.offline.animatic.words.colours import COLOURS, MATERIALS
from providers.offline.animatic.words.scripts import is_small
from providers.offline.animatic.words.unseen import (
    ADVERBS,
    COMPARED,
    DETERMINERS,
    FUNCTION,
    HOW,
    LEADING,
    SEEN_VERBS,
    UNSEEN,
    VERBS,
)
from providers.offline.animatic.words.verbs import things_only

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]")
_ARTICLES = {
    "fr": r"le|la|les|un|une|des|du|au|aux|son|sa|ses|leur|leurs",
    "es": r"el|la|los|las|un|una|unos|unas|del|al|su|sus",
    "it": r"il|lo|la|i|gli|le|un|uno|una|del|della|dello|al|alla|nel|nella|sul|sulla|sui|dal|dalla",
    "pt": r"o|a|os|as|um|uma|do|da|no|na|ao|seu|sua",
}
_ROMANCE = {
    language: re.compile(
        rf"\b(?:{articles})\s+(?:(?:petite?s?|grande?s?|vieux|vieille|vieil|beau|belle|jeune|gran|piccol[oa]|vecchi[oa]|viej[oa]s?|bell[oa]|pequeñ[oa]|velh[oa])\s+)?"
        r"([^\W\d_]{3,})|\b(?:l|d|dell|nell|all|sull|un)['’]([^\W\d_]{3,})",
        re.IGNORECASE,
    )
    for language, articles in _ARTICLES.items()
}
_CLITIC = re.compile(
    r"(?:^|[\s'’])(?:il|elle|on|je|tu|nous|vous|ils|elles|qui|ne|me|te|se|yo|él|ella|egli|lei|lui|[A-ZÀ-Ý][^\W\d_]+) $"
)
"""Before `la` and `l'` of what is done to her: `il l'écoute`."""
_GERMAN = re.compile(r"(?<![.!?„“»«\"–—:-] )(?<![„“»«\"])(?<!^)\b([A-ZÄÖÜ][a-zäöüß]{2,})")
_CONTRACTED = re.compile(r"['’](?:t|re|ll|ve|d|m)$")
_SUFFIX = re.compile(r"(?:ness|ment|tion|sion|ity|ance|hood|ism|dom|ude|friendship)$")


def nouns_in(text: str, language: str) -> tuple[str, ...]:
    """The nouns of a text in its order, each once: those of English, German and the Romance languages are found."""
    if language == "de":
        found: Iterator[str] = iter(_GERMAN.findall(text))
    elif language in _ROMANCE:
        hits = [hit for hit in _ROMANCE[language].finditer(text) if not _CLITIC.search(text[: hit.start()])]
        found = (noun for hit in hits if not is_small(noun := hit[1] or hit[2]))
    else:
        found = _english(things_only(text))
    return tuple(dict.fromkeys(found))


def doings_in(text: str) -> tuple[str, ...]:
    """What is done in an English text that a picture could show, in its own forms: `dancing`, `swims`."""
    return tuple(dict.fromkeys(match[0] for match in SEEN_VERBS.finditer(text.lower())))


def unseen(noun: str) -> bool:
    """Whether nobody could draw what a noun means: a moment, a voice, loneliness."""
    plain = noun.lower()
    singular = plain.removesuffix("s")
    return plain in UNSEEN or singular in UNSEEN or (len(plain) > 7 and bool(_SUFFIX.search(singular)))


def _english(text: str) -> Iterator[str]:
    tokens = _TOKEN.findall(text)
    index, last_end = 0, -1
    while index < len(tokens):
        token = tokens[index].lower()
        begins = (
            token in DETERMINERS
            or index == 0
            or tokens[index - 1] in {".", "!", "?", ";", ":", "“", '"'}
            or tokens[index - 1].lower() in LEADING
            or (tokens[index - 1].lower() in {"and", ",", "or"} and last_end == index - 1)
            or _done(tokens[index - 1].lower())
        )
        if not begins:
            index += 1
            continue
        start = index + 1 if token in DETERMINERS or token.isdigit() else index
        heads, end = _phrase(tokens, start, determined=start > index)
        yield from heads
        last_end = end if heads else -1
        index = max(end, index + 1)


def _phrase(tokens: list[str], start: int, *, determined: bool) -> tuple[list[str], int]:
    """The head of the noun phrase at `start`, and where the phrase ends."""
    words: list[str] = []
    at = start
    while at < len(tokens) and at - start < 5:
        word = tokens[at].lower()
        if (
            not word[0].isalpha()
            or _CONTRACTED.search(word)
            or word in FUNCTION
            or word in DETERMINERS
            or word in ADVERBS
        ):
            break
        if words and (_plural(words[-1].lower()) or _acts(word, words[-1])):
            break
        if words and tokens[at][0].isupper() and words[-1][0].islower():
            break  # In the truck Tom sleeps.
        if owner := re.fullmatch(r"(.{3,})['’]s", tokens[at]):
            return ([] if owner[1][0].isupper() else [owner[1]]), at
        words.append(tokens[at])
        at += 1
    while words and _how(words[-1].lower()):
        words.pop()
    foreign = words and not determined and not words[-1].isascii()
    if not words or foreign or (not determined and _no_noun(words[0].lower())):
        return [], max(at, start + 1)
    head = words[-1]
    named = not determined and head[0].isupper() and not _plural(head.lower()) and at < len(tokens)
    if named and _done(tokens[at].lower()):
        return [], at
    if (head[0].isupper() and start) or len(head) < 3:
        return [], at
    return [head.lower()], at


def _acts(word: str, before: str) -> bool:
    """Whether a word after a noun is what it does."""
    if _done(word) and word not in HOW:
        return True
    if _how(before.lower()) or before.lower() in MATERIALS or before.endswith("ing"):
        return False
    return word.endswith(("ed", "ing")) or _plural(word)


def _done(word: str) -> bool:
    return word in VERBS or bool(SEEN_VERBS.fullmatch(word))


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in HOW


def _no_noun(word: str) -> bool:
    """Whether a word without an article is no noun: `runs`, `slowly`, `soaked`."""
    return _done(word) or word.endswith(("ly", "ed", "ing"))


def _how(word: str) -> bool:
    return (
        word in HOW
        or word in COLOURS
        or word.removesuffix("er") in HOW
        or word in COMPARED
        or (len(word) > 4 and word.endswith(("ful", "ous", "ish", "less", "est")))
    )
