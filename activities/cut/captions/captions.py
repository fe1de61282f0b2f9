"""A line's captions: its words, broken where they are heard to pause, at the times at which they are spoken."""

import math
from collections.abc import Sequence
from itertools import pairwise

from activities.cut.captions.line_breaks import (
    fitting,
    joined,
    lines,
    pieces,
    plain,
    sentence_ends,
    tear,
    width,
)
from activities.cut.captions.spoken_lengths import Span, shared
from models.cut.cutline import CutLine
from models.cut.lengths import VOICE_LEAD_S, VOICE_TAIL_S
from models.cut.timeline import Caption
from models.cut.words import SpokenLine

READING_SPEED = 20.0
"""Characters a second that a viewer reads with ease."""
_SHORTEST_S, _LONGEST_S = 1.0, 7.0
_LINGER_S = 1.5
"""How long a caption may stay after its voice has ended, to be read."""
_SNAP_S = 0.25
"""Captions closer than this follow each other at once: a shorter gap only flickers."""
_GAP_S = 0.08


def captions_of(
    line: CutLine, heard: SpokenLine | None, fps: int, *, language: str, room_s: float
) -> tuple[Caption, ...]:
    """The captions of a line, in seconds from its shot's first frame, at whole frames of `fps` a second.

    `heard` is the line as the recording has it, which begins at the line's `start`; without one the words stand
    from there on. None ends after `room_s` seconds. `language` is ISO 639-1.
    """
    words = captioned(line.text)
    room = math.floor(room_s * fps + 1e-6)
    if not words or room < 1 or room_s <= line.start - VOICE_LEAD_S:
        return ()
    if heard is not None:
        words = list(heard.text)
    ends = sentence_ends(words, language)
    times = _times(words, heard, language, line.start - VOICE_LEAD_S, room / fps)
    if line.label:
        words[0] = f"{plain(line.label)} {words[0]}"
    cuts = _split(words, ends, times, _LONGEST_S if heard else math.inf)
    return tuple(
        cue.model_copy(update={"speaker": line.speaker, "thought": line.thought})
        for cue in _settled(words, ends, cuts, times, fps, room)
    )


def snapped(captions: Sequence[Caption]) -> tuple[Caption, ...]:
    """The captions of a shot's lines, one after another: a gap that would only flicker is closed."""
    found = list(captions)
    for place, (cue, after) in enumerate(pairwise(captions)):
        if 0 < after.start - cue.end < _SNAP_S and after.start - cue.start <= _LONGEST_S:
            found[place] = cue.model_copy(update={"end": after.start})
    return tuple(found)


def captioned(text: str) -> list[str]:
    """The pieces of a line that its captions are made of; none of a line in which nothing is said."""
    words = pieces(plain(text))
    return words if any(width(word.strip()) for word in words) else []


def _times(
    words: Sequence[str], heard: SpokenLine | None, language: str, before: float, room_s: float
) -> list[Span]:
    """When each piece is heard, in seconds of the shot; pressed together where its room ends too early.

    `before` are the seconds of the shot before the line and the silence that leads to it.
    """
    left = room_s - before
    if heard is None:
        lead, tail = min(VOICE_LEAD_S, left / 4), min(VOICE_TAIL_S, left / 4)
        # Only at the beginning of its shot may it come early: elsewhere another line is read until then.
        begins = before + VOICE_LEAD_S if before else lead
        return shared(words, Span(begins, max(begins, room_s - tail)), language)
    times = [Span(VOICE_LEAD_S + word.start, VOICE_LEAD_S + word.end) for word in heard.words]
    fits = min(1.0, left / max(times[-1].end, 1e-9))
    return [Span(before + a * fits, before + b * fits) for a, b in times]


def _split(
    words: Sequence[str], ends: Sequence[bool], times: Sequence[Span], longest_s: float
) -> list[tuple[int, int]]:
    """First and end piece of each caption, broken at the best places for the whole.

    The cost of a caption is how empty it is, what its end tears (least at a sentence), a silence that it
    stands through, and the time by which it is too short, or longer than `longest_s`.
    """
    count = len(words)
    begins = [span.start for span in times] + [times[-1].end + _LINGER_S]
    silent = [max(0.0, begins[i + 1] - times[i].end) for i in range(count - 1)] + [0.0]
    best = [0.0] + [math.inf] * count
    came = [0] * (count + 1)
    for first in range(count):
        for end, filled in fitting(words, first):
            pause = silent[end - 1]
            cost = best[first] + 0.6 + (1 - filled) ** 2
            cost += 1.7 * tear(words, ends, end) * (1.0 - 0.6 * min(1.0, pause / 0.4))
            cost += sum(2.5 * (gap - 0.6) for gap in silent[first : end - 1] if gap > 0.6)
            cost += 3.0 * max(0.0, _SHORTEST_S - (begins[end] - begins[first]))
            cost += 3.0 * max(0.0, times[end - 1].end - begins[first] - longest_s)
            if cost < best[end]:
                best[end], came[end] = cost, first
    found: list[tuple[int, int]] = []
    end = count
    while end:
        found.append((came[end], end))
        end = came[end]
    return found[::-1]


def _settled(
    words: Sequence[str],
    ends: Sequence[bool],
    cuts: Sequence[tuple[int, int]],
    times: Sequence[Span],
    fps: int,
    room: int,
) -> tuple[Caption, ...]:
    """The captions at whole frames: long enough to be read, never over each other, none after frame `room`."""
    found: list[Caption] = []
    starts = [round(times[first].start * fps) for first, _ in cuts]
    for (first, end), start, following in zip(cuts, starts, [*starts[1:], room], strict=True):
        limit = min(following, room)
        if start >= limit:
            continue
        text = words[first:end]
        heard = math.ceil(times[end - 1].end * fps - 0.5)
        read = start + math.ceil(max(_SHORTEST_S, width(joined(text)) / READING_SPEED) * fps)
        stop = max(heard, min(read, max(heard, start) + math.floor(_LINGER_S * fps)), start + 1)
        longest = start + math.floor(_LONGEST_S * fps)
        stop = min(stop, longest, limit)
        if limit < room and limit - stop < _SNAP_S * fps:
            stop = limit if limit <= longest else min(stop, limit - max(2, math.ceil(_GAP_S * fps)))
        found.append(Caption(start=start / fps, end=stop / fps, lines=lines(text, ends[first:end])))
    return tuple(found)
