"""What models write to be heard, as lines: without its stage directions, labels and notes, each with who says it."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from activities.story.answers.marks import SOUNDS
from infra.reading.forms.narrators import is_narrator
from infra.reading.typography import tidied

_COLON = re.compile(r"\s*(?:\(([^()]{1,60})\)\s*)?(?::\s+|:(?=[\"“«„])|：\s*)(?=\S)")
_LONGEST_NAME = 5
"""Words of a label."""
_LAST = {
    count: re.compile(rf"(?:(?<=\s)|^)\S+(?: \S+){{{count - 1}}}$") for count in range(1, _LONGEST_NAME + 1)
}
_NOTE = re.compile(r"\[[^\[\]]{1,120}\]|【[^【】]{1,60}】")
_ASIDE = re.compile(r"[(（]([^()（）]{1,60})[)）]")
_TECHNICAL = re.compile(
    r"^\W*(?:v\.?o\.?|o\.?s\.?|off|voice[- ]?over|cont['’]?d?|continu\w*)\W*$", re.IGNORECASE
)
_ENDED = re.compile(r"(?:^|[.!?…。！？\"”»,;:—])\s*$")


class Told(NamedTuple):
    """What one voice says: `speaker` as it was labelled, empty without a label or with the narrator's; `delivery` is how."""

    text: str
    speaker: str = ""
    delivery: str = ""
    labelled: bool = False


def told(text: str, known: Callable[[str], bool]) -> list[Told]:
    """What is heard of a text, voice by voice; nothing where it has no words.

    Only what is known to be a name is a label: the narrator's, and each for which `known` says so.
    """
    found = []
    for name, how, words in _voices(text, known):
        said, directions = _spoken(words, speech=bool(name) and not is_narrator(name))
        delivery = ", ".join(part for part in (how, *directions) if part and not _TECHNICAL.match(part))
        if re.search(r"\w", said):
            found.append(Told(said, "" if is_narrator(name) else name, delivery[:200], labelled=bool(name)))
    return found


def _voices(text: str, known: Callable[[str], bool]) -> Iterator[tuple[str, str, str]]:
    """The label, its parenthesis, and the words until the next."""
    name, how, at = "", "", 0
    for colon in _COLON.finditer(text):
        before = text[at : colon.start()]
        if not (label := _label(before, known)):
            continue
        yield name, how, before[: len(before) - len(label)].strip()
        name, how, at = label, colon[1] or "", colon.end()
    yield name, how, text[at:].strip()


def _label(before: str, known: Callable[[str], bool]) -> str:
    """The name that stands at the end of what precedes a colon; where a sentence goes on, only one in capitals."""
    for name in (found[0] for count in range(_LONGEST_NAME, 0, -1) if (found := _LAST[count].search(before))):
        lead = before[: len(before) - len(name)]
        if (is_narrator(name) or known(name)) and (name.isupper() or _ENDED.search(lead)):
            return name
    return ""


def _spoken(text: str, *, speech: bool) -> tuple[str, list[str]]:
    """The words, and the directions that stood among them; in somebody's `speech` all that is bracketed is one."""
    directions: list[str] = []

    def aside(found: re.Match[str]) -> str:
        words = found[1].split()
        sounds = all(word.casefold().strip(".,!") in SOUNDS for word in words)
        alone = len(words) <= 4 and _ENDED.search(found.string[: found.start()]) and found[1][:1].islower()
        if not (sounds or alone or speech):
            return found[0]
        directions.append(found[1].strip())
        return " "

    spoken = _ASIDE.sub(aside, _NOTE.sub(" ", text))
    if not re.search(r"\w", spoken):
        return "", []
    spoken = " ".join(tidied(re.sub("[♩♪♫♬]", " ", spoken)).split())
    return re.sub(r"^[\s,;:—–-]+", "", spoken), directions
