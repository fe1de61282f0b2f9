"""Sound is read from anywhere in a file, and is the same there as when all of it is read."""

import numpy as np
import pytest

from infra.media.sound import RATE, read, stream, write_wav
from tests.kit.ffmpeg_run import run


@pytest.fixture(scope="module")
def noise(tmp_path_factory):
    rough = np.random.default_rng(3).standard_normal((20 * RATE, 2))
    smooth = np.apply_along_axis(lambda side: np.convolve(side, np.ones(8) / 30, "same"), 0, rough)
    return write_wav(tmp_path_factory.mktemp("noise") / "noise.wav", smooth)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("as-it-is.wav", []),
        ("at-44100.wav", ["-ar", "44100"]),
        ("one-side-at-22050.wav", ["-ar", "22050", "-ac", "1"]),
        ("at-44100.flac", ["-ar", "44100"]),
        ("at-44100.mp3", ["-ar", "44100"]),
        ("vorbis.ogg", ["-c:a", "libvorbis"]),
        ("coarse-clock.webm", ["-c:a", "libopus"]),
    ],
)
@pytest.mark.parametrize("first", [0, RATE, 9 * RATE + 1234])
def test_what_is_read_from_amid_a_file_is_what_stands_there(noise, tmp_path, name, options, first):
    path = tmp_path / name
    run(["-i", str(noise), *options, str(path)], what="Making a sound")
    whole = read(path, 2)[first:]
    part = np.concatenate(list(stream(path, 2, first)))
    assert part.shape == whole.shape
    assert np.abs(part - whole).max() < 1e-4
