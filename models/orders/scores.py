"""A score that follows the moods of a film: in pieces as long as its maker plays at once, each of sections with a mood.

Lengths are rounded up, and sections begin at whole steps, so that a film that is cut again keeps the score that it had as
long as that still fits.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil
from typing import NamedTuple

from models.orders.requests import MusicRequest, MusicSection

BLEND_S = 1.5
"""Seconds for which a piece and the next one are heard together."""
_PIECE_STEP_S, _SECTION_STEP_S = 15, 5
_SHORTEST_S = 10.0
"""No section is shorter: its mood would be gone before it is heard."""
_MOST_SECTIONS = 30
_MOVED_S = 5.0
"""So far a section may begin from where its shot does."""
_LONGER_S = 45.0
"""So much longer than the film a score may be that is used again."""


class Mood(NamedTuple):
    """A stretch of the film of so many seconds, and its mood in words."""

    words: str
    seconds: float


def score_pieces(moods: Sequence[Mood], whole: str, seed: int, longest_s: float) -> tuple[MusicRequest, ...]:
    """The pieces of a score for these stretches, of which none is longer than `longest_s`; `whole` is the film's mood."""
    total = sum(one.seconds for one in moods)
    return tuple(
        MusicRequest(mood=whole, seconds=seconds, seed=seed, sections=_sections(moods, start, seconds))
        for start, seconds in _lengths(total, longest_s)
    )


def starts_of_pieces(pieces: Sequence[MusicRequest]) -> tuple[float, ...]:
    """When each piece begins, in seconds of the film."""
    return tuple(accumulate((piece.seconds - BLEND_S for piece in pieces[:-1]), initial=0.0))


def still_fits(earlier: Sequence[MusicRequest], wanted: Sequence[MusicRequest], seconds: float) -> bool:
    """Whether a score that there is already is one for a film of so many seconds that wants another now."""
    if not earlier or len(earlier) != len(wanted):
        return False
    ends = starts_of_pieces(earlier)[-1] + earlier[-1].seconds
    if not seconds <= ends <= seconds + _LONGER_S:
        return False
    return all(_alike(one, other) for one, other in zip(earlier, wanted, strict=True))


def _alike(one: MusicRequest, other: MusicRequest) -> bool:
    if (one.mood, one.seed) != (other.mood, other.seed):
        return False
    if [part.mood for part in one.sections] != [part.mood for part in other.sections]:
        return False
    begins = zip(_begins(one), _begins(other), strict=True)
    return all(abs(here - there) <= _MOVED_S for here, there in begins)


def _begins(piece: MusicRequest) -> list[float]:
    return [*accumulate((part.seconds for part in piece.sections[:-1]), initial=0.0)]


def _lengths(total: float, longest_s: float) -> Iterator[tuple[float, float]]:
    """Where each piece begins, and how long it is."""
    start = 0.0
    while total - start > longest_s:
        yield start, longest_s
        start += longest_s - BLEND_S
    rest = max(total - start, 1.0)
    yield start, min(longest_s, _PIECE_STEP_S * float(ceil(rest / _PIECE_STEP_S)))


def _sections(moods: Sequence[Mood], start: float, seconds: float) -> tuple[MusicSection, ...]:
    """The moods of a piece, one after another, at whole steps and none too short to be heard."""
    runs = _merged(_within(moods, start, seconds))
    while len(runs) > 1 and (len(runs) > _MOST_SECTIONS or min(run.seconds for run in runs) < _SHORTEST_S):
        runs = _merged(_without(runs, min(range(len(runs)), key=lambda at: runs[at].seconds)))
    ends = [*accumulate(run.seconds for run in runs[:-1])]
    stepped = [0.0, *(_SECTION_STEP_S * float(round(end / _SECTION_STEP_S)) for end in ends), seconds]
    return tuple(
        MusicSection(mood=run.words, seconds=end - begin)
        for run, (begin, end) in zip(runs, pairwise(stepped), strict=True)
    )


def _within(moods: Sequence[Mood], start: float, seconds: float) -> list[Mood]:
    """The moods from `start` on for so many seconds; the last one lasts to their end."""
    found: list[Mood] = []
    ends = [*accumulate(mood.seconds for mood in moods)]
    for mood, end in zip(moods, ends, strict=True):
        begins, stops = max(start, end - mood.seconds), min(start + seconds, end)
        if stops > begins:
            found.append(Mood(mood.words, stops - begins))
    left = seconds - sum(mood.seconds for mood in found)
    last = found.pop() if found else Mood("", 0.0)
    return [*found, Mood(last.words, last.seconds + left)]


def _merged(runs: Sequence[Mood]) -> list[Mood]:
    """The same with what follows itself as one."""
    merged: list[Mood] = []
    for run in runs:
        if merged and merged[-1].words == run.words:
            merged[-1] = Mood(run.words, merged[-1].seconds + run.seconds)
        else:
            merged.append(run)
    return merged


def _without(runs: list[Mood], at: int) -> list[Mood]:
    """The same, in which the longer neighbour of one lasts through it."""
    beside = [one for one in (at - 1, at + 1) if 0 <= one < len(runs)]
    longer = max(beside, key=lambda one: runs[one].seconds)
    grown = Mood(runs[longer].words, runs[longer].seconds + runs[at].seconds)
    return [grown if number == longer else run for number, run in enumerate(runs) if number != at]
