"""A recorded voice as another one: its formants moved by resampling, its pitch by pitch-synchronous overlap-add."""

from typing import TYPE_CHECKING

from providers.offline.voice.variants import Variant

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHORTEST_S = 0.1
"""Anything shorter has no pitch that could be found."""
_STEP_S, _LOWEST_HZ, _HIGHEST_HZ = 0.01, 50, 400
"""How often the pitch is looked for, and within which bounds."""


def voiced_as(samples: "NDArray[np.float32]", rate: int, variant: Variant) -> "NDArray[np.float32]":
    """What was spoken slower by the variant's formant ratio, at the pace it should have, as loud as before.

    Speaking slower and playing faster by the same ratio moves pitch and formants together without a trace; what of the
    pitch is left to be moved, overlap-add moves.
    """
    import numpy as np

    if variant.formant == variant.pitch == 1.0 or not len(samples):
        return samples
    moved = _played_faster(samples, variant.formant)
    left = variant.pitch / variant.formant
    if left != 1.0 and len(moved) > _SHORTEST_S * rate:
        moved = _at_pitch(moved, rate, left)
    loud, was = float(np.sqrt(np.mean(moved**2))), float(np.sqrt(np.mean(samples**2)))
    return np.asarray(moved * (was / loud if loud else 1.0), np.float32)


def _played_faster(samples: "NDArray[np.float32]", ratio: float) -> "NDArray[np.float32]":
    """The samples as so many fewer, at the same rate; what is beyond half of that rate is left out."""
    import numpy as np

    length = round(len(samples) / ratio)
    fewer = np.fft.irfft(np.fft.rfft(samples), length) * (length / len(samples))
    return np.asarray(fewer, np.float32)


def _at_pitch(samples: "NDArray[np.float32]", rate: int, ratio: float) -> "NDArray[np.float32]":
    """The samples at so many times their pitch; length and formants stay."""
    import numpy as np
    import parselmouth
    from parselmouth.praat import call

    sound = parselmouth.Sound(samples.astype(np.float64), rate)
    manipulation = call(sound, "To Manipulation", _STEP_S, _LOWEST_HZ, _HIGHEST_HZ)
    tier = call(manipulation, "Extract pitch tier")
    if not call(tier, "Get number of points"):
        return samples
    call(tier, "Multiply frequencies", sound.xmin, sound.xmax, ratio)
    call([tier, manipulation], "Replace pitch tier")
    return np.asarray(call(manipulation, "Get resynthesis (overlap-add)").values[0], np.float32)
