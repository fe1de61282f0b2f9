"""Lays words over shots, so that what is said in a shot can be said in its seconds."""

from dataclasses import dataclass
from itertools import accumulate

from providers.offline.outline.lengths import MOST, Slot, fitted, frames_for_voice
from providers.offline.outline.speech.selection import Selector
from providers.offline.outline.speech.spread import (
    Window,
    filled,
    nearly_all,
    needs,
    seconds_said,
    spread,
    together,
)
from providers.offline.outline.text.clauses import Unit, spoken
from providers.offline.outline.text.pace import is_cjk
from providers.offline.outline.text.passages import Reading


@dataclass(frozen=True)
class Spoken:
    """What one shot says: `text`, empty for silence, the `lines` it is taken from, and the shot's `frames`."""

    text: str
    lines: tuple[int, ...]
    frames: int


def narrate(reading: Reading, units: list[Unit], slots: list[Slot]) -> list[Spoken]:
    """The narration of every slot: all of `units` when there is time for it, else a telling selection in order."""
    total = sum(slot.frames for slot in slots)
    windows = _windows(reading, units, slots)
    least = [min(needs(units, window, slots[0].least), total) for window in windows]
    frames = fitted([float(slot.frames) for slot in slots], least, total)
    result = []
    told = [window for window in windows if window]
    for window, length in zip(windows, frames, strict=True):
        said = units[window[0] : window[1] + 1] if window else []
        words = _said(units, window, told) if window else ""
        result.append(Spoken(words, tuple(dict.fromkeys(unit.line for unit in said)), length))
    return result


def narrate_long(reading: Reading, units: list[Unit], usual: list[Slot], slots: list[Slot]) -> list[Spoken]:
    """The narration of `slots` too long for one breath: each says what the `usual` slots within it would.

    So a film in a few long takes is still told from its beginning to its end.
    """
    total = sum(slot.frames for slot in slots)
    ends = list(accumulate(slot.frames / total for slot in slots))
    groups: list[list[Window]] = [[] for _ in slots]
    for slot, window in zip(usual, _windows(reading, units, usual), strict=True):
        if window:
            groups[sum(end < slot.middle for end in ends[:-1])].append(window)
    said = [[units[number] for first, last in group for number in range(first, last + 1)] for group in groups]
    told = [window for group in groups for window in group]
    least = [min(MOST, frames_for_voice(sum(unit.seconds for unit in own), usual[0].least)) for own in said]
    frames = fitted([float(slot.frames) for slot in slots], least, total, MOST)
    gap = "" if is_cjk(reading.language) else " "
    return [
        Spoken(
            gap.join(_said(units, run, told) for run in _runs(group)),
            tuple(dict.fromkeys(unit.line for unit in own)),
            length,
        )
        for group, own, length in zip(groups, said, frames, strict=True)
    ]


def _said(units: list[Unit], window: Window, told: list[Window]) -> str:
    """The words of a window, among all that are `told`: a sentence goes on from one to the next."""
    first, last = window
    before, after = any(end + 1 == first for _, end in told), any(start == last + 1 for start, _ in told)
    return spoken(
        units[first : last + 1],
        continues=before and not units[first].opens,
        goes_on=after and not units[last].closes,
    )


def _runs(windows: list[Window]) -> list[Window]:
    """The windows with those joined that follow each other at once, so that their sentences are whole again."""
    runs: list[Window] = []
    for first, last in windows:
        if runs and runs[-1][1] + 1 == first:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def _windows(reading: Reading, units: list[Unit], slots: list[Slot]) -> list[Window | None]:
    """What each slot says: all of `units` when there is time for it, else a selection and what fits beside it."""
    total = sum(slot.frames for slot in slots)
    if everything := spread(units, slots, total):
        return everything
    chosen = together(units, filled(reading, units, slots, Selector(reading, units, slots).select()))
    most = nearly_all(reading, units, slots)
    return max(chosen, most, key=lambda windows: seconds_said(units, windows))
