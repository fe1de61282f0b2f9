"""How long each shot lasts, in whole frames: beats get their share, shots stay between 3 and 7 seconds unless told how many."""

from collections import Counter
from dataclasses import dataclass
from math import ceil

from models.cut.lengths import AROUND_VOICE_S, ASKED_SHOT_S, FPS, PLANNED_SHOT_S, frames_of
from models.errors import BadInput
from models.story.stages import Beat, Template

SHORTEST, LONGEST = (round(length * FPS) for length in PLANNED_SHOT_S)
USUAL = round(4.5 * FPS)
"""Frames of a shot when nothing else decides: a cut every four to five seconds."""
LONG = round(5.5 * FPS)
"""The same for a film of less than 20 seconds: it has room for few sentences, so each gets a longer shot."""
LEAST, MOST = (round(length * FPS) for length in ASKED_SHOT_S)
"""The shortest and the longest shot when a number of shots is asked for."""


@dataclass(frozen=True)
class Slot:
    """A shot to be filled: its beat, its length in frames, and the film's share, 0 to 1, at its middle.

    `least` is the fewest frames it may come down to, so that another shot has time for its words.
    """

    beat: Beat
    frames: int
    middle: float
    least: int = SHORTEST


def slots_of(template: Template, seconds: float, count: int | None = None) -> list[Slot]:
    """The shots of a film of `seconds` seconds, whose frames sum to it.

    Without a `count` there is one every four to five seconds, and one alone up to 7 s. With it there
    are so many; they leave the usual 3 to 7 s only when their mean does.

    Raises:
        BadInput: so many shots of 1 to 60 s cannot last `seconds`.

    """
    total = frames_of(seconds)
    least, longest = SHORTEST, LONGEST
    if count is not None:
        least, longest = _bounds(total, count)
    elif total <= LONGEST:
        count = 1
    else:
        usual = USUAL if total >= 20 * FPS else LONG
        count = min(max(round(total / usual), ceil(total / LONGEST)), total // SHORTEST)
    beats = _beats(template.beats, count)
    shots = Counter(beats)
    wanted = [beat.share * total / shots[beat] for beat in beats]
    frames = fitted(wanted, [min(least, total)] * count, total, longest)
    slots, before = [], 0
    for beat, length in zip(beats, frames, strict=True):
        slots.append(Slot(beat, length, (before + length / 2) / total, min(least, SHORTEST)))
        before += length
    return slots


def _bounds(total: int, count: int) -> tuple[int, int]:
    """The fewest and the most frames of each of `count` shots that last `total` frames together."""
    if not count * LEAST <= total <= count * MOST:
        shots = "1 shot" if count == 1 else f"{count} shots"
        can = f"at most {total // LEAST}" if count * LEAST > total else f"at least {ceil(total / MOST)}"
        raise BadInput(
            f"{shots} cannot fill the {total / FPS:.4g} s beside the cards, because a shot lasts "
            f"{LEAST // FPS} to {MOST // FPS} s: ask for {can}, or for another length."
        )
    if total < count * SHORTEST:
        return max(LEAST, total // (2 * count)), LONGEST
    if total <= count * LONGEST:
        return SHORTEST, LONGEST
    return LONGEST, MOST


def _beats(beats: tuple[Beat, ...], count: int) -> list[Beat]:
    """The beat of each of `count` shots: by share, each beat at least once when there is room."""
    if count < len(beats):
        ends = [sum(beat.share for beat in beats[: i + 1]) for i in range(len(beats))]
        marks = [(i + 0.5) / count for i in range(count)]
        return [
            next((b for b, end in zip(beats, ends, strict=True) if mark < end), beats[-1]) for mark in marks
        ]
    counts = [1] * len(beats)
    for _ in range(count - len(beats)):
        short = max(range(len(beats)), key=lambda i: (beats[i].share * count - counts[i], -i))
        counts[short] += 1
    return [beat for beat, times in zip(beats, counts, strict=True) for _ in range(times)]


def fitted(wanted: list[float], least: list[int], total: int, longest: int = LONGEST) -> list[int]:
    """Whole frames close to `wanted`, none below `least` or above `longest`, that sum to `total`.

    The least lengths must fit into `total`.
    """
    most = [max(low, min(total, longest)) for low in least]
    scale = total / sum(wanted)
    lengths = [
        min(high, max(low, round(w * scale))) for w, low, high in zip(wanted, least, most, strict=True)
    ]
    while (missing := total - sum(lengths)) != 0:
        step = 1 if missing > 0 else -1
        room = [
            high - now if step > 0 else now - low for now, low, high in zip(lengths, least, most, strict=True)
        ]
        free = sum(room)
        if not free:
            break
        share = min(1.0, abs(missing) / free)
        moved = [int(r * share) for r in room]
        if not any(moved):
            widest = max(range(len(room)), key=lambda i: (room[i], -i))
            moved[widest] = 1
        lengths = [now + step * m for now, m in zip(lengths, moved, strict=True)]
    return lengths


def frames_for_voice(seconds: float, least: int) -> int:
    """The frames that a shot needs for a line of `seconds` seconds; at least `least`."""
    return max(least, ceil((seconds + AROUND_VOICE_S) * FPS)) if seconds else least
