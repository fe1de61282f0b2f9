"""The meter against ffmpeg's, and the limiter's promise."""

import re
import subprocess

import numpy as np
import pytest

from activities.cut.sound.limiter import planned
from activities.cut.sound.loudness import BLOCK, Meter, integrated
from infra.media.ffmpeg import executable
from infra.media.sound import RATE

SECONDS = 12


def rough(seed, seconds=SECONDS):
    """Noise that swells and falls silent, with energy at all frequencies."""
    rng = np.random.default_rng(seed)
    swell = np.repeat(rng.choice([0.0, 0.002, 0.05, 0.25], seconds * 4), RATE // 4)[:, None]
    return (swell * np.clip(rng.standard_normal((seconds * RATE, 2)), -3, 3)).astype(np.float32)


def metered(samples, size=1000):
    meter = Meter(samples.shape[1])
    for at in range(0, len(samples), size):
        meter.add(samples[at : at + size])
    meter.close()
    return meter


def by_ffmpeg(samples):
    command = [executable(), "-nostats", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "-"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, input=samples.tobytes(), capture_output=True, check=True).stderr.decode()
    summary = said[said.rindex("Summary:") :]
    loud, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loud
    assert peak
    return float(loud.group(1)), float(peak.group(1))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_meter_agrees_with_ffmpeg(seed):
    samples = rough(seed)
    meter, (lufs, peak) = metered(samples), by_ffmpeg(samples)
    assert integrated(meter.powers) == pytest.approx(lufs, abs=0.1)
    assert 20 * np.log10(meter.peaks.max()) == pytest.approx(peak, abs=0.25)


def test_a_peak_between_two_samples_is_found():
    tone = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4).astype(np.float32)[:, None] * [1.0, 1.0]
    assert np.abs(tone).max() < 0.71
    assert metered(tone.astype(np.float32)).peaks[10:-10].max() == pytest.approx(1.0, abs=0.02)


def test_the_size_of_the_pieces_changes_nothing():
    samples = rough(4, seconds=3)[: 2 * RATE + 77]
    first, second = metered(samples, 480), metered(samples, 70_001)
    assert np.array_equal(first.powers, second.powers)
    assert np.array_equal(first.peaks, second.peaks)
    assert len(first.powers) == -(-len(samples) // BLOCK)


def test_one_channel_counts_as_heard_from_both_sides():
    samples = rough(5)[:, :1]
    both = np.repeat(samples, 2, axis=1)
    assert integrated(metered(samples).powers) == pytest.approx(integrated(metered(both).powers), abs=0.01)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 2.0])
def test_silence_is_minus_70(seconds):
    assert integrated(metered(np.zeros((round(seconds * RATE), 2), np.float32)).powers) == -70


def test_a_plan_reaches_its_loudness_below_the_ceiling():
    samples = rough(6)
    meter = metered(samples)
    plan = planned(meter.powers, meter.peaks, -13.0, -2.0)
    limited = np.concatenate(
        [plan.applied(samples[at : at + RATE], at) for at in range(0, len(samples), RATE)]
    )
    lufs, peak = by_ffmpeg(limited)
    assert lufs == pytest.approx(-13.0, abs=0.15)
    assert peak < -1.7


def test_what_needs_no_limiting_only_gets_louder():
    samples = rough(7)
    meter = metered(samples)
    plan = planned(meter.powers, meter.peaks, -40.0, -2.0)
    factors = plan.applied(samples, 0)[samples != 0] / samples[samples != 0]
    assert np.ptp(factors) < 1e-6
