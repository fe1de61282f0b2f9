"""The picture as a CMX 3600 edit decision list, the one format that every editing system reads.

It is written here and not by OpenTimelineIO's adapter, which knows no wipes and no fades through black and
may give two clips one reel. The adapter reads what is written here.

In CMX a transition of T frames belongs to the clip that follows: the clip before ends where the transition
begins, and the one after starts there, with the T frames in which it replaces the other. The list counts
frames at 24, 25, 30 or 60 a second without dropping any; 60 is beyond CMX itself and read by today's editors.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slugify import slugify

from models.cut.timeline import Timeline, TimelineClip

_REEL_LENGTH = 8
_BLACK = "BL"
_RESERVED = frozenset({_BLACK, "BLACK", "AX", "BARS"})
"""Reels that mean no tape but something the editing system makes itself."""
_TITLE_LENGTH = 70
_WIPE = "W001"
"""SMPTE's wipe 1: an upright edge that moves from left to right."""
_DISSOLVED = {
    "fade-white": "FADE THROUGH WHITE",
    "wipe-left": "WIPE FROM RIGHT TO LEFT",
    "slide-left": "SLIDE TO THE LEFT",
    "slide-right": "SLIDE TO THE RIGHT",
}
"""Transitions that CMX has no sure sign for: written as dissolves, with what they are in a comment."""


def edl(timeline: Timeline, files: Mapping[str, str]) -> str:
    """The EDL of the film's picture; both times of an event begin at 00:00:00:00.

    `files` says where the media of a clip lie, by its name; clips of the same file share a reel. Reels are
    at most eight letters and digits, the clips' own names follow in comments.
    """
    title = slugify(timeline.title, separator=" ", lowercase=False)[:_TITLE_LENGTH].strip()
    lines = [f"TITLE: {title or 'UNTITLED'}", "FCM: NON-DROP FRAME", ""]
    for number, event in enumerate(_events(timeline, files), 1):
        lines += event.lines(number, timeline.fps)
        if number == 1:
            lines.append(f"* FRAME RATE: {timeline.fps}")
        lines.append("")
    return "\n".join(lines)


class _Side(NamedTuple):
    """What plays in an event: a reel, and the name and file of its clip, empty for black."""

    reel: str
    name: str = ""
    file: str = ""


class _Event(NamedTuple):
    """`frames` frames of a clip from its frame `first`, at the film's frame `at`.

    With `over` frames of transition it replaces `before`, which has come to its frame `before_at`.
    """

    side: _Side
    first: int
    frames: int
    at: int
    before: _Side | None = None
    before_at: int = 0
    over: int = 0
    sign: str = "C"
    remark: str = ""

    def lines(self, number: int, fps: int) -> Iterator[str]:
        def line(side: _Side, sign: str, first: int, frames: int) -> str:
            times = (first, first + frames, self.at, self.at + frames)
            codes = " ".join(_timecode(time, fps) for time in times)
            return f"{number:03d}  {side.reel:8} V     {sign:8} {codes}"

        if self.before is not None:
            yield line(self.before, "C", self.before_at, 0)
        yield line(self.side, f"{self.sign:4} {self.over:03d}" if self.over else "C", self.first, self.frames)
        if self.before is not None and self.before.name:
            yield f"* FROM CLIP NAME:  {self.before.name}"
        if self.side.name:
            yield f"* {'TO' if self.before is not None else 'FROM'} CLIP NAME:  {self.side.name}"
        if self.side.file:
            yield f"* SOURCE FILE: {self.side.file}"
        if self.remark:
            yield f"* {self.remark}"


def _events(timeline: Timeline, files: Mapping[str, str]) -> Iterator[_Event]:
    sides = _sides(timeline, files)
    follows = [*(clip.transition.frames for clip in timeline.picture[1:]), 0]
    before: tuple[_Side, int] | None = None
    for clip, side, at, tail in zip(timeline.picture, sides, timeline.starts(), follows, strict=True):
        alone = clip.frames - tail
        kind, over = clip.transition.kind, clip.transition.frames
        if before is None or not over:
            # A clip that is all transition is seen in the events around it.
            if alone:
                yield _Event(side, clip.first, alone, at)
        elif kind == "fade-black" and over > 1:
            half = over // 2
            black = _Side(_BLACK)
            yield _Event(black, 0, half, at, *before, over=half, sign="D", remark="FADE THROUGH BLACK")
            yield _Event(side, clip.first + half, alone - half, at + half, black, half, over - half, "D")
        else:
            sign = _WIPE if kind == "wipe-right" else "D"
            remark = _DISSOLVED.get(kind, "")
            yield _Event(side, clip.first, alone, at, *before, over=over, sign=sign, remark=remark)
        before = side, clip.first + alone


def _sides(timeline: Timeline, files: Mapping[str, str]) -> list[_Side]:
    """A reel for each clip; two of different media never share one."""
    reels: dict[str, str] = {}
    sides = []
    for clip in timeline.picture:
        file = files.get(clip.name, "")
        source = file or f"{clip.kind} {clip.name}"
        if source not in reels:
            reels[source] = _reel(clip, frozenset(reels.values()) | _RESERVED)
        sides.append(_Side(reels[source], _one_line(clip.name), _one_line(file)))
    return sides


def _reel(clip: TimelineClip, taken: frozenset[str]) -> str:
    """A reel name after the clip's, that none of `taken` is."""
    plain = re.sub(r"[^A-Z0-9]", "", slugify(clip.name, separator="").upper()) or "REEL"
    reel, number = plain[:_REEL_LENGTH], 1
    while reel in taken:
        number += 1
        reel = plain[: _REEL_LENGTH - len(str(number))] + str(number)
    return reel


def _one_line(text: str) -> str:
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())


def _timecode(frame: int, fps: int) -> str:
    seconds, frames = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"
