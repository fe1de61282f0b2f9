"""Real media files with some of their bytes changed: measured and decoded in time, or refused in one sentence."""

import math
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from infra.media import sound
from infra.media.conform import is_conformed
from infra.media.encoder import VideoEncoder
from infra.media.intake.material import CLIP, VOICE
from infra.media.intake.stills import read_still
from infra.media.probe import probe, probe_picture
from infra.media.target import Target
from models.cut.delivery import Picture
from models.errors import MediaError
from tests.kit.ffmpeg_run import run
from tests.kit.fuzz import broken, fuzzed, taken

PICTURE = Picture(width=64, height=48)
SOUNDS = ("tone.wav", "tone.m4a", "tone.mp3", "tone.flac", "tone.ogg")
CLIPS = ("clip.mp4", "clip.mkv", "clip.webm", "clip.gif")
STILLS = ("still.png", "still.jpg", "still.webp")


class Media(dict[str, bytes]):
    """Files by name; told by their names alone when a test fails."""

    def __repr__(self) -> str:
        return str([*self])


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Small files of each kind, as they are before anything happens to them."""
    folder = tmp_path_factory.mktemp("media")
    tone = np.sin(np.arange(4800) / 8).astype(np.float32) * 0.4
    sound.write_wav(folder / "tone.wav", tone)
    for name in SOUNDS[1:]:
        run(["-i", str(folder / "tone.wav"), "-bitexact", str(folder / name)], what=f"Making {name}")
    with VideoEncoder(folder / "clip.mp4", PICTURE) as encoder:
        for number in range(5):
            encoder.add_rgb(np.full((48, 64, 3), number * 40, np.uint8))
    for name in CLIPS[1:]:
        run(["-i", str(folder / "clip.mp4"), "-bitexact", str(folder / name)], what=f"Making {name}")
    for name in STILLS:
        Image.effect_mandelbrot((16, 12), (-2, -1, 1, 1), 40).convert("RGB").save(folder / name)
    return Media({path.name: path.read_bytes() for path in folder.iterdir()})


def changed(data: st.DataObject, media: Media, names: tuple[str, ...], folder: Path) -> Path:
    """One of the files, broken; it may have the name of another kind."""
    content = data.draw(broken(st.sampled_from(names).map(media.__getitem__)))
    path = folder / data.draw(st.sampled_from(names))
    path.write_bytes(content)
    return path


def test_a_sound_with_tags_in_another_encoding_is_heard(media: Media, tmp_path: Path) -> None:
    path = tmp_path / "tone.m4a"
    path.write_bytes(media["tone.m4a"].replace(b"M4A ", b"\xff4A "))
    assert probe(path, VOICE).audio_seconds == pytest.approx(0.1, abs=0.05)


@fuzzed(60)
@given(data=st.data())
def test_a_broken_clip_is_measured_or_refused(data: st.DataObject, media: Media, tmp_path: Path) -> None:
    path = changed(data, media, CLIPS + SOUNDS, tmp_path)
    facts = taken(lambda: probe(path, CLIP), MediaError)
    if facts is not None:
        assert all(map(math.isfinite, (facts.seconds, facts.audio_seconds)))
        assert min(facts.seconds, facts.audio_seconds, facts.frames, facts.width, facts.sample_rate) >= 0
    seen = taken(lambda: probe_picture(path), MediaError)
    if seen is not None:
        assert math.isfinite(seen.seconds)
        assert 0 <= seen.last_s <= seen.seconds <= seen.promised_s
    taken(lambda: is_conformed(path, Target(PICTURE, 5, 0, None)), MediaError)


@fuzzed(60)
@given(data=st.data())
def test_a_broken_sound_is_heard_or_refused(data: st.DataObject, media: Media, tmp_path: Path) -> None:
    path = changed(data, media, SOUNDS + CLIPS[:1], tmp_path)
    facts = taken(lambda: probe(path, VOICE), MediaError)
    assert facts is None or math.isfinite(facts.audio_seconds)
    for piece in taken(lambda: list(islice(sound.stream(path, channels=2), 200)), MediaError) or ():
        assert piece.shape[1] == 2


@fuzzed(60)
@given(data=st.data())
def test_a_broken_picture_is_whole_or_refused(data: st.DataObject, media: Media, tmp_path: Path) -> None:
    path = changed(data, media, STILLS, tmp_path)
    picture = taken(lambda: read_still(path), MediaError)
    assert picture is None or (min(picture.size) > 0 and len(picture.tobytes()) > 0)
