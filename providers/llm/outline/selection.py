"""Chooses the passages of a long text that tell it in a short film: in order, near their place, and coherent."""

import re
from dataclasses import dataclass

from models.timeline import FPS
from providers.llm.outline.clauses import Unit
from providers.llm.outline.reading import Line, Reading
from providers.llm.outline.timing import AROUND_VOICE_S, LONGEST, SHORTEST, Slot, frames_for_voice

_EFFORT = 1500
"""Paths times candidates that are weighed for each slot; a long film gets fewer, so that time stays linear."""
MOST_UNITS = 6
"""The most clauses that one scene says."""
_MOST_OPTIONS = 40
_SWEEPS = 4
_DEAREST = 8.0
"""A price of a second of narration at which next to nothing is worth saying."""
_TRIES = 6
_SILENCE = -2.0
_SLIGHT = 28
"""Characters of a sentence that says too little to be chosen alone."""
_MORE_SILENCE = -2.5
_LEANS_BACK = re.compile(
    r"^[\"“]?(?:he|she|they|his|her|their|him|them|both|another|neither)\b", re.IGNORECASE
)
_MEANS_A_THING = re.compile(r"^[\"“]?(?:it|its|this|these|those)\b", re.IGNORECASE)
_CONNECTS = re.compile(
    r"^[\"“]?(?:and|but|so|yet|or|instead|however|therefore|besides|also|otherwise|still|nor|that)\b", re.IGNORECASE
)
_COMMON = frozenset(
    "that this with have from they were been their there would could should when what which then than them into your only just like "
    "over some more very will about said back down where after before again never every other because through while".split()
)

Window = tuple[int, int]
"""The first and the last unit that a scene says."""


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
        self._units, self._slots = units, slots
        self._total = sum(slot.frames for slot in slots)
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
        while sum(map(self._needs, windows)) > self._total:
            longest = max(range(len(windows)), key=lambda i: (self._needs(windows[i]), i))
            windows[longest] = None
        for _ in range(_SWEEPS):
            if not self._improve(windows):
                break
        return windows

    def _needs(self, window: Window | None) -> int:
        return needs(self._units, window)

    def _path(self, price: float) -> list[Window | None]:
        """The best way through the text when a second above the shortest scene costs `price`."""
        paths = [_Path()]
        for choices in self._options:
            grown: dict[tuple[Window | None, bool], _Path] = {}
            priced = [(value - price * (self._needs(w) - SHORTEST) / FPS, w) for value, w in choices]
            priced = sorted(priced, key=lambda option: (-option[0], option[1] or (-1, -1)))[: self._breadth + 4]
            for path in paths:
                for value, window in priced:
                    joined = self._chooser.joined(path.last, window)
                    if joined is None:
                        continue
                    joined += _MORE_SILENCE * (window is None and path.before is not None and path.window is None)
                    joined += self._chooser.news(window, path.known) - self._chooser.unprepared(window, path.known)
                    score = path.score + value + joined
                    state = (window or path.last, window is None)
                    if state not in grown or score > grown[state].score:
                        known = path.known | self._chooser.words_of(window)
                        grown[state] = _Path(score, window, state[0], known, path)
            paths = sorted(grown.values(), key=lambda p: (-p.score, p.last or (-1, -1)))[: self._breadth]
        windows: list[Window | None] = []
        step: _Path | None = paths[0]
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
            known = frozenset().union(*(self._chooser.words_of(w) for w in windows[max(0, number - 40) : number]))
            now = windows[number]
            scores = dict((window, value) for value, window in choices)
            best = (self._worth(scores.get(now, _SILENCE), before, now, after, known) or 0.0, now)
            for value, window in choices:
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
        self, value: float, before: Window | None, window: Window | None, after: Window | None, known: frozenset[str]
    ) -> float | None:
        first = self._chooser.joined(before, window)
        second = self._chooser.joined(window or before, after)
        if first is None or second is None:
            return None
        heard = known | self._chooser.words_of(window)
        unprepared = self._chooser.unprepared(window, known) + self._chooser.unprepared(after, heard)
        news = self._chooser.news(window, known) + self._chooser.news(after, heard)
        return value + first + second + news - unprepared


def needs(units: list[Unit], window: Window | None) -> int:
    """The frames of a scene that says `window`."""
    return frames_for_voice(sum(unit.seconds for unit in units[window[0] : window[1] + 1]) if window else 0.0)


class _Chooser:
    def __init__(self, reading: Reading, units: list[Unit], slots: list[Slot]) -> None:
        self._reading, self._units, self._slots = reading, units, slots
        self._at = [reading.lines[unit.line].at for unit in units]
        self._worth = _worth(reading)
        self._keys = key_words(reading)
        self._words, self._introduced = _introductions(reading)
        self._reach = 1.0 / len(slots)

    def options(self, number: int) -> list[tuple[float, Window | None]]:
        """The best windows for slot `number`, with their values, and silence."""
        middle = self._slots[number].middle
        first, last = number == 0, number == len(self._slots) - 1
        heads = {head for head, at in enumerate(self._at) if abs(at - middle) <= self._reach}
        if first:
            heads |= set(range(min(len(self._units), MOST_UNITS)))
        if last:
            heads |= set(range(max(0, len(self._units) - MOST_UNITS), len(self._units)))
        found = [option for head in sorted(heads) for option in self._windows(head, number, first=first, last=last)]
        return [*sorted(found, key=lambda option: (-option[0], option[1]))[:_MOST_OPTIONS], (_SILENCE, None)]

    def _windows(self, head: int, number: int, *, first: bool, last: bool) -> list[tuple[float, Window]]:
        """The windows that begin at unit `head` and can be said in slot `number`."""
        slot, units = self._slots[number], self._units
        room = min(LONGEST, max(1.4 * slot.frames, 5.0 * FPS), sum(s.frames for s in self._slots)) / FPS - AROUND_VOICE_S
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
            if not unit.stops:
                continue
            value = sum(min(self._worth[line], amount) for line, amount in told.items())
            value += min(1.5, 0.5 * seconds) - 1.2 * (not unit.closes) - 0.8 * (not units[head].opens)
            value -= 2.0 * abs((self._at[head] + self._at[end]) / 2 - slot.middle) / self._reach
            value += 6.0 * (first and head == 0) + 6.0 * (last and end == len(units) - 1)
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
        if not (unit.opens or unit.starts):
            return None
        score = 0.0
        line = self._reading.lines[unit.line]
        if _LEANS_BACK.match(unit.text) or (unit.text[0] in "\"“" and not line.who.named):
            known = self._reading.lines[self._units[before[1]].line].who.people if before else ()
            score -= 0.3 if line.who.people and set(line.who.people) <= set(known) else 2.5
        score -= 4.0 * bool(before and self._units[before[0]].text == unit.text)
        score -= 2.0 * bool(_MEANS_A_THING.match(unit.text))
        return score - 1.5 * bool(_CONNECTS.match(unit.text) and unit.opens)


    def words_of(self, window: Window | None) -> frozenset[str]:
        """The words that matter in a window."""
        lines = range(self._units[window[0]].line, self._units[window[1]].line + 1) if window else range(0)
        return self._words[lines[0]] if len(lines) == 1 else frozenset().union(*(self._words[line] for line in lines))

    def news(self, window: Window | None, known: frozenset[str]) -> float:
        """What it is worth that a window says words that matter for the first time."""
        return sum(self._keys.get(word, 0.2) for word in self.words_of(window) - known)

    def unprepared(self, window: Window | None, known: frozenset[str]) -> float:
        """What it costs that a window speaks of things that nothing said before has brought in."""
        if window is None:
            return 0.0
        line = self._units[window[0]].line
        return 1.8 * min(2, sum(self._introduced[word] < line and word not in known for word in self._words[line]))


def _worth(reading: Reading) -> list[float]:
    """How much each line tells: people, a new place or hour, feeling, a first appearance."""
    worth = []
    seen: set[str] = set()
    before: Line | None = None
    for line in reading.lines:
        value = 0.6 + 0.5 * line.who.named + 0.2 * bool(line.who.people) + 0.15 * min(3, len(line.moods))
        value += 0.5 * bool(set(line.who.people) - seen)
        seen |= set(line.who.people)
        if before:
            value += 0.7 * (line.place != before.place) + 0.4 * (line.time != before.time)
        if line.text[0] in "\"“«「":
            value -= 0.5 + 0.6 * (not line.who.named)
        if len(line.text) < _SLIGHT:
            value -= 0.7
        worth.append(value)
        before = line
    return worth


def _introductions(reading: Reading) -> tuple[list[frozenset[str]], dict[str, int]]:
    """The words that matter in each line, and the line that brings each of them in."""
    keys = {*key_words(reading), *(part for p in reading.cast for part in p.name.lower().split() if len(part) > 3)}
    words = [frozenset(keys.intersection(re.findall(r"\w+", line.text.lower()))) for line in reading.lines]
    first: dict[str, int] = {}
    for number, found in enumerate(words):
        for word in found:
            first.setdefault(word, number)
    return words, first


def key_words(reading: Reading) -> dict[str, float]:
    """The words that the text turns on, by weight: those of its title, and the dozen long ones it says most."""
    counts: dict[str, int] = {}
    for line in reading.lines:
        for word in re.findall(r"[^\W\d_]{4,}", line.text.lower()):
            counts[word] = counts.get(word, 0) + 1
    often = sorted((w for w in counts if counts[w] > 1 and w not in _COMMON), key=lambda w: (-counts[w], w))[:12]
    titled = re.findall(r"[^\W\d_]{4,}", reading.title.lower())
    return {**dict.fromkeys(often, 0.4), **dict.fromkeys(titled, 3.0)}
