"""Subtitles at measured times: short cues that break where the sentence does."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import pysubs2

from models.timeline import FPS, VOICE_LEAD_S, VOICE_TAIL_S, Timeline, TimelineShot

LINE_WIDTH = 42.0
"""Characters a line; a Chinese, Japanese or Korean one counts 2.1, so that 20 of them fill it."""
LINES = 2
_WIDE = 2.1
_SHORTEST_S = 1.0

_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔।]['"”’»)\]」』）]*$""")
_CLAUSE_END = re.compile(r"""[,;:–—،؛，、；：]['"”’»)\]」』）]*$""")
_NEVER_FIRST = "。，、！？；：）」』】》〉…ー・々゛゜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.!?;:)]}%"
_NEVER_LAST = "（「『【《〈([{"


def srt(timeline: Timeline) -> str:
    """The film's subtitles as an SRT file's text; empty when nothing is said.

    A cue begins with its voice and ends with it; without a voice it stands through its shot. Cues never
    overlap and never outlast their shot.
    """
    file = pysubs2.SSAFile()
    starts = timeline.starts()
    for shot in timeline.shots:
        for start, end, text in _cues(shot, starts[shot.shot_id] / FPS):
            lines = wrap_cue(text).replace("\n", "\\N")
            file.append(pysubs2.SSAEvent(start=round(start * 1000), end=round(end * 1000), text=lines))
    return file.to_string("srt")


def wrap_cue(text: str) -> str:
    """`text` in lines of at most `LINE_WIDTH`, as few and as even as can be, the lower ones longer."""
    return "\n".join(_joined(line) for line in _lines(_atoms(text)))


def _cues(shot: TimelineShot, start: float) -> Iterator[tuple[float, float, str]]:
    """Start and end in film seconds, and the words, of each cue of a shot that begins at `start`."""
    texts = _split(_plain(shot.subtitle))
    if not texts or not all(map(_width, texts)):
        return
    length = shot.frames / FPS
    lead, tail = min(VOICE_LEAD_S, length / 4), min(VOICE_TAIL_S, length / 4)
    at, until = lead, length - tail
    if shot.voice_s:
        until = min(length, max(lead + shot.voice_s, lead + _SHORTEST_S * len(texts)))
    for text, share in zip(texts, _shares([_width(text) for text in texts], until - at), strict=True):
        yield start + at, start + at + share, text
        at += share


def _shares(weights: Sequence[float], seconds: float) -> list[float]:
    """`seconds` shared in proportion to `weights`, yet at least `_SHORTEST_S` each where there is room."""
    least = min(_SHORTEST_S, seconds / len(weights))
    shares = [0.0] * len(weights)
    free = set(range(len(weights)))
    left = seconds
    while free:
        total = sum(weights[i] for i in sorted(free))
        short = {i for i in free if weights[i] / total * left < least}
        if not short:
            for i in free:
                shares[i] = weights[i] / total * left
            break
        for i in short:
            shares[i] = least
        left -= least * len(short)
        free -= short
    return shares


def _plain(text: str) -> str:
    """One line of plain words: no tags, nothing that a player takes for a command."""
    text = re.sub(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}", "", text)
    text = text.translate(str.maketrans("{}\\<>", "()/‹›"))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(text.split())


def _split(text: str) -> list[str]:
    """The words in cues of at most `LINES` lines, broken at the best places for the whole.

    The cost of a cue is how empty it is, and of its end how much it tears: least at a sentence.
    """
    atoms = _atoms(text)
    best = [0.0] + [float("inf")] * len(atoms)
    begins = [0] * (len(atoms) + 1)
    for first in range(len(atoms)):
        for end, filled in _fitting(atoms, first):
            cost = best[first] + 0.6 + (1 - filled) ** 2 + _tear(atoms, end)
            if cost < best[end]:
                best[end], begins[end] = cost, first
    cues: list[str] = []
    end = len(atoms)
    while end:
        cues.append(_joined(atoms[begins[end] : end]))
        end = begins[end]
    return cues[::-1]


def _fitting(atoms: Sequence[str], first: int) -> Iterator[tuple[int, float]]:
    """Each end of a cue that begins at atom `first`, and how full it is, 0 to 1."""
    line, used = 1, 0.0
    for at in range(first, len(atoms)):
        width = _width(atoms[at].rstrip())
        if used + width > LINE_WIDTH and used:
            line, used = line + 1, 0.0
            if line > LINES:
                return
        used += _width(atoms[at])
        yield at + 1, min(1.0, ((line - 1) * LINE_WIDTH + used) / (LINES * LINE_WIDTH))


def _tear(atoms: Sequence[str], end: int) -> float:
    """How much it hurts to end a cue or a line before atom `end`."""
    before = atoms[end - 1].rstrip()
    if end == len(atoms) or _SENTENCE_END.search(before):
        return 0.0
    return 0.35 if _CLAUSE_END.search(before) else 1.0


def _lines(atoms: list[str]) -> list[list[str]]:
    """Atoms in the fewest lines; where two do, broken so that they are even and the sentence is whole."""
    if _width(_joined(atoms)) <= LINE_WIDTH:
        return [atoms]
    best: tuple[float, int] | None = None
    for at in range(1, len(atoms)):
        upper, lower = _width(_joined(atoms[:at])), _width(_joined(atoms[at:]))
        if max(upper, lower) <= LINE_WIDTH:
            uneven = abs(upper - lower) / LINE_WIDTH + (0.1 if upper > lower else 0.0)
            best = min(best or (9.0, 0), (uneven + 0.4 * _tear(atoms, at), at))
    if best:
        return [atoms[: best[1]], atoms[best[1] :]]
    lines: list[list[str]] = [[]]
    for atom in atoms:
        if lines[-1] and _width(_joined([*lines[-1], atom])) > LINE_WIDTH:
            lines.append([])
        lines[-1].append(atom)
    return lines


def _atoms(text: str) -> list[str]:
    """The pieces between which a line may break: words with their space, single wide characters."""
    atoms: list[str] = []
    for word in re.findall(r"\S+\s*", text):
        piece = ""
        for i, c in enumerate(word):
            if piece and _breakable(piece, c, word[i:].strip()):
                atoms.append(piece)
                piece = ""
            piece += c
        atoms.append(piece)
    return atoms


def _breakable(piece: str, following: str, rest: str) -> bool:
    """Whether a line may break inside a word, after `piece` and before `following`."""
    if (
        not rest
        or unicodedata.category(following)[0] == "M"
        or following == "\u200d"
        or piece[-1] == "\u200d"
    ):
        return False
    if _width(piece) + _width(following) > LINE_WIDTH:
        return True
    if _width(piece[-1]) < _WIDE and _width(following) < _WIDE:
        return False
    return following not in _NEVER_FIRST and piece[-1] not in _NEVER_LAST


def _joined(atoms: Sequence[str]) -> str:
    return "".join(atoms).strip()


def _width(text: str) -> float:
    """How wide `text` is, in Latin characters; marks and joiners take no room."""
    return sum(
        0.0
        if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else (_WIDE if unicodedata.east_asian_width(c) in "WF" else 1.0)
        for c in text
    )
