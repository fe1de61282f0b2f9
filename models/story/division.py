"""How a long film is divided among the scenes of its story: shots by weight, seconds in whole frames."""

import math

from models.cut.lengths import FPS, frames_of
from models.story.breakdown import Breakdown, Scene

MAX_SCENES = 40
SHOTS_PER_SCENE = 3
LIGHTEST, HEAVIEST = 0.2, 5.0
"""The weights that a scene may have."""
_TIMES_THE_MEAN = 4


def scenes_wanted(shots: int) -> int:
    """Into how many scenes a story of `shots` shots is broken down: about one for three shots, 1 to 40."""
    return max(1, min(MAX_SCENES, round(shots / SHOTS_PER_SCENE)))


def most_shots_of_a_scene(shots: int) -> int:
    """The most shots that one scene may have, since one call writes them: four times its even share."""
    return min(shots, _TIMES_THE_MEAN * math.ceil(shots / scenes_wanted(shots)))


def fewest_scenes(shots: int) -> int:
    """The fewest scenes among which `shots` shots can be divided, none having more than it may."""
    return math.ceil(shots / most_shots_of_a_scene(shots))


def merged(breakdown: Breakdown, scenes: int) -> Breakdown:
    """The breakdown with at most `scenes` scenes: the two lightest neighbours become one until it fits.

    Nothing of the story is dropped: summaries, people and weights are joined (up to 5); the place, the
    time of day and the mood are the heavier scene's.
    """
    parts = list(breakdown.scenes)
    while len(parts) > max(1, scenes):
        at = min(range(len(parts) - 1), key=lambda i: parts[i].weight + parts[i + 1].weight)
        parts[at : at + 2] = [_joined(parts[at], parts[at + 1])]
    return breakdown.model_copy(update={"scenes": tuple(parts)})


def _joined(first: Scene, second: Scene) -> Scene:
    heavier = second if second.weight > first.weight else first
    changes = {
        "summary": f"{first.summary} {second.summary}",
        "characters": tuple(dict.fromkeys((*first.characters, *second.characters))),
        "weight": min(HEAVIEST, first.weight + second.weight),
    }
    return heavier.model_copy(update=changes)


def shots_per_scene(breakdown: Breakdown, shots: int) -> tuple[int, ...]:
    """How many of `shots` shots each scene has: one each, the rest by weight; they sum to `shots`.

    The rest is shared by largest remainder, an earlier scene first where two are equal. No scene has
    more than `most_shots_of_a_scene`, unless there are fewer than `fewest_scenes`: then they are even.
    With more scenes than shots only the first `shots` scenes have one: `merged` keeps the whole story.
    """
    weights = [scene.weight for scene in breakdown.scenes[:shots]]
    most = max(most_shots_of_a_scene(shots), math.ceil(shots / len(weights)))
    counts = [1] * len(weights)
    while spare := shots - sum(counts):
        open_ = [index for index, count in enumerate(counts) if count < most]
        total = math.fsum(weights[index] for index in open_)
        exact = {index: spare * weights[index] / total for index in open_}
        shares = {index: math.floor(share) for index, share in exact.items()}
        # What floats make of the last digit is no remainder: the heavier scene comes first then.
        by_remainder = sorted(
            open_, key=lambda index: (round(shares[index] - exact[index], 9), -weights[index], index)
        )
        for index in by_remainder[: spare - sum(shares.values())]:
            shares[index] += 1
        for index, share in shares.items():
            counts[index] = min(most, counts[index] + share)
    return tuple(counts)


def seconds_per_part(counts: tuple[int, ...], seconds: float) -> tuple[float, ...]:
    """The length of each part in seconds, by its number of shots: whole frames, which sum to `seconds`.

    `seconds` counts as the whole frames nearest to it. Where 3 to 7 seconds a shot are possible for
    the whole, they are for each part: a scene, or a batch of shots.
    """
    frames, shots, done = frames_of(seconds), sum(counts), 0
    lengths = []
    for count in counts:
        start = frames * done // shots
        done += count
        lengths.append((frames * done // shots - start) / FPS)
    return tuple(lengths)


def batches(total: int, most: int) -> tuple[int, ...]:
    """`total` in as few parts as `most` a part allows, near-equal, the larger ones first."""
    parts = -(-total // most)
    share, rest = divmod(total, parts)
    return tuple(share + (part < rest) for part in range(parts))
