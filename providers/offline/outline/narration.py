"""Lays words over shots, so that what is said in a shot can be said in its seconds."""

from dataclasses import dataclass
from itertools import accumulate

from models.cut.lengths import AROUND_VOICE_S, FPS
from providers.offline.outline.lengths import LONGEST, MOST, Slot, fitted, frames_for_voice
from providers.offline.outline.selection import MOST_UNITS, Selector, Window, needs
from providers.offline.outline.text.clauses import Unit, spoken
from providers.offline.outline.text.pace import is_cjk
from providers.offline.outline.text.passages import Reading

_IMPOSSIBLE = 1e9


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
    for window, length in zip(windows, frames, strict=True):
        said = units[window[0] : window[1] + 1] if window else []
        result.append(Spoken(spoken(said), tuple(dict.fromkeys(unit.line for unit in said)), length))
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
    least = [min(MOST, frames_for_voice(sum(unit.seconds for unit in own), usual[0].least)) for own in said]
    frames = fitted([float(slot.frames) for slot in slots], least, total, MOST)
    gap = "" if is_cjk(reading.language) else " "
    return [
        Spoken(
            gap.join(spoken(units[first : last + 1]) for first, last in _runs(group)),
            tuple(dict.fromkeys(unit.line for unit in own)),
            length,
        )
        for group, own, length in zip(groups, said, frames, strict=True)
    ]


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
    """What each slot says: all of `units` when there is time for it, else a selection."""
    windows = _all_of_it(units, slots)
    needed = sum(needs(units, window, slots[0].least) for window in windows)
    if windows and needed <= sum(slot.frames for slot in slots):
        return windows
    return Selector(reading, units, slots).select()


def _all_of_it(units: list[Unit], slots: list[Slot]) -> list[Window | None]:
    """Every unit, spread evenly over the slots; nothing when there is no time for all."""
    total = sum(slot.frames for slot in slots) / FPS
    words = sum(unit.seconds for unit in units)
    count = len(units)
    if words > total - AROUND_VOICE_S * min(len(slots), count):
        return []
    heard = [sum(unit.seconds for unit in units[:end]) for end in range(count + 1)]
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(_IMPOSSIBLE, 0)] * count]
    for number, slot in enumerate(slots):
        target, room = words * slot.frames / FPS / total, slot.frames / FPS - AROUND_VOICE_S
        due = words * (slot.middle + slot.frames / FPS / total / 2)
        row = []
        for end in range(count + 1):
            options = []
            for start in range(max(0, end - 2 * MOST_UNITS), end + 1):
                seconds = heard[end] - heard[start]
                if seconds > LONGEST / FPS - AROUND_VOICE_S:
                    continue
                cost = (
                    0.5 * (seconds - target) ** 2
                    + 0.5 * (heard[end] - due) ** 2
                    + 4 * max(0.0, seconds - room) ** 2
                )
                cost += 12.0 * (start < end and not units[end - 1].closes)
                cost += (8.0 * (number == 0) + 4.0 * (number == len(slots) - 1)) * (start == end)
                options.append((best[number][start][0] + cost, start))
            row.append(min(options, default=(_IMPOSSIBLE, 0)))
        best.append(row)
    if best[-1][count][0] >= _IMPOSSIBLE:
        return []
    windows: list[Window | None] = []
    end = count
    for number in range(len(slots), 0, -1):
        start = best[number][end][1]
        windows.append((start, end - 1) if start < end else None)
        end = start
    return windows[::-1]
