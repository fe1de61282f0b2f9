"""Things keep the colour that the text gives them: a red door is red wherever it is seen, until it is painted."""

import re
from collections.abc import Iterator, Sequence

from providers.offline.outline.notes.colours import read_colours
from providers.offline.outline.notes.hits import Note, words
from providers.offline.outline.text.quotes import outside_quotes
from providers.offline.outline.text.word_sets import word_set

_MOST = 4
"""Colours that are said again of one shot."""
_WORN = word_set(
    "coat dress hat scarf jacket shirt boots suit cloak sweater apron uniform robe cap raincoat gown shawl trousers skirt jumper hoodie vest "
    "kimono tunic shoes gloves jeans hair beard fur eyes eye skin face lips nose hands hand one ones"
)
"""What belongs to somebody, whose description has it."""
_PAINTS_IT = re.compile(
    r"\b([a-z]{3,})\b[^.!?]{0,40}?\b(?:paint|dye|colou?r)(?:s|ed)? it ([a-z]+)\b", re.IGNORECASE
)
_PAINTS = re.compile(
    r"\b(?:paint|dye|turn)(?:s|ed)? (?:the|his|her|their|its|a) ([a-z]{3,}) ([a-z]+)\b", re.IGNORECASE
)
_GERMAN = re.compile(r"\b([a-zß-ÿ]{3,})(?= ([A-ZÄÖÜ][a-zß-ÿ]+)\b)")
_ROMANCE = re.compile(r"\b([^\W\d_]{3,})(?= ([^\W\d_]{3,})\b)")


def kept_colours(texts: Sequence[str], language: str) -> list[tuple[str, ...]]:
    """For each shot's text the colours of things that it names without theirs: `red door`, in English and the thing's own word.

    A thing that gets one colour in all of the text has it from the beginning.
    """
    told = [dict(_pairs(outside_quotes(text), language)) for text in texts]
    whole: dict[str, set[str]] = {}
    for pairs in told:
        for thing, colour in pairs.items():
            whole.setdefault(thing, set()).add(colour)
    now = {thing: next(iter(colours)) for thing, colours in whole.items() if len(colours) == 1}
    kept = []
    for text, own in zip(texts, told, strict=True):
        plain = " ".join(re.findall(r"[^\W\d_]+", text.lower()))
        now |= own
        said = (f"{colour} {thing}" for thing, colour in now.items() if thing in plain.split())
        kept.append(tuple(pair for pair in said if pair not in plain)[:_MOST])
    return kept


def _pairs(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The things of a text with the colour that it gives them."""
    if language == "en":
        for said in read_colours(Note(text, text), ())[0] or ():
            colour, _, thing = said.partition(" ")
            noun = thing.split()[0] if thing else ""
            if noun and noun not in _WORN and not thing.endswith(tuple(_WORN)):
                yield noun, colour
        for pattern in (_PAINTS_IT, _PAINTS):
            for match in pattern.finditer(text):
                if colour := _colour(match[2]):
                    yield _painted(text, match), colour
    elif language in {"de", "fr", "es", "it", "pt"}:
        german = language == "de"
        for match in (_GERMAN if german else _ROMANCE).finditer(text):
            thing, colour = (match[2], match[1]) if german else (match[1], match[2])
            if named := _colour(colour):
                yield thing.lower(), named


def _painted(text: str, match: re.Match[str]) -> str:
    """What is painted: the noun before `it`, after its article."""
    if match.re is _PAINTS:
        return match[1].lower()
    nouns = re.findall(
        r"\b(?:an?|the|his|her) (?:[a-z]+ ){0,2}?([a-z]{3,})(?=,| and | & )", text[: match.end()].lower()
    )
    return nouns[-1] if nouns else match[1].lower()


def _colour(word: str) -> str:
    return next((value for value, pattern in words("colours") if pattern.fullmatch(word)), "")
