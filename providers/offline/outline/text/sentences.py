"""The sentences of a text as a narrator reads them, and evenly spaced windows of a text that is longer than any film."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from infra.media.text.scripts import UNSPACED
from infra.reading.sentences import sentences as split
from models.story.manuscript import Manuscript, Passage
from providers.offline.outline.text.word_sets import word_set

SAMPLE_CHARS = 240_000
"""A longer text is read through evenly spaced windows of this size together: a half-hour film speaks 25,000."""
_WINDOWS = 120

_END = re.compile(r"(?:\.{2,}|[.!?…]+)[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[”’」』）\"]*|[؟۔।]+[\"”»)]*(?=\s|$)")
_RUN_ON = re.compile(r"\s+(?=(?:and then|then|but|(?:and )?(?:she|he|they|we))\s)", re.IGNORECASE)
_HOLDS_ON = word_set("that when if what as because while which who where than since until and but so then")
_FIRST_WORD = re.compile(r"^([\"“‘«(]*\s?)([^\W\d_])((?:[^\W\d_A-Z]|['’-])*(?![\w]))")
"""A word that has no capital: `iPhone` and `eBay` keep theirs."""
_DANGLING = re.compile(r"^(?:[ ,;:،；，、–—]|-(?!\d))+|^[?!.)\]}؟。！？ ]+(?=\w|[\"“«])")
_LAST_WORDS = re.compile(r"(?:the )?end\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """One sentence, ready to be read aloud; of a script the `passage` that it is of, and that passage's scene, from 0."""

    text: str
    kind: Literal["told", "said", "seen"] = "told"
    passage: Passage | None = None
    scene: int = 0


def sample(text: str) -> str:
    """`text`, or evenly spaced windows of a very long one, each from a sentence's start to a sentence's end."""
    if len(text) <= SAMPLE_CHARS:
        return text
    size = SAMPLE_CHARS // _WINDOWS
    step = (len(text) - size) / (_WINDOWS - 1)
    parts = []
    for number in range(_WINDOWS):
        window = text[int(number * step) : int(number * step) + size]
        ends = [match.end() for match in _END.finditer(window)]
        if len(ends) < 2:
            ends = [window.find(" ") + 1, max(0, window.rfind(" "))]
        first = 0 if number == 0 else ends[0]
        last = len(window) if number == _WINDOWS - 1 else ends[-1]
        parts.append(window[first:last].strip())
    return "\n\n".join(parts)


def sentences_of(manuscript: Manuscript) -> list[Sentence]:
    """The sentences of a manuscript in order: what is told, said and seen."""
    if not manuscript.scripted:
        return sentences([passage.text for passage in manuscript.passages], manuscript.language)
    return [
        Sentence(finished(part), passage.kind, passage, number)
        for number, scene in enumerate(manuscript.scenes)
        for passage in scene.passages
        for part in split(passage.text, manuscript.language)
        if re.search(r"\w", part)
    ]


def sentences(paragraphs: Iterable[str], language: str) -> list[Sentence]:
    """The sentences of paragraphs in order; one that runs on for long is several."""
    told = list(paragraphs)
    words = sum(len(paragraph.split()) for paragraph in told)
    ends = sum(len(_END.findall(paragraph)) for paragraph in told)
    run_on = words > 25 and ends * 60 < words
    found: list[Sentence] = []
    for paragraph in told:
        for part in split(paragraph, language):
            pieces = _split_run_on(part) if run_on else [part]
            found += [Sentence(finished(p)) for p in pieces if re.search(r"\w", p)]
    kept = [s for s in found if not _LAST_WORDS.fullmatch(s.text)]
    return kept or found or [Sentence(finished(" ".join(told)))]


def _split_run_on(text: str) -> list[str]:
    """A long stretch without full stops, split where a new clause begins."""
    parts, start = [], 0
    for match in _RUN_ON.finditer(text):
        before = text[start : match.start()].split()
        if len(before) >= 4 and before[-1].lower().strip(",") not in _HOLDS_ON:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def finished(text: str, *, opens: bool = True, closes: bool = True) -> str:
    """`text` as a sentence to be read: capital first, closed quotes, a final stop, nothing dangling.

    A part of a sentence that neither `opens` nor `closes` it is left as it is written at that end.
    """
    text = _DANGLING.sub("", " ".join(text.split()))
    if opens:
        text = _FIRST_WORD.sub(lambda match: match[1] + _capital(match[2]) + match[3], text)
    if not closes:
        return text
    text = text.rstrip(" ,;:،；，、–—-")
    if re.search(r"[.!?…。！？؟۔।](?:\s?[\"'”’»」』)])*$", text):
        return text
    stop = "。" if UNSPACED.search(text) else "।" if re.search(r"[\u0900-\u097f]", text) else "."
    quoted = re.search(r"[\"”»」』]$", text)
    return f"{text[:-1].rstrip(',، ')}{stop}{text[-1]}" if quoted else text + stop


def _capital(letter: str) -> str:
    return letter.upper() if len(letter.upper()) == 1 else letter
