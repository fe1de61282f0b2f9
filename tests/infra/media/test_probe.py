"""A file is measured as it is, not as its header says."""

from pathlib import Path

import numpy as np
import pytest

from infra.media.encoder import VideoEncoder
from infra.media.intake.material import VOICE
from infra.media.probe import MediaFacts, probe, probe_picture
from models.cut.delivery import Picture
from models.errors import MediaError
from tests.kit.ffmpeg_run import run


def clip(path: Path, frames: int) -> Path:
    with VideoEncoder(path, Picture(width=64, height=48)) as encoder:
        for n in range(frames):
            encoder.add_rgb(np.full((48, 64, 3), n * 5, np.uint8))
    return path


def test_a_clip_is_as_long_as_its_frames(tmp_path):
    assert probe(clip(tmp_path / "clip.mp4", 36)) == MediaFacts(
        seconds=1.5, frames=36, width=64, height=48, audio_seconds=0.0, sample_rate=0
    )


def test_a_sound_is_as_long_as_its_samples(tmp_path):
    sound = tmp_path / "tone.wav"
    run(["-f", "lavfi", "-i", "sine=duration=1.25:sample_rate=22050", str(sound)], what="Making a tone")
    facts = probe(sound, VOICE)
    assert facts.seconds == facts.audio_seconds == pytest.approx(1.25, abs=1e-3)
    assert (facts.frames, facts.sample_rate) == (0, 22050)


def test_picture_and_sound_of_one_file_are_measured_apart(tmp_path):
    film = tmp_path / "film.mp4"
    run(
        ["-i", str(clip(tmp_path / "clip.mp4", 48)), "-f", "lavfi", "-i", "sine=duration=1.5", str(film)],
        what="Adding a tone",
    )
    facts = probe(film)
    assert facts.frames == 48
    assert facts.seconds == pytest.approx(2.0)
    assert facts.audio_seconds == pytest.approx(1.5, abs=0.03)


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\0\0\0\x18ftypisom" + bytes(400)])
def test_a_broken_file_is_named_in_the_error(tmp_path, content):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content)
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        probe(broken)


def test_a_file_cut_short_before_its_index_is_an_error(tmp_path):
    whole = clip(tmp_path / "clip.mp4", 36).read_bytes()
    (tmp_path / "short.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MediaError, match=r"short\.mp4"):
        probe(tmp_path / "short.mp4")


def test_a_missing_file_is_an_error_of_ours(tmp_path):
    with pytest.raises(MediaError, match=r"gone\.mp4"):
        probe(tmp_path / "gone.mp4")


def test_a_file_whose_end_is_missing_still_tells_how_long_it_was(tmp_path):
    whole = tmp_path / "whole.mp4"
    run(
        ["-i", str(clip(tmp_path / "clip.mp4", 48)), "-c", "copy", "-movflags", "+faststart", str(whole)],
        what="A",
    )
    content = whole.read_bytes()
    (tmp_path / "short.mp4").write_bytes(content[: len(content) * 3 // 4])
    facts = probe_picture(tmp_path / "short.mp4")
    assert facts.promised_s == probe_picture(whole).seconds == pytest.approx(2.0)
    assert 0.2 < facts.seconds < 1.9


def test_the_length_of_a_picture_does_not_depend_on_when_the_file_begins(tmp_path):
    late = tmp_path / "late.ts"
    run(
        ["-i", str(clip(tmp_path / "clip.mp4", 48)), "-c", "copy", "-output_ts_offset", "7", str(late)],
        what="A",
    )
    facts = probe_picture(late)
    assert facts.seconds == pytest.approx(2.0)
    assert facts.last_s == pytest.approx(47 / 24)


def test_a_sound_has_no_picture(tmp_path):
    sound = tmp_path / "tone.m4a"
    run(["-f", "lavfi", "-i", "sine=duration=0.1", str(sound)], what="Making a tone")
    with pytest.raises(MediaError, match=r"tone\.m4a holds no picture stream"):
        probe_picture(sound)
