"""The colours that a note gives to the whole picture or to a thing in it."""

import re
from collections.abc import Iterator

from infra.media.text.scripts import UNSPACED
from models.shots.shot_list import COLOURS
from providers.offline.outline.notes.hits import Hit, Note, words
from providers.offline.outline.text.phrase import being_of
from providers.offline.outline.text.word_sets import word_set

_OF_ALL = frozenset({"black-and-white", "sepia"})
_MOST = 8
_AROUND = word_set(
    "a an the in all everything only mostly more whole picture scene image shot frame it make made be is should look looks "
    "bathed tinted drenched tint tone tones toned light lights lit shade shades hue hues of colour colours coloured color "
    "colors colored deep dark pale cold warm soft bright please now with at by on during to into as instead "
    "not never no without less any longer "
    "en ganz alles ins im une image tout toute todo toda tutto tutta em tudo de à les tons tonos toni tönen licht lumière luz luce "
    "باللون اللون في"
)
"""Words beside a colour that leave it the whole picture's."""
_AROUND_HAN = re.compile(r"[\s的色调調でにトーン里中用以为全部都变成一片画面を]*")
_NO_THINGS = _AROUND | word_set(
    "and or hair skin eyes eye face beard hour sky skies that which who behind near under over from for his her their its"
)
_ENGLISH = r"(?:red|crimson|scarlet|blue|green|yellow|golden|gold|orange|purple|violet|pink|turquoise|teal|brown|gr[ea]y|silver|white|black)"
_BEFORE_THING = re.compile(rf"(?<!\w)({_ENGLISH})\s+([a-z'-]+)(?:\s+([a-z'-]+))?", re.IGNORECASE)
_PAINTED = re.compile(
    rf"(?<!\w)(?:make|paint|turn|colou?r|dye)\s+(?:the|his|her|their|its|my|this|that)\s+([a-z'-]+)\s+({_ENGLISH})(?!\w)",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"(?<!\w)([a-z'-]+)\s+(?:is|are|be|becomes?|should\s+be|shall\s+be|must\s+be|turns?)\s+({_ENGLISH})(?!\w)",
    re.IGNORECASE,
)


def read_colours(note: Note, had: tuple[str, ...]) -> tuple[tuple[str, ...] | None, list[Hit]]:
    """The colours that the shot has from now on, where the note says something of them, and what says so."""
    things = list(_of_things(note))
    whole = [hit for hit in note.take("colours") if hit.value in _OF_ALL or _alone(note, hit)]
    hits = [*things, *whole]
    colours = list(had)
    for hit in hits:
        *_, thing = hit.value.split(" ", 1) if " " in hit.value else ("",)
        if hit.denied:
            colours = [one for one in colours if one != hit.value]
        else:
            same = {one for one in colours if one.partition(" ")[2] == thing}
            colours = [*(one for one in colours if one not in same), hit.value]
    told = [hit for hit in hits if not hit.denied or hit.value in had]
    return (tuple(colours[-_MOST:]) if told else None), told


def _of_things(note: Note) -> Iterator[Hit]:
    """`a red door`, `make the door red`, `the door is red`."""
    for pattern, colour, thing in ((_PAINTED, 2, 1), (_IS, 2, 1), (_BEFORE_THING, 1, 2)):
        for match in list(pattern.finditer(note.left)):
            said = match[thing].lower()
            if said in _NO_THINGS or being_of(said):
                continue
            start, end = match.start(), match.end()
            if pattern is _BEFORE_THING:
                last = (match[3] or "").lower()
                two = bool(last) and last not in _NO_THINGS and note.clause(start, start)[1] >= end
                said, end = (f"{said} {last}", end) if two else (said, match.end(2))
            denied = note.denied(match.start(colour), match.end(colour))
            yield Hit(f"{_named(match[colour])} {said}", note.text[start:end], start, end, denied)
            note.blank(start, end)


def _named(word: str) -> str:
    """What we call a colour that is said in English."""
    return next(value for value, pattern in words("colours") if pattern.fullmatch(word))


def _alone(note: Note, hit: Hit) -> bool:
    """Whether the clause says nothing beside the colour that could have it instead of the picture."""
    start, end = note.clause(hit.start, hit.end)
    rest = note.left[start:end]
    if UNSPACED.search(hit.words):
        return bool(_AROUND_HAN.fullmatch(rest))
    return hit.value in COLOURS and all(word in _AROUND for word in re.findall(r"[^\W\d_]+", rest.lower()))
