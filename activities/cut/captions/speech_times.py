"""When each piece of a text is heard in the recording of its voice.

A recording that keeps the timings of its words is believed. In any other, speech and pauses are told
apart by energy, and the text is laid over them: pauses fall where the punctuation is and where the
share of what is spoken before them fits best.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.cut.captions.line_breaks import ends_clause, sentence_ends
from activities.cut.captions.speech_pauses import speech
from activities.cut.captions.spoken_lengths import Span, weight
from infra.media import sound
from infra.media.word_cues import words_of
from models.cut.words import Word

_PAUSES_AT_MOST = 60
"""Of more, the longest count: the work grows with their square."""
_MATCHED_AT_LEAST = 0.6
"""The share of the text's letters that a recording's own words must have to be the same text."""

_SPREAD = 0.03
"""How much spoken lengths vary: the variance, in s², of what should take a second."""
_USUAL = 2.0
"""Standard deviations."""
_NO_PAUSE = {"sentence": 3.0, "clause": 0.8, "": 0.0}
"""What it costs, in the same measure, when no pause is heard at such an end."""


def spoken(words: Sequence[str], voice: Path, language: str) -> list[Span]:
    """When each piece of a text is heard in the file `voice`; `language` is ISO 639-1.

    A recording of silence gives each piece its share of the length.

    Raises:
        MediaError: when the file cannot be read as sound.

    """
    if timed := words_of(voice):
        found = _matched(words, timed, [weight(word, language) for word in words])
        if found:
            return found
    return _aligned(words, sound.read(voice)[:, 0], language)


def _aligned(words: Sequence[str], samples: NDArray[np.float32], language: str) -> list[Span]:
    """The text laid over the speech that is heard in the samples."""
    stretches = speech(samples) or [Span(0.0, len(samples) / sound.RATE)]
    while len(stretches) > _PAUSES_AT_MOST + 1:
        at = min(range(1, len(stretches)), key=lambda i: stretches[i].start - stretches[i - 1].end)
        stretches[at - 1 : at + 1] = [Span(stretches[at - 1].start, stretches[at].end)]
    said = np.array([0.0, *accumulate(weight(word, language) for word in words)])
    heard = np.array([0.0, *accumulate(span.end - span.start for span in stretches)])
    said *= heard[-1] / said[-1]
    pinned = [(0, 0), *_pinned(_ends(words, language), stretches, said, heard), (len(words), len(stretches))]
    found: list[Span] = []
    for (word, stretch), (next_word, next_stretch) in pairwise(pinned):
        own = said[word : next_word + 1] - said[word]
        own = own * (heard[next_stretch] - heard[stretch]) / max(float(own[-1]), 1e-9)
        clock = _clock(stretches[stretch:next_stretch])
        found += [Span(clock(a, 0.0), clock(b, 1e-6)) for a, b in pairwise(own.tolist())]
    return found


def _clock(stretches: Sequence[Span]) -> Callable[[float, float], float]:
    """What turns seconds of speech into seconds of the recording; `early` prefers a pause's beginning."""
    heard = [0.0, *accumulate(span.end - span.start for span in stretches)]

    def clock(seconds: float, early: float) -> float:
        at = min(max(bisect_right(heard, seconds - early) - 1, 0), len(stretches) - 1)
        return min(stretches[at].start + max(0.0, seconds - heard[at]), stretches[-1].end)

    return clock


def _ends(words: Sequence[str], language: str) -> list[str]:
    """What ends with each piece: a sentence, a clause, or nothing."""
    return [
        "sentence" if ends else "clause" if ends_clause(word) else ""
        for word, ends in zip(words, sentence_ends(words, language), strict=True)
    ]


def _pinned(
    ends: list[str],
    stretches: Sequence[Span],
    said: NDArray[np.float64],
    heard: NDArray[np.float64],
) -> list[tuple[int, int]]:
    """Which pauses fall between which pieces: (pieces before, stretches before) of each, in order.

    `ends` says what ends with each piece.
    `said` is when each piece should have ended by the length of the text, `heard` how much speech was
    heard before each pause. The cheapest sequence is found by dynamic programming over the pauses;
    one that lies inside a word is passed over.
    """
    if len(ends) < 2:
        return []
    missed = np.array([0.0, *accumulate(_NO_PAUSE[end] for end in ends)])
    pauses = [after.start - before.end for before, after in pairwise(stretches)]
    passed = np.array([0.0, *accumulate(1.0 + 12.0 * pause for pause in pauses)])
    count, last = len(ends), len(stretches)

    def between(
        stretch: int, next_stretch: int, first: NDArray[np.intp], end: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """The cost of saying the pieces from each `first` to each `end` between two pauses."""
        spoken_s = float(heard[next_stretch] - heard[stretch])
        should = said[end][None, :] - said[first][:, None]
        off = np.abs(spoken_s - should) / np.sqrt(_SPREAD * (np.abs(should) + spoken_s) / 2 + 1e-4)
        # Beyond what is usual it counts in proportion: one drawn-out sentence must not move all pauses.
        cost = np.where(off < _USUAL, off**2, _USUAL * (2 * off - _USUAL))
        cost += missed[np.maximum(end - 1, 0)][None, :] - missed[first][:, None]
        cost += float(passed[next_stretch - 1] - passed[stretch])
        cost[first[:, None] >= end[None, :]] = np.inf
        return cost

    inner = np.arange(1, count)
    start, finish = np.array([0]), np.array([count])
    best = np.full((last, count), np.inf)
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for stretch in range(1, last):
        pause = pauses[stretch - 1]
        here = np.array([_pause_cost(ends[i - 1], pause) for i in inner])
        costs = [between(0, stretch, start, inner)[0]]
        origins = [np.zeros(count - 1, np.intp)]
        for before in range(1, stretch):
            total = best[before, 1:, None] + between(before, stretch, inner, inner)
            origins.append(inner[total.argmin(axis=0)])
            costs.append(total.min(axis=0))
        table = np.array(costs)
        chosen = table.argmin(axis=0)
        best[stretch, 1:] = table[chosen, np.arange(count - 1)] + here
        for at, i in enumerate(inner.tolist()):
            came[stretch, i] = (int(chosen[at]), int(origins[int(chosen[at])][at]))
    cheapest, state = float(between(0, last, start, finish)[0, 0]), (0, 0)
    for stretch in range(1, last):
        total = best[stretch, 1:] + between(stretch, last, inner, finish)[:, 0]
        if float(total.min()) < cheapest:
            cheapest, state = float(total.min()), (stretch, int(inner[total.argmin()]))
    return _way_to(state, came)


def _way_to(state: tuple[int, int], came: Mapping[tuple[int, int], tuple[int, int]]) -> list[tuple[int, int]]:
    """The pauses that were pinned on the way to a (stretch, piece), as (pieces before, stretches before)."""
    found: list[tuple[int, int]] = []
    while state[0]:
        found.append((state[1], state[0]))
        state = came[state]
    return found[::-1]


def _pause_cost(end: str, pause: float) -> float:
    """What it costs to hear a pause of this length in seconds at such an end of a piece."""
    if end == "sentence":
        return 0.0
    if end == "clause":
        return 0.3
    return 1.5 + 8.0 * pause


def _matched(words: Sequence[str], timed: Sequence[Word], weights: Sequence[float]) -> list[Span] | None:
    """The times of the text's pieces by the recording's own words; none when these are another text.

    Letters are compared, not words: spellings, hyphens and what a vendor leaves out do not matter.
    A piece that is spelled otherwise (a number) gets its share of the time between its neighbours.
    """
    text = [(c, i) for i, word in enumerate(words) for c in _plain_letters(word)]
    voice = [
        (c, word.start + (word.end - word.start) * at / len(plain), (word.end - word.start) / len(plain))
        for word in timed
        if (plain := _plain_letters(word.text))
        for at, c in enumerate(plain)
    ]
    matcher = SequenceMatcher(
        None, "".join(c for c, _ in text), "".join(c for c, *_ in voice), autojunk=False
    )
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    same = 0
    for block in matcher.get_matching_blocks():
        for at in range(block.size):
            _, piece = text[block.a + at]
            _, start, length = voice[block.b + at]
            starts.setdefault(piece, start)
            ends[piece] = start + length
        same += block.size
    if not text or same < _MATCHED_AT_LEAST * len(text):
        return None
    known = sorted(starts)
    found: list[Span] = []
    for i in range(len(words)):
        if i in starts:
            found.append(Span(starts[i], ends[i]))
            continue
        before = [k for k in known if k < i]
        after = [k for k in known if k > i]
        first, until = (before[-1] + 1 if before else 0), (after[0] if after else len(words))
        begin = ends[before[-1]] if before else timed[0].start
        finish = max(begin, starts[after[0]] if after else timed[-1].end)
        total = sum(weights[first:until])
        share = (finish - begin) / total
        at_s = begin + sum(weights[first:i]) * share
        found.append(Span(at_s, at_s + weights[i] * share))
    return found


def _plain_letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
