"""Which way each character of a line runs, and in which order its runs stand on the page.

The rules of Unicode's bidirectional algorithm (UAX #9) for one line without embeddings; the shaper
does the same within one run, but it cannot see a line whose runs are set in different fonts.
"""

import unicodedata
from collections.abc import Sequence
from typing import Protocol, TypeVar

LEFT_TO_RIGHT_MARK = "\u200e"
RIGHT_TO_LEFT_MARK = "\u200f"

_SETTLED = ("L", "R", "EN", "AN")
_BRACKETS = {pair[0]: pair[1] for pair in ("()", "[]", "{}", "（）", "「」", "『』", "【】", "《》", "〈〉")}


class Levelled(Protocol):
    """A run of a line, all of one embedding level: odd levels run from right to left."""

    @property
    def level(self) -> int:
        """The level."""


T = TypeVar("T", bound=Levelled)


def is_rtl(text: str) -> bool:
    """Whether a line starts at the right: its first letter is of a right-to-left script."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def running(line: str, *, rtl: bool) -> str:
    """The line, led by a mark where its own first letter would have it run the other way."""
    return line if is_rtl(line) == rtl else (RIGHT_TO_LEFT_MARK if rtl else LEFT_TO_RIGHT_MARK) + line


def levels(text: str) -> list[int]:
    """The embedding level of each character of a line."""
    base = int(is_rtl(text))
    own = "R" if base else "L"
    kinds = _weak([unicodedata.bidirectional(c) for c in text], own)
    _brackets(text, kinds, own)
    _neutral(kinds, own)
    if base:
        found = [1 if kind == "R" else 2 for kind in kinds]
    else:
        found = [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]
    for i in range(len(text) - 1, -1, -1):
        if not text[i].isspace():
            break
        found[i] = base
    return found


def visual(runs: Sequence[T]) -> list[T]:
    """Runs given in the order they are read, in the order they stand from left to right."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        i = 0
        while i < len(ordered):
            j = i
            while j < len(ordered) and ordered[j].level >= level:
                j += 1
            ordered[i:j] = ordered[i:j][::-1]
            i = j + 1
    return ordered


def _weak(kinds: list[str], own: str) -> list[str]:
    """Rules W1 to W7: marks, numbers and what stands inside or beside a number."""
    strong, before = own, own
    for i, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[i] = kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        if kind == "EN" and strong == "AL":
            kinds[i] = "AN"
        before = kinds[i]
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, len(kinds) - 1):
        around = kinds[i - 1]
        if around == kinds[i + 1] and (
            (kinds[i] == "CS" and around in ("EN", "AN")) or (kinds[i] == "ES" and around == "EN")
        ):
            kinds[i] = around
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        for i in order:
            if kinds[i] == "ET" and kinds[i - order.step] == "EN":
                kinds[i] = "EN"
    strong = own
    for i, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    return kinds


def _brackets(text: str, kinds: list[str], own: str) -> None:
    """Rule N0: a pair of brackets goes the way of what it holds, so that both look the right way."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for i, character in enumerate(text):
        if character in _BRACKETS:
            opened.append((_BRACKETS[character], i))
            continue
        match = next((k for k in range(len(opened) - 1, -1, -1) if opened[k][0] == character), None)
        if match is not None:
            pairs.append((opened[match][1], i))
            del opened[match:]
    for start, end in sorted(pairs):
        inside = {_side(kind) for kind in kinds[start + 1 : end] if kind in _SETTLED}
        if own in inside:
            kinds[start] = kinds[end] = own
        elif inside:
            before = next((_side(kind) for kind in reversed(kinds[:start]) if kind in _SETTLED), own)
            kinds[start] = kinds[end] = before


def _neutral(kinds: list[str], own: str) -> None:
    """Rules N1 and N2: spaces and signs go the way of both their neighbours, or of the line."""
    i = 0
    while i < len(kinds):
        j = i
        while j < len(kinds) and kinds[j] not in _SETTLED:
            j += 1
        if j > i:
            left = _side(kinds[i - 1]) if i else own
            right = _side(kinds[j]) if j < len(kinds) else own
            kinds[i:j] = [left if left == right else own] * (j - i)
        i = j + 1


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
