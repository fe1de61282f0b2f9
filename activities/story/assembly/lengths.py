"""How long shots last, in whole frames, and how many words fit into them."""

import math
import re
from collections.abc import Sequence
from functools import partial

from activities.story.assembly.words import clauses, stopped
from infra.media.text.scripts import UNSPACED
from infra.reading.sentences import sentences
from models.cut.lengths import FPS, PLANNED_SHOT_S, frames_of

SPOKEN_WORDS_PER_S = 2.6
"""The most that is said in a second of one shot."""
STORY_WORDS_PER_S = 2.2
"""The most that is said in a second of the whole film: shots without words are part of it."""

_THAI = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")
_UNSPACED_PER_S, _THAI_PER_S = 4.5, 11.0
_LONGEST_WORD = 14
"""Characters after which a word counts as more than one: no garbage passes as a single word."""


def fitted(durations: Sequence[float], total_s: float) -> tuple[float, ...]:
    """Lengths in seconds, whole frames each, that sum to the frames of `total_s` exactly.

    Proportions are kept within 3 to 7 s each. Where the total does not allow that, all are as even as
    frames allow, at least one frame each. What is no positive number counts as the mean of the others.
    """
    if not durations:
        return ()
    count = len(durations)
    total = max(count, frames_of(total_s) if math.isfinite(total_s) and 0 < total_s < 1e7 else 1)
    least, most = (round(length * FPS) for length in PLANNED_SHOT_S)
    if not count * least <= total <= count * most:
        return tuple((total // count + (index < total % count)) / FPS for index in range(count))
    exact = _scaled(_weights(durations), total, least, most)
    frames = [math.floor(length) for length in exact]
    by_remainder = sorted(range(count), key=lambda index: (frames[index] - exact[index], index))
    while (missing := total - sum(frames)) != 0:
        step = 1 if missing > 0 else -1
        for index in by_remainder:
            if least <= frames[index] + step <= most and sum(frames) != total:
                frames[index] += step
    return tuple(length / FPS for length in frames)


def _weights(durations: Sequence[float]) -> list[float]:
    good = [length for length in durations if math.isfinite(length) and length > 0]
    largest = max(good, default=1.0)
    mean = math.fsum(length / largest for length in good) / len(good) if good else 1.0
    return [
        max(length / largest, 1e-4) if math.isfinite(length) and length > 0 else mean for length in durations
    ]


def _scaled(weights: list[float], total: int, least: int, most: int) -> list[float]:
    """The weights times one factor, held within the bounds, so that they sum to the total."""
    low, high = 0.0, most / min(weights)
    for _ in range(100):
        factor = (low + high) / 2
        if math.fsum(min(max(weight * factor, least), most) for weight in weights) < total:
            low = factor
        else:
            high = factor
    return [min(max(weight * high, least), most) for weight in weights]


def can_hold(count: int, seconds: float) -> bool:
    """Whether `count` shots of 3 to 7 s can last `seconds` together."""
    frames = frames_of(seconds)
    least, most = PLANNED_SHOT_S
    return count * least * FPS <= frames <= count * most * FPS


def spoken_s(text: str) -> float:
    """About how many seconds it takes to say `text`, in any language, without pauses."""
    unspaced, thai = len(UNSPACED.findall(text)), len(_THAI.findall(text))
    rest = _THAI.sub(" ", UNSPACED.sub(" ", text)).split()
    words = sum(max(1.0, len(word) / _LONGEST_WORD) for word in rest if re.search(r"\w", word))
    return unspaced / _UNSPACED_PER_S + thai / _THAI_PER_S + words / SPOKEN_WORDS_PER_S


def fit_speech(text: str, seconds: float, language: str = "") -> str:
    """As much of a narration as can be said in `seconds`: whole sentences, else clauses, else words.

    `language` is ISO 639-1; without one sentences end as in English.
    """
    text = text.strip()
    if spoken_s(text) <= seconds:
        return text
    for split, glue in (
        (partial(sentences, language=language), " "),
        (clauses, " "),
        (str.split, " "),
        (list, ""),
    ):
        kept: list[str] = []
        for part in split(text):
            if spoken_s(glue.join([*kept, part])) > seconds:
                break
            kept.append(part)
        if kept:
            return stopped(glue.join(kept))
    return ""
