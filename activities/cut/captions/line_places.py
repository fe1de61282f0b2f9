"""When each line of a shot may be read: while it is heard, and until the next one is."""

from collections.abc import Sequence
from typing import NamedTuple

from activities.cut.captions.line_breaks import width
from models.cut.cutline import CutLine


class PlacedLine(NamedTuple):
    """A line that is read from its `start` on; its last caption ends by `room_s`, both in seconds of its shot."""

    number: int
    line: CutLine
    room_s: float


def placed(lines: Sequence[CutLine], room_s: float) -> tuple[PlacedLine, ...]:
    """The lines of a shot, each with the time until the next one is heard, the last with that until `room_s`.

    A line that is not heard shares the time of the heard one before it, or after it where it is the first, by how long
    each of them is to read.
    """
    found: list[PlacedLine] = []
    groups = _groups(lines)
    for place, group in enumerate(groups):
        following = groups[place + 1] if place + 1 < len(groups) else None
        end = min(room_s, _start(following)) if following else room_s
        if len(group) == 1:
            found.append(PlacedLine(*group[0], end))
            continue
        start = _start(group)
        whole = sum(max(1.0, width(line.text)) for _, line in group)
        for number, line in group:
            share = max(0.0, end - _start(group)) * max(1.0, width(line.text)) / whole
            until = min(end, start + share)
            found.append(PlacedLine(number, line.model_copy(update={"start": start}), until))
            start = until
    return tuple(found)


Numbered = tuple[int, CutLine]


def _groups(lines: Sequence[CutLine]) -> list[list[Numbered]]:
    """The lines by their numbers from 1, each heard one with those around it that are not."""
    groups: list[list[Numbered]] = []
    heard = False
    for number, line in enumerate(lines, start=1):
        if not groups or (heard and line.voice_s):
            groups.append([])
            heard = False
        groups[-1].append((number, line))
        heard = heard or line.voice_s > 0
    return groups


def _start(group: Sequence[Numbered]) -> float:
    """When a group begins: with its heard line."""
    return next((line.start for _, line in group if line.voice_s), group[0][1].start)
