"""What of a script is filmed when a film has no time for all of it: its beginning, its end, and evenly what lies between.

A question stays with its answer, and a scene with its opening.
"""

from collections.abc import Sequence

from models.cut.lengths import AROUND_VOICE_S
from providers.offline.outline.script.parts import ROOM_S, Part
from providers.offline.outline.text.passages import Reading
from providers.offline.outline.text.weights import worths

_MOST_BLOCKS = 4000
"""Blocks that are weighed; a longer script is thinned out evenly before."""
_SEEN_A_SHOT = 2.2
"""Sentences of action that a shot has room for."""
_FEW = 2
_BETWEEN_S = 0.45
"""Seconds between two lines, about."""


def selected(parts: list[Part], reading: Reading, shots: int, seconds: float) -> list[Part]:
    """The parts that `shots` shots of `seconds` seconds together can show and say, in order; all where they can."""
    parts = _of_scenes(parts, shots)
    blocks = _blocks(parts)
    spoken = [block for block in blocks if parts[block[0]].said]
    kept = _evenly(spoken, parts, worths(reading), seconds - shots * AROUND_VOICE_S)
    said = {number for block in kept for number in block}
    seen = [number for number, part in enumerate(parts) if not part.said]
    room = max(1, int(_SEEN_A_SHOT * shots))
    if len(seen) > room:
        seen = _near(seen, said, parts, room)
    chosen = said | {*seen}
    return [part for number, part in enumerate(parts) if number in chosen]


def _of_scenes(parts: list[Part], shots: int) -> list[Part]:
    """The parts of as many scenes as there are shots: the first, the last, and of those between evenly who says most."""
    said: dict[int, float] = {}
    for part in parts:
        said[part.scene] = said.get(part.scene, 0.0) + part.seconds
    if len(said) <= shots:
        return parts
    scenes, size = list(said), len(said) / shots
    kept = set()
    for number in range(shots):
        near = scenes[round(number * size) : round((number + 1) * size)] or scenes[-1:]
        # A film of several shots begins where its script does, and ends there.
        ends = {scenes[0], scenes[-1]} if shots > _FEW else set()
        kept.add(max(near, key=lambda scene: (scene in ends, min(said[scene], ROOM_S), -scene)))
    return [part for part in parts if part.scene in kept]


def _spread(count: int, room: int) -> list[int]:
    """`room` of `count` numbers, evenly, the first and the last among them."""
    if room <= 1:
        return [0]
    return sorted({round(number * (count - 1) / (room - 1)) for number in range(room)})


def _blocks(parts: list[Part]) -> list[list[int]]:
    """What is kept or left out together: a question with the answer after it, anything else alone."""
    blocks: list[list[int]] = []
    bound = -1
    for number, part in enumerate(parts):
        if number == bound:
            continue
        block = [number]
        answer = _answer(parts, number) if part.asks else None
        if answer is not None and answer != bound:
            block.append(answer)
            bound = answer
        blocks.append(block)
    return blocks


def _answer(parts: list[Part], number: int) -> int | None:
    """What somebody else says next in the scene, with one sentence of action between at most."""
    for after in range(number + 1, min(len(parts), number + 3)):
        part = parts[after]
        if part.scene != parts[number].scene:
            return None
        if part.said:
            same = part.turn == parts[number].turn or part.said.speaker == parts[number].said.speaker  # type: ignore[union-attr]
            return None if same else after
    return None


def _evenly(
    blocks: list[list[int]], parts: list[Part], worth: Sequence[float], seconds: float
) -> list[list[int]]:
    """As many of the blocks as are said in `seconds`: the first, the last, then whatever lies farthest from those kept."""
    costs = [sum(parts[number].seconds + _BETWEEN_S for number in block) for block in blocks]
    if sum(costs) - _BETWEEN_S <= seconds:
        return blocks
    if len(blocks) > _MOST_BLOCKS:
        few = _spread(len(blocks), _MOST_BLOCKS)
        blocks, costs = [blocks[number] for number in few], [costs[number] for number in few]
    count = len(blocks)
    told = [0.4 + max(worth[parts[number].line] for number in block) for block in blocks]
    far = [float(count)] * count
    left = set(range(count))
    kept: list[int] = []
    for wanted in [0, count - 1, *([None] * count)]:
        fits = [number for number in left if costs[number] <= seconds + _BETWEEN_S]
        if not fits:
            break
        if wanted is None:
            best = max(
                fits, key=lambda number: (far[number] * told[number] / (1.0 + 0.15 * costs[number]), -number)
            )
        elif wanted in fits:
            best = wanted
        else:
            best = min(fits, key=lambda number: (abs(number - wanted), number))
        left.discard(best)
        kept.append(best)
        seconds -= costs[best]
        for step in (1, -1):  # as far as nothing kept is nearer
            number = best if step > 0 else best - 1
            while 0 <= number < count and far[number] > abs(number - best):
                far[number] = float(abs(number - best))
                number += step
    return [blocks[number] for number in sorted(kept)]


def _near(seen: list[int], said: set[int], parts: list[Part], room: int) -> list[int]:
    """Of the action what opens a scene and what leads to a line that is kept, then evenly the rest."""
    opens = [number for number in seen if number == 0 or parts[number - 1].scene != parts[number].scene]
    leads = [number for number in seen if number + 1 in said and number not in opens]
    ends = seen[-1:]
    first = list(dict.fromkeys([*opens, *ends, *leads]))
    if len(first) >= room:
        return sorted(first[number] for number in _spread(len(first), room))
    rest = [number for number in seen if number not in {*first}]
    return (
        sorted([*first, *(rest[number] for number in _spread(len(rest), room - len(first)))])
        if rest
        else sorted(first)
    )
