"""Where sentences end: the one rule, for the writer, the voice and the subtitles."""

import re
from functools import lru_cache
from itertools import pairwise

from sentencex import get_sentence_boundaries

_ABBREVIATIONS: dict[str, str] = {
    "": "vol fig figs approx no nos eq ch sec pp p vs etc dept est ed eds al cf jr sr st mt ft "
    "mr mrs ms dr prof gov sen rep gen col lt sgt capt rev hon pres supt insp blvd ave rd hwy sq "
    "jan feb mar apr jun jul aug sept sep oct nov dec e.g i.e a.m p.m u.s u.k",
    "de": "nr bzw usw ca z.b d.h u.a bd abb hr fr frl st str vgl evtl ggf inkl jh mio mrd s",
    "fr": "m mm mme mlle mmes dr p pp env art chap vol n fig av bd",
    "es": "sr sra srta d dña dr dra núm pág av avda c vol cap ud uds",
    "it": "sig sigg dott ing avv pag cap n art",
    "ru": "рис стр г гг тыс млн млрд ул д кв им проф акад см т.е т.д т.п",
    "pt": "sr sra dr dra núm pág av",
    "nl": "dhr mevr dr blz nr bijv enz",
}
"""What ends with a full stop that ends no sentence, where a digit or a small letter follows; without a language, all Latin ones."""
_BEFORE_NAMES: dict[str, str] = {
    "": "mr mrs ms dr prof gov sen rep gen col lt sgt capt rev hon pres st mt",
    "de": "hr fr frl dr prof st",
    "fr": "m mm mme mlle mmes dr st ste",
    "es": "sr sra srta d dña dr dra sto sta",
    "it": "sig sigg dott ing avv",
    "ru": "ул им проф акад",
    "pt": "sr sra dr dra",
    "nl": "dhr mevr dr",
}
"""What stands before a name, so that a capital follows too."""
_ORDINALS = frozenset(["de", "tr", "da", "cs", "fi", "hu", "no", "nb", "sk", "sl", "hr", "pl", "et", "lv"])
"""Languages that write `2.` for second."""
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$|^[IVX]{2,6}\.$")
_LAST_WORD = re.compile(r"(?<!\w)([^\W\d_](?:[\w.]*[^\W_])?)\.$")
_INITIAL = re.compile(r"(?:^|[\s(\"'“])(?:[^\W\d_]\.)?[^\W\d_]\.$")
_BEGINS = re.compile(
    r"[\"“«]?(?:he|she|it|they|we|you|i|the|a|an|this|that|there|but|and|then|er|sie|es|il|elle)\b",
    re.IGNORECASE,
)
"""What a sentence begins with, and no name."""
_AFTER_STREET = re.compile(
    r"[\"“«]?(?:he|she|it|they|we|you|the|an|this|that|there|but|and|then|his|her|their|our|my|when|in|on|at|nobody)\b",
    re.IGNORECASE,
)
"""What begins a sentence after `Elm St.`, and is nobody's name after `St.`; an initial is one."""
_UNIT = re.compile(r"\d\s?(?:[mghslt]|\w{1,3}/\w{1,3}|°[CF])\.$")
_SMALL_END = re.compile(
    r"(?:\d(?:st|nd|rd|th)|\bSt|\betc|\d\s?(?:[mghslt]|\w{1,3}/\w|°[CF]))\.\s+(?=[\"“«]?[A-Z])"
    r"|\b(?:Ave|Rd|Blvd|Jr|Sr|Inc|Ltd)\.\s+(?=[\"“«]?(?:He|She|It|They|We|You|The|An|This|That|There|But|And|Then|His|Her|Their)\b)"
)
"""What ends a sentence and has few letters, where the library goes on; what follows decides."""
_SAID_AFTER = re.compile(r"\s*(?:と(?!も)|って|という|[^，。！？“「\s]{0,6}(?:说|說|问|問|道|喊|叫|答|想))")
_MISSED = re.compile(
    r"(?<=[…‥])\s+(?=(?:[\"“„«‘(]\s?)?[^\W\d_])|(?<=[.!?…][)\]])\s+(?=[\"“„«‘]?[^\W\d_])|(?<=[。！？…][」』”])(?=\S)|(?<=[。！？])(?=[^\s」』”’)）])|(?<=……)(?=[^\W\d_])"
)
_AFTER_SMALL = re.compile(r"(?<=[.!?])\s+")
_PARAGRAPH = re.compile(r"\s*\n\s*\n\s*")
_LONGEST = 20_000
"""Characters that the library is given at once: what takes longer to read than its length has is not met in so few."""


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text in order, as they are written, without the space around them.

    A sentence never ends within an abbreviation, an ordinal or a quotation that its sentence goes on after; a blank
    line always ends one. `language` is ISO 639-1; one that has no rules of its own is read by those of English.
    """
    found = []
    for paragraph in _PARAGRAPH.split(text):
        for start in range(0, len(paragraph), _LONGEST):
            part = paragraph[start : start + _LONGEST]
            found += [piece for piece in (piece.strip() for piece in _of(part, language)) if piece]
    return found


def _of(text: str, language: str) -> list[str]:
    # The library takes an inch mark for a quotation that never closes.
    shown = _without_inches(text)
    bounds = [(b["start_index"], b["end_index"]) for b in get_sentence_boundaries(language, shown)]
    joined: list[str] = []
    for start, end in bounds:
        piece = text[start:end]
        if joined and _goes_on(joined[-1].rstrip(), piece.lstrip(), language):
            joined[-1] += piece
        else:
            joined.append(piece)
    small = _is_small(text)
    parts = [part for piece in joined for part in (_cut(_AFTER_SMALL, piece) if small else [piece])]
    found: list[str] = []
    parts = [piece for whole in parts for piece in _cut(_MISSED, whole)]
    for part in (piece for whole in parts for piece in _cut(_SMALL_END, whole, quoted=False)):
        before = found[-1].rstrip() if found else ""
        if found and (_is_short(before, language) if small else _goes_on(before, part.lstrip(), language)):
            found[-1] += part
        else:
            found.append(part)
    return found


def _cut(pattern: re.Pattern[str], text: str, *, quoted: bool = True) -> list[str]:
    """The text in parts, each with the space after it; not `quoted`, none ends within quotation marks."""
    cuts = [found.end() for found in pattern.finditer(text)]
    ends = [0, *(at for at in cuts if quoted or not _is_open(text[:at])), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def _is_open(text: str) -> bool:
    """Whether a quotation that begins in a text goes on after it."""
    return text.count('"') % 2 == 1 or any(text.count(a) > text.count(b) for a, b in ("“”", "«»", "‘’", "()"))


def _is_small(text: str) -> bool:
    """Whether somebody writes without capitals, so that a small letter begins a sentence."""
    first = re.search(r"[^\W\d_]", text)
    if not first or not first[0].islower() or re.search(r"[.!?]\s+[\"“«]?[^\W\d_a-zß-ÿ]", text):
        return False
    return bool(re.search(r"[.!?]\s+[a-zß-ÿ]", text))


def _is_short(before: str, language: str) -> bool:
    """Whether a text ends with an abbreviation."""
    word = _LAST_WORD.search(before)
    last = word[1].casefold() if word else ""
    return any(last in _table(language, names=names) for names in (True, False))


def _goes_on(before: str, after: str, language: str) -> bool:
    """Whether what ends at `before` is no sentence: it goes on with `after`."""
    if not before or not after:
        return bool(before)
    if before[-1] in "」』”" and _SAID_AFTER.match(after):
        return True
    first = re.search(r"[^\W_]", after[:4])
    small = first is not None and first[0].islower()
    if small and before[-1] in ".…" and not re.search(r"[!?]", before[-2:-1]):
        return True
    if small and re.search(r"[.!?…]\s?[\"'»”’«“]+$", before):
        return True
    if before[-1] != ".":
        return False
    if language in _ORDINALS and _ORDINAL.search(before) and first and first[0].isalpha():
        return True
    if _UNIT.search(before) and not small:
        return False
    if _INITIAL.search(before):
        return bool(first) and not _BEGINS.match(after) and not re.search(r"\b(?:[Ii]|[ap]\.m)\.$", before)
    word = _LAST_WORD.search(before)
    last = word[1].casefold() if word else ""
    if last in _table(language, names=True):
        return last != "st" or small or not _AFTER_STREET.match(after)
    counts = first is not None and (first[0].isdigit() or small or re.match(r"[IVXL]+\b", after) is not None)
    return counts and last in _table(language, names=False)


@lru_cache
def _table(language: str, *, names: bool) -> frozenset[str]:
    table = _BEFORE_NAMES if names else _ABBREVIATIONS
    return frozenset(f"{table['']} {table.get(language, '')}".split())


def _without_inches(text: str) -> str:
    """`text` with `″` for every straight mark that stands for inches: after a digit, where no quotation is open."""
    if '"' not in text:
        return text
    marks, opened = list(text), False
    for found in re.finditer('"', text):
        at = found.start()
        if not opened and at and text[at - 1].isdigit():
            marks[at] = "″"
        else:
            opened = not opened
    return "".join(marks)
