"""Chooses the passages of a long text that tell it in a short film: in order, near their place, and coherent."""

import re
from dataclasses import dataclass

from models.cut.lengths import AROUND_VOICE_S, FPS
from providers.offline.outline.lengths import LONGEST, Slot
from providers.offline.outline.speech.spread import MOST_UNITS, Window, needs
from providers.offline.outline.text.clauses import Unit
from providers.offline.outline.text.passages import Reading
from providers.offline.outline.text.weights import introductions, key_words, worths

_EFFORT = 1500
"""Paths times candidates that are weighed for each slot; a long film gets fewer, so that time stays linear."""
_MOST_OPTIONS = 40
_SWEEPS = 4
_DEAREST = 8.0
"""A price of a second of narration at which next to nothing is worth saying."""
_TRIES = 6
_SILENCE = -2.0
_FRAME = 9.0
"""What it is worth to begin with the first words and to end with the last."""
_MORE_SILENCE = -2.5
_LEANS_BACK = re.compile(
    r"^[\"“]?(?:he|she|they|his|her|their|him|them|both|another|neither)\b", re.IGNORECASE
)
_MEANS_A_THING = re.compile(r"^[\"“]?(?:it|its|this|these|those)\b", re.IGNORECASE)
_CONNECTS = re.compile(
    r"^[\"“]?(?:and|but|so|yet|or|instead|however|therefore|besides|also|otherwise|still|nor|that)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class _Path:
    """A way through the text so far; `last` is the last window that was not silent, `known` the words it said."""

    score: float = 0.0
    window: Window | None = None
    last: Window | None = None
    known: frozenset[str] = frozenset()
    before: "_Path | None" = None


class Selector:
    """Selects windows of `units` for `slots`, so that what is said fits into the film."""

    def __init__(self, reading: Reading, units: list[Unit], slots: list[Slot]) -> None:
        self._units = units
        self._total = sum(slot.frames for slot in slots)
        self._least = slots[0].least
        self._chooser = _Chooser(reading, units, slots)
        self._breadth = max(6, min(24, _EFFORT // len(slots)))
        self._options = [self._chooser.options(number) for number in range(len(slots))]

    def select(self) -> list[Window | None]:
        """The richest selection that fits: the price of a second is found by halving, then gaps are filled."""
        low, high = 0.0, _DEAREST
        windows = self._path(high)
        for _ in range(_TRIES):
            price = (low + high) / 2
            tried = self._path(price)
            if sum(map(self._needs, tried)) <= self._total:
                high, windows = price, tried
            else:
                low = price
        while any(windows) and sum(map(self._needs, windows)) > self._total:
            longest = max(range(len(windows)), key=lambda i: (self._needs(windows[i]), i))
            windows[longest] = None
        for _ in range(_SWEEPS):
            if not self._improve(windows):
                break
        return self._whole(windows)

    def _whole(self, windows: list[Window | None]) -> list[Window | None]:
        """The windows without what is said of a sentence whose other part is not said."""
        units, following = self._units, len(self._units)
        found: list[Window | None] = []
        for window in reversed(windows):
            if window:
                first, last = window
                while last >= first and units[last].leads and following != last + 1:
                    last -= 1
                window = (first, last) if last >= first else None
            found.append(window)
            following = window[0] if window else following
        found.reverse()
        before = -1
        for number, window in enumerate(found):
            if window and window[0] != before + 1:
                first, last = window
                while first <= last and not units[first].opens:
                    first += 1
                found[number] = window = (first, last) if first <= last else None
            before = window[1] if window else before
        return found

    def _needs(self, window: Window | None) -> int:
        return needs(self._units, window, self._least)

    def _path(self, price: float) -> list[Window | None]:
        """The best way through the text when a second above the shortest shot costs `price`."""
        paths = [_Path()]
        for choices in self._options:
            grown: dict[tuple[Window | None, bool], _Path] = {}
            priced = [(value - price * (self._needs(w) - self._least) / FPS, w) for value, w in choices]
            priced = sorted(priced, key=lambda option: (-option[0], option[1]))[: self._breadth + 4]
            silence: tuple[float, Window | None] = (_SILENCE, None)
            for path in paths:
                for value, window in [*priced, silence]:
                    joined = self._chooser.joined(path.last, window)
                    if joined is None:
                        continue
                    joined += _MORE_SILENCE * (
                        window is None and path.before is not None and path.window is None
                    )
                    joined += self._chooser.news(window, path.known) - self._chooser.unprepared(
                        window, path.known
                    )
                    score = path.score + value + joined
                    state = (window or path.last, window is None)
                    if state not in grown or score > grown[state].score:
                        known = path.known | self._chooser.words_of(window)
                        grown[state] = _Path(score, window, state[0], known, path)
            paths = sorted(grown.values(), key=lambda p: (-p.score, p.last or (-1, -1)))[: self._breadth]
        windows: list[Window | None] = []
        step: _Path | None = next(
            (p for p in paths if not (p.last and self._units[p.last[1]].leads)), paths[0]
        )
        while step is not None and step.before is not None:
            windows.append(step.window)
            step = step.before
        return windows[::-1]

    def _improve(self, windows: list[Window | None]) -> bool:
        """Swap single windows for better ones while there is time left; whether anything changed."""
        changed = False
        spare = self._total - sum(map(self._needs, windows))
        for number, choices in enumerate(self._options):
            before = next((w for w in reversed(windows[:number]) if w), None)
            after = next((w for w in windows[number + 1 :] if w), None)
            known = frozenset().union(
                *(self._chooser.words_of(w) for w in windows[max(0, number - 40) : number])
            )
            now = windows[number]
            scores: dict[Window | None, float] = {window: value for value, window in choices}
            best = (self._worth(scores.get(now, _SILENCE), before, now, after, known) or 0.0, now)
            for value, window in [*choices, (_SILENCE, None)]:
                if self._needs(window) - self._needs(now) <= spare:
                    worth = self._worth(value, before, window, after, known)
                    if worth is not None and worth > best[0] + 1e-9:
                        best = (worth, window)
            if best[1] != now:
                spare -= self._needs(best[1]) - self._needs(now)
                windows[number] = best[1]
                changed = True
        return changed

    def _worth(
        self,
        value: float,
        before: Window | None,
        window: Window | None,
        after: Window | None,
        known: frozenset[str],
    ) -> float | None:
        first = self._chooser.joined(before, window)
        second = self._chooser.joined(window or before, after)
        if first is None or second is None:
            return None
        heard = known | self._chooser.words_of(window)
        unprepared = self._chooser.unprepared(window, known) + self._chooser.unprepared(after, heard)
        news = self._chooser.news(window, known) + self._chooser.news(after, heard)
        return value + first + second + news - unprepared


class _Chooser:
    def __init__(self, reading: Reading, units: list[Unit], slots: list[Slot]) -> None:
        self._reading, self._units, self._slots = reading, units, slots
        self._at = [reading.lines[unit.line].at for unit in units]
        self._worth = worths(reading)
        self._keys = key_words(reading)
        self._words, self._introduced = introductions(reading)
        self._reach = 1.0 / len(slots)

    def options(self, number: int) -> list[tuple[float, Window]]:
        """The best windows for slot `number`, with their values."""
        middle = self._slots[number].middle
        first, last = number == 0, number == len(self._slots) - 1
        heads = {head for head, at in enumerate(self._at) if abs(at - middle) <= self._reach}
        if first:
            heads |= set(range(min(len(self._units), MOST_UNITS)))
        if last:
            heads |= set(range(max(0, len(self._units) - MOST_UNITS), len(self._units)))
        found = [
            option for head in sorted(heads) for option in self._windows(head, number, first=first, last=last)
        ]
        return sorted(found, key=lambda option: (-option[0], option[1]))[:_MOST_OPTIONS]

    def _windows(self, head: int, number: int, *, first: bool, last: bool) -> list[tuple[float, Window]]:
        """The windows that begin at unit `head` and can be said in slot `number`."""
        slot, units = self._slots[number], self._units
        most = LONGEST if first or last else max(1.4 * slot.frames, 5.0 * FPS)
        room = min(LONGEST, most, sum(s.frames for s in self._slots)) / FPS - AROUND_VOICE_S
        found: list[tuple[float, Window]] = []
        told: dict[int, float] = {}
        seconds = 0.0
        for end in range(head, min(len(units), head + MOST_UNITS)):
            unit = units[end]
            seconds += unit.seconds
            if seconds > room:
                break
            share = 1.0 if unit.opens and unit.closes else 0.6
            told[unit.line] = told.get(unit.line, 0.0) + share * self._worth[unit.line]
            if not (unit.stops or unit.leads):
                continue
            value = sum(min(self._worth[line], amount) for line, amount in told.items())
            value += min(1.5, 0.5 * seconds) - 1.2 * (not unit.closes) - 0.8 * (not units[head].opens)
            value -= 2.0 * abs((self._at[head] + self._at[end]) / 2 - slot.middle) / self._reach
            value += _FRAME * (first and head == 0) + _FRAME * (last and end == len(units) - 1)
            found.append((value, (head, end)))
        return found

    def joined(self, before: Window | None, window: Window | None) -> float | None:
        """How well `window` follows what was said before; None when it cannot."""
        if window is None:
            return 0.0
        if before and window[0] <= before[1]:
            return None
        unit = self._units[window[0]]
        if before and window[0] == before[1] + 1:
            return 0.6 if unit.opens else 0.0
        if before and self._units[before[1]].leads:
            return None
        if not unit.opens:
            return None
        score = 0.0
        line = self._reading.lines[unit.line]
        if _LEANS_BACK.match(unit.text) or (unit.text[0] in '"“' and not line.who.named):
            known = self._reading.lines[self._units[before[1]].line].who.people if before else ()
            score -= 0.3 if line.who.people and set(line.who.people) <= set(known) else 2.5
        score -= 4.0 * bool(before and self._units[before[0]].text == unit.text)
        score -= 2.0 * bool(_MEANS_A_THING.match(unit.text))
        return score - 1.5 * bool(_CONNECTS.match(unit.text) and unit.opens)

    def words_of(self, window: Window | None) -> frozenset[str]:
        """The words that matter in a window."""
        lines = range(self._units[window[0]].line, self._units[window[1]].line + 1) if window else range(0)
        return (
            self._words[lines[0]]
            if len(lines) == 1
            else frozenset().union(*(self._words[line] for line in lines))
        )

    def news(self, window: Window | None, known: frozenset[str]) -> float:
        """What it is worth that a window says words that matter for the first time, most where the text does."""
        if window is None:
            return 0.0
        lines = range(self._units[window[0]].line, self._units[window[1]].line + 1)
        fresh = self.words_of(window) - known
        return sum(
            self._keys.get(w, 0.2) * (1.0 if self._introduced[w] in lines else 0.3) for w in sorted(fresh)
        )

    def unprepared(self, window: Window | None, known: frozenset[str]) -> float:
        """What it costs that a window speaks of things that nothing said before has brought in."""
        if window is None:
            return 0.0
        line = self._units[window[0]].line
        return 1.8 * min(
            2, sum(self._introduced[word] < line and word not in known for word in self._words[line])
        )
