"""Groups the parts of a script into shots: an action with the lines around it, turns of a conversation, never two scenes."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from models.cut.lengths import FPS
from models.shots.lines import MOST_LINES, MOST_OF_A_LINE
from providers.offline.outline.script.parts import Part, needed_s

_SEEN_S, _MORE_SEEN_S = 3.2, 1.4
"""Seconds for which a sentence of action is looked at, and each one after it in its shot."""
_WINDOW = 24
"""The most parts of one shot, unless fewer shots are asked for."""
MOST_WORDS = 40
"""Words of action that a picture can show."""
_IMPOSSIBLE = 1e12


@dataclass
class Group:
    """The parts of one shot; `views` is how many pictures it gets, where a script is shorter than its film."""

    parts: list[Part]
    views: int = 1

    @property
    def needed(self) -> float:
        """The seconds that what is said in it takes, with what is around a voice; none where nothing is said."""
        return needed_s(self.parts)

    @property
    def wanted(self) -> float:
        """The seconds that it would last if nothing else decided."""
        seen = sum(part.said is None for part in self.parts)
        looked = _SEEN_S + _MORE_SEEN_S * (seen - 1) if seen else 0.0
        return max(looked, self.needed + 0.3)

    def alone(self, least: int) -> int:
        """The fewest frames of the picture over which it is said."""
        return max(least, ceil(self.needed * FPS))

    def frames(self, least: int) -> int:
        """The fewest frames that all its pictures take together."""
        return self.alone(least) + (self.views - 1) * least


def grouped(parts: list[Part], target: float, longest: float) -> list[Group]:
    """The parts as shots of about `target` seconds, none longer than `longest` unless one part is."""
    count = len(parts)
    best = [(0.0, 0)] + [(_IMPOSSIBLE, 0)] * count
    for end in range(1, count + 1):
        for start in range(end - 1, max(-1, end - 1 - _WINDOW), -1):
            cost = _cost(parts[start:end], target, longest)
            if cost >= _IMPOSSIBLE:
                break
            before = best[start][0] + cost + _cut_cost(parts, start)
            if before < best[end][0]:
                best[end] = (before, start)
    groups: list[Group] = []
    end = count
    while end:
        start = best[end][1]
        groups.append(Group(parts[start:end]))
        end = start
    return groups[::-1]


def _cost(parts: list[Part], target: float, longest: float) -> float:
    """How badly some parts make one shot."""
    group = Group(parts)
    if len(parts) > 1 and (parts[0].scene != parts[-1].scene or group.needed > longest or too_much(parts)):
        return _IMPOSSIBLE
    cost = (group.wanted - target) ** 2 / (2.0 if group.wanted < target else 1.0)
    speakers = [part.said.speaker for part in parts if part.said]
    cost += 0.5 * sum(a != b for a, b in pairwise(speakers)) + 5.0 * max(0, len(set(speakers)) - 2)
    # What is done after a line belongs to what follows.
    cost += 1.0 * sum(bool(a.said) and not b.said for a, b in pairwise(parts))
    framings = {part.framing.size for part in parts if not part.said}
    return cost + (6.0 if None not in framings else 3.0) * (len(framings) > 1)


def _cut_cost(parts: list[Part], start: int) -> float:
    """What a cut before part `start` costs: least between scenes, most between an action and the line that it leads to."""
    if not start or parts[start - 1].scene != parts[start].scene:
        return 0.0
    before, after = parts[start - 1], parts[start]
    if before.turn == after.turn:
        return 0.6
    return 0.9 * (not before.said and bool(after.said)) + 0.8 * before.asks


def too_much(parts: list[Part]) -> bool:
    """Whether there are more lines than a shot can have, or more action than a picture can show."""
    said = [part for part in parts if part.said]
    seen = [part for part in parts if not part.said]
    return (
        len(said) > MOST_LINES
        or sum(len(part.text) for part in said) > MOST_OF_A_LINE
        or (len(seen) > 1 and sum(len(part.text.split()) for part in seen) > MOST_WORDS)
    )


def counted(
    groups: list[Group], fewest: int, most: int, longest: float, total: int, least: int
) -> list[Group]:
    """The groups as `fewest` to `most` shots that `total` frames have time for, joined or divided where that costs least."""
    costs = [_joint(a, b, longest) for a, b in pairwise(groups)]
    needed = _least(groups, least)
    while len(groups) > 1 and (len(groups) > most or needed > total):
        number = min(range(len(costs)), key=lambda n: costs[n])
        if costs[number] >= _IMPOSSIBLE and len(groups) <= most:
            break
        pair = groups[number : number + 2]
        groups[number : number + 2] = [Group([*pair[0].parts, *pair[1].parts])]
        needed += groups[number].frames(least) - _least(pair, least)
        costs.pop(number)
        for near in {number - 1, number} & {*range(len(costs))}:
            costs[near] = _joint(groups[near], groups[near + 1], longest)
    while _views(groups) < fewest:
        number = max(
            range(len(groups)),
            key=lambda n: (len(groups[n].parts) > 1, groups[n].wanted / groups[n].views, -n),
        )
        divided = _divided(groups[number])
        if divided and _least([*groups[:number], *divided, *groups[number + 1 :]], least) <= total:
            groups[number : number + 1] = divided
        else:
            groups[number].views += 1
    return groups


def _views(groups: list[Group]) -> int:
    return sum(group.views for group in groups)


def _least(groups: list[Group], least: int) -> int:
    return sum(group.frames(least) for group in groups)


def _joint(a: Group, b: Group, longest: float) -> float:
    """How badly two neighbours make one shot; a joint of two scenes is the last resort."""
    parts = [*a.parts, *b.parts]
    needed = needed_s(parts)
    if needed > longest:
        return _IMPOSSIBLE + needed
    across = 60.0 * (a.parts[-1].scene != b.parts[0].scene)
    return across + 20.0 * too_much(parts) + Group(parts).wanted + 0.5 * len(parts)


def _divided(group: Group) -> list[Group]:
    """A group as two, where that costs least; nothing where it has one part."""
    if len(group.parts) < 2 or group.views > 1:
        return []
    cuts = range(1, len(group.parts))

    def cost(at: int) -> float:
        first, second = Group(group.parts[:at]), Group(group.parts[at:])
        return abs(first.wanted - second.wanted) + 2.0 * _cut_cost(group.parts, at)

    at = min(cuts, key=lambda cut: (cost(cut), cut))
    return [Group(group.parts[:at]), Group(group.parts[at:])]
