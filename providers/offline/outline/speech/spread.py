"""Lays sentences over shots so that nothing is left out where there is time for it."""

from models.cut.lengths import AROUND_VOICE_S, FPS
from providers.offline.outline.lengths import MOST, Slot, frames_for_voice
from providers.offline.outline.text.clauses import BREATH_S, Unit
from providers.offline.outline.text.passages import Reading
from providers.offline.outline.text.weights import worths

Window = tuple[int, int]
"""The first and the last unit that a shot says."""

MOST_UNITS = 6
"""The most clauses that one shot says of a selection; of everything it says twice as many."""
_IMPOSSIBLE = 1e9
_PRICES = (0.0, 4.0, 100.0)
"""What a second costs that a shot has to grow: nothing, so that words come in their place, until all fit."""
_SILENT_FIRST = (1000.0, 12.0, 6.0)
"""What it costs to be silent in the first shots: who and what a film is about is told without a pause."""
_LITTLE_MORE = 1.4
"""Times a film's length that a text may take and be told all but a few sentences, whose place is not looked at."""
_MOST_TRIED = 12
"""How many sentences that were left out are tried for each silent shot."""


def needs(units: list[Unit], window: Window | None, least: int) -> int:
    """The frames of a shot that says `window`; at least `least`."""
    said = units[window[0] : window[1] + 1] if window else []
    return frames_for_voice(sum(unit.seconds for unit in said), least)


def spread(units: list[Unit], slots: list[Slot], frames: int) -> list[Window | None]:
    """Every unit, evenly over the slots, which may take `frames` frames together; nothing when there is no time for all.

    A sentence that is too long for one shot is said over several in a row, with no silent one between them. What has no mark to be cut at has a shot that is
    as long as it takes, up to 60 s.
    """
    seconds = sum(unit.seconds for unit in units)
    if seconds > frames / FPS - AROUND_VOICE_S * min(len(slots), len(units)):
        return []
    for price in _PRICES:
        windows = _laid(units, slots, price)
        if windows and sum(needs(units, window, slots[0].least) for window in windows) <= frames:
            return windows
    return []


def _laid(units: list[Unit], slots: list[Slot], price: float) -> list[Window | None]:
    """Every unit in order over the slots, each shot's words near its length and its place in the film."""
    total = sum(slot.frames for slot in slots) / FPS
    words, count = sum(unit.seconds for unit in units), len(units)
    heard = [sum(unit.seconds for unit in units[:end]) for end in range(count + 1)]
    begun, before = [0.0], 0.0
    for slot in slots:
        before += slot.frames / FPS
        begun.append(before)
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(_IMPOSSIBLE, 0)] * count]
    for number, slot in enumerate(slots):
        length = slot.frames / FPS
        target, room, due = words * length / total, length - AROUND_VOICE_S, words * begun[number + 1] / total
        row = []
        for end in range(count + 1):
            options = []
            within = 0 < end < count and not units[end - 1].closes
            for start in range(max(0, end - 2 * MOST_UNITS), end + (not within)):
                seconds = heard[end] - heard[start]
                if seconds > (MOST / FPS - AROUND_VOICE_S if end - start == 1 else BREATH_S):
                    continue
                cost = (
                    0.5 * (seconds - target) ** 2
                    + 0.5 * (heard[end] - due) ** 2
                    + 4 * max(0.0, seconds - room) ** 2
                    + price * max(0.0, seconds + AROUND_VOICE_S - slot.least / FPS)
                )
                cost += 12.0 * (start < end and not units[end - 1].closes)
                silent = (
                    _SILENT_FIRST[number] if number < len(_SILENT_FIRST) else 4.0 * (number == len(slots) - 1)
                )
                cost += silent * (start == end)
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


def filled(
    reading: Reading, units: list[Unit], slots: list[Slot], windows: list[Window | None]
) -> list[Window | None]:
    """A selection, with what silent shots, and shots with time to spare, can say too: the end of a sentence, and those beside."""
    least = slots[0].least
    spare = sum(slot.frames for slot in slots) - sum(needs(units, window, least) for window in windows)
    found, worth, number = list(windows), worths(reading), 0
    while number < len(found):
        end = next((at for at in range(number, len(found)) if found[at]), len(found))
        if end > number:
            left = _left(units, found, number, end)
            run = slots[number:end]
            placed = _most_of(units, left, run, least * len(run) + spare, worth)
            spare -= sum(needs(units, window, least) - least for window in placed)
            found[number:end] = placed
        number = end + 1
    for number in range(len(found)):
        spare = _grown(units, found, number, spare, least)
    return found


def nearly_all(reading: Reading, units: list[Unit], slots: list[Slot]) -> list[Window | None]:
    """Most sentences of a text that is a little too long, its first and its last among them; nothing where it is much longer."""
    frames = sum(slot.frames for slot in slots)
    if not slots or sum(unit.seconds for unit in units) * FPS > _LITTLE_MORE * frames:
        return []
    worth = worths(reading)
    for line in (units[0].line, units[-1].line):
        worth[line] = max(worth) + 1
    return filled(
        reading, units, slots, _most_of(units, _sentences(units, 0, len(units)), slots, frames, worth)
    )


def seconds_said(units: list[Unit], windows: list[Window | None]) -> float:
    """The seconds of all that windows say."""
    return sum(unit.seconds for window in windows if window for unit in units[window[0] : window[1] + 1])


def together(units: list[Unit], windows: list[Window | None]) -> list[Window | None]:
    """The windows with the parts of one sentence in shots that follow each other at once: silent ones come after them."""
    found: list[Window | None] = []
    silent: list[Window | None] = []
    for window in windows:
        last = found[-1] if found else None
        if window is None and last and not units[last[1]].closes:
            silent.append(None)
            continue
        if not (window and last and window[0] == last[1] + 1 and not units[last[1]].closes):
            found += silent
            silent = []
        found.append(window)
        if silent and window and units[window[1]].closes:
            found += silent
            silent = []
    return [*found, *silent]


def _left(units: list[Unit], windows: list[Window | None], number: int, end: int) -> list[Window]:
    """The whole sentences between what is said before shot `number` and from shot `end` on, each as its units."""
    start = next((window[1] + 1 for window in reversed(windows[:number]) if window), 0)
    stop = next((window[0] for window in windows[end:] if window), len(units))
    return _sentences(units, start, stop)


def _sentences(units: list[Unit], start: int, stop: int) -> list[Window]:
    found, first = [], None
    for at in range(start, stop):
        first = at if units[at].opens else first
        if first is not None and units[at].closes:
            found.append((first, at))
            first = None
    return found


def _most_of(
    units: list[Unit], left: list[Window], slots: list[Slot], frames: int, worth: list[float]
) -> list[Window | None]:
    """As many of the sentences that were `left` as `slots` can say in `frames` frames, the worthiest of them in order."""
    kept = sorted(left, key=lambda one: (-worth[units[one[0]].line] if units[one[0]].line >= 0 else 0.0, one))
    kept = sorted(kept[: _MOST_TRIED * len(slots)])
    while kept:
        flat = [at for first, last in kept for at in range(first, last + 1)]
        if placed := spread([units[at] for at in flat], slots, frames):
            # What is said in one shot has to stand together in the text.
            whole = all(flat[w[1]] - flat[w[0]] == w[1] - w[0] for w in placed if w)
            if whole:
                return [(flat[w[0]], flat[w[1]]) if w else None for w in placed]
        kept.remove(min(kept, key=lambda one: (worth[units[one[0]].line], -one[0])))
    return [None] * len(slots)


def _grown(units: list[Unit], windows: list[Window | None], number: int, spare: int, least: int) -> int:
    """Let shot `number` end its sentence, and say those beside it, while there is time; the frames that are still to spare."""
    window = windows[number]
    while window:
        first, last = window
        start = next((w[1] + 1 for w in reversed(windows[:number]) if w), 0)
        stop = next((w[0] for w in windows[number + 1 :] if w), len(units))
        close = next((at for at in range(last, stop) if units[at].closes), stop)
        after = _sentences(units, last + 1, min(stop, last + 1 + MOST_UNITS)) if close == last else []
        ahead = _sentences(units, max(start, first - MOST_UNITS), first) if units[first].opens else []
        grown = [(first, close)] if last < close < stop else []
        grown += [(first, one[1]) for one in after[:1] if one[0] == last + 1]
        grown += [(one[0], last) for one in ahead[-1:] if one[1] == first - 1]
        fits = [
            one
            for one in grown
            if sum(unit.seconds for unit in units[one[0] : one[1] + 1]) <= BREATH_S
            and needs(units, one, least) - needs(units, window, least) <= spare
        ]
        if not fits:
            break
        spare -= needs(units, fits[0], least) - needs(units, window, least)
        window = windows[number] = fits[0]
    return spare
