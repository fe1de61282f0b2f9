"""The place that a note moves a shot to: `on the beach`, `im Wald`, `在海边`."""

import re

from infra.media.text.scripts import UNSPACED
from providers.offline.outline.notes.hits import Hit, Note
from providers.offline.outline.setting import is_there_elsewhere
from providers.offline.outline.text.lexicon import Place, lexicon
from providers.offline.outline.text.word_sets import word_set

_LEADS = word_set(
    "make set put place let have move take bring shift change switch it this that him her them everything all shot scene picture "
    "now please same she he they we is are be should shall happen happens play plays takes stands standing stand sits sitting sit "
    "the not don't never instead of rather than no longer"
)
"""What may stand before the preposition; anything else is a thing that is there, not where all of it is."""
_MOVES = word_set("move take bring shift change switch set put make let")
_AT = word_set("in on at inside outside by near under beside")
_TO = word_set("to into onto")
_ARTICLES = word_set("the a an his her their my our its some")
_AFTER = word_set("at in on by during the with instead please now a an from of it is and shot scene")
_NOWHERE = word_set("sky clouds")
_ENOUGH_ALONE = word_set(
    "beach forest mountain desert kitchen garden street city village park library office hospital school harbour"
)
"""Kinds of places that are meant when a clause names nothing else."""
_INDOORS = word_set("house stairs church stage")
"""Kinds of places that are drawn from inside only when it is said."""
_MOST_BEFORE = 3


def read_place(note: Note) -> tuple[str | None, list[Hit]]:
    """Where the shot plays from now on, and what says so; None where the note does not say."""
    hits = [hit for start, end in note.clauses() for hit in [_english(note, start, end)] if hit]
    hits = hits or [hit for start, end in note.clauses() for hit in [_abroad(note, start, end)] if hit]
    told = [hit for hit in hits if not hit.denied]
    return (told[-1].value if told else None), told[-1:]


def _english(note: Note, start: int, end: int) -> Hit | None:
    """The place of a clause that says nothing else."""
    marks = list(re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", note.left[start:end]))
    tokens = [mark[0].lower().replace("’", "'") for mark in marks]
    at = next((n for n, word in enumerate(tokens) if word not in _LEADS or word in _ARTICLES), len(tokens))
    while at < len(tokens) and tokens[at] in _LEADS:
        at += 1
    first, moved = at, any(word in _MOVES for word in tokens[:at])
    says = at < len(tokens) and (tokens[at] in _AT or (tokens[at] in _TO and moved))
    at += says
    at += at < len(tokens) and tokens[at] in _ARTICLES
    places, stop = lexicon(english=True).places, min(len(tokens), at + 3)
    while at < stop:
        noun = next((n for n in (" ".join(tokens[at : at + 2]), tokens[at]) if n in places), "")
        last = at + len(noun.split())
        if noun and all(word in _AFTER for word in tokens[last:]):
            break
        if tokens[at] in _AT | _TO | _ARTICLES:
            return None
        at += 1
    else:
        return None
    kind = places[noun]
    if noun in _NOWHERE or not (says or (kind.name in _ENOUGH_ALONE and first == at)):
        return None
    a, b = start + marks[first].start(), start + marks[last - 1].end()
    return Hit(_called(noun, kind), note.text[a:b], a, b, note.denied(b - len(noun), b))


def _called(noun: str, kind: Place) -> str:
    """The place as the note says it, and of what kind it is where that is another word: `the pond (lake)`."""
    if noun == "home":
        return noun
    kinds = [kind.name] * (noun != kind.name) + ["indoors"] * (kind.name in _INDOORS)
    return f"the {noun} ({', '.join(kinds)})" if kinds else f"the {noun}"


def _abroad(note: Note, start: int, end: int) -> Hit | None:
    """The place of a clause in another language, where a preposition says that it is there."""
    clause, known = note.left[start:end], lexicon(english=False)
    for at, word in known.tokens(clause):
        if word not in known.places or word in _NOWHERE:
            continue
        before = len(re.findall(r"\w+", clause[:at]))
        if is_there_elsewhere(clause, at) and (UNSPACED.search(clause) or before <= _MOST_BEFORE):
            a, b = start + at, start + at + len(word)
            kind = known.places[word]
            return Hit(_called(kind.name, kind), note.text[a:b], a, b, note.denied(a, b))
    return None
