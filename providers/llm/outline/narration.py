"""Lays words over scenes, so that what is said in a scene can be said in its seconds."""

from dataclasses import dataclass

from models.timeline import FPS
from providers.llm.outline.clauses import Unit, spoken
from providers.llm.outline.reading import Reading
from providers.llm.outline.selection import MOST_UNITS, Selector, Window, needs
from providers.llm.outline.timing import AROUND_VOICE_S, LONGEST, Slot, fitted

_IMPOSSIBLE = 1e9


@dataclass(frozen=True)
class Spoken:
    """What one scene says: `text`, empty for silence, the `lines` it is taken from, and the scene's `frames`."""

    text: str
    lines: tuple[int, ...]
    frames: int


def narrate(reading: Reading, units: list[Unit], slots: list[Slot]) -> list[Spoken]:
    """The narration of every slot: all of `units` when there is time for it, else a telling selection in order."""
    total = sum(slot.frames for slot in slots)
    windows = _all_of_it(units, slots)
    if not windows or sum(needs(units, window) for window in windows) > total:
        windows = Selector(reading, units, slots).select()
    least = [min(needs(units, window), total) for window in windows]
    frames = fitted([float(slot.frames) for slot in slots], least, total)
    result = []
    for window, length in zip(windows, frames, strict=True):
        said = units[window[0] : window[1] + 1] if window else []
        result.append(Spoken(spoken(said), tuple(dict.fromkeys(unit.line for unit in said)), length))
    return result


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
