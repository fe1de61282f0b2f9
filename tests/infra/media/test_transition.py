"""A transition leads evenly from one clip into the next, frame for frame, in the film's own encoding."""

from pathlib import Path
from typing import get_args

import av
import numpy as np
import pytest

from infra.media.encoder import VideoEncoder, edges, header
from infra.media.target import Target
from infra.media.transition import blend
from models.cut.delivery import Codec, Picture
from models.cut.transitions import TransitionKind
from models.errors import MediaError

PICTURE = Picture(width=320, height=180)
FRAMES, LENGTH = 8, 20
KINDS = [kind for kind in get_args(TransitionKind) if kind != "cut"]

CAPTION = """[Script Info]
ScriptType: v4.00+
PlayResX: 320
PlayResY: 180
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BorderStyle, Outline, Alignment, MarginV
Style: Default,Noto Sans,30,&Hffffff,&H0,1,2,2,10

[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:00.00,0:00:00.16,Default,Good evening
"""


def flat(brightness: int) -> np.ndarray:
    return np.full((PICTURE.height, PICTURE.width), brightness, np.uint8)


def write(path: Path, brightness: list[np.ndarray], picture: Picture = PICTURE) -> Path:
    grey = np.full((picture.height // 2, picture.width // 2), 128, np.uint8)
    with VideoEncoder(path, picture, keyframes=edges(len(brightness), FRAMES)) as encoder:
        for y in brightness:
            encoder.add_planes(y, grey, grey)
    return path


def decoded(path: Path) -> list[np.ndarray]:
    """The brightness of each frame."""
    with av.open(path) as container:
        return [
            frame.to_ndarray()[: frame.height].astype(int)[:, : frame.width]
            for frame in container.decode(video=0)
        ]


@pytest.fixture
def dark(tmp_path: Path) -> Path:
    """Brightness 40, 41, 42 …: each frame tells its number."""
    return write(tmp_path / "dark.mp4", [flat(40 + n) for n in range(LENGTH)])


@pytest.fixture
def bright(tmp_path: Path) -> Path:
    return write(tmp_path / "bright.mp4", [flat(180 + n) for n in range(LENGTH)])


def blended(dark: Path, bright: Path, kind: TransitionKind, frames: int = FRAMES) -> list[np.ndarray]:
    into = dark.with_name(f"{kind}.mp4")
    blend(dark, bright, into, Target(PICTURE, frames), kind, progress=lambda _: None)
    return decoded(into)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_clip_of_the_film_of_exactly_its_frames(kind, dark, bright, tmp_path):
    again = tmp_path / "again.mp4"
    frames = blended(dark, bright, kind)
    blend(dark, bright, again, Target(PICTURE, FRAMES), kind, progress=lambda _: None)
    assert len(frames) == FRAMES
    assert again.read_bytes() == (tmp_path / f"{kind}.mp4").read_bytes()
    with av.open(again) as container:
        assert container.streams.video[0].codec_context.extradata == header(PICTURE)
        assert next(container.demux(video=0)).is_keyframe


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_frame_is_not_yet_all_and_the_last_no_longer_any_of_the_clip_before(kind, dark, bright):
    first, *_, last = blended(dark, bright, kind)
    old, new = 40 + LENGTH - FRAMES, 180 + FRAMES - 1
    assert 2 < np.abs(first - old).mean() < 60
    assert 2 < np.abs(last - new).mean() < 60


def test_a_crossfade_brightens_by_even_steps_over_both_joins(dark, bright):
    fade = [frame.mean() for frame in blended(dark, bright, "crossfade")]
    old = [40 + LENGTH - FRAMES + n for n in range(-1, FRAMES)]
    new = [180 + n for n in range(FRAMES + 1)]
    around = [old[0], *fade, new[-1]]
    shares = [n / (FRAMES + 1) for n in range(FRAMES + 2)]
    even = [a + (b - a) * w for a, b, w in zip([*old, old[-1] + 1], [new[0] - 1, *new], shares, strict=True)]
    assert np.abs(np.array(around) - even).max() < 1.5


def test_a_wipe_shows_the_right_frame_of_each_clip_on_either_side(dark, bright):
    for n, frame in enumerate(blended(dark, bright, "wipe-left")):
        assert abs(frame[:, :4].mean() - (40 + LENGTH - FRAMES + n)) < 2
        assert abs(frame[:, -4:].mean() - (180 + n)) < 2


def test_wipes_run_the_way_they_are_named_behind_a_soft_edge(dark, bright):
    def new_columns(frame: np.ndarray) -> np.ndarray:
        return np.flatnonzero(frame.mean(axis=0) > 120)

    left, right = blended(dark, bright, "wipe-left"), blended(dark, bright, "wipe-right")
    assert all(new_columns(frame)[-1] == PICTURE.width - 1 for frame in left)
    assert all(new_columns(frame)[0] == 0 for frame in right)
    seen = [len(new_columns(frame)) for frame in left]
    assert np.diff(seen) == pytest.approx(PICTURE.width / (FRAMES + 1), abs=4)
    middle = left[4].mean(axis=0)
    between = np.count_nonzero((middle > 70) & (middle < 170))
    assert 2 <= between <= 10


def test_a_slide_pushes_the_picture_the_way_it_is_named_and_eases(tmp_path):
    marked = flat(60)
    marked[:, 150:170] = 220
    before = write(tmp_path / "before.mp4", [marked] * LENGTH)
    after = write(tmp_path / "after.mp4", [flat(120)] * LENGTH)

    def mark(frame: np.ndarray) -> float:
        return float(np.flatnonzero(frame.mean(axis=0) > 170).mean())

    left, right = blended(before, after, "slide-left"), blended(before, after, "slide-right")
    moved = np.diff([159.5, *(mark(frame) for frame in left[:4])])
    assert (moved < 0).all()
    assert moved[0] > moved[1] > moved[2]
    assert mark(right[2]) - 159.5 == pytest.approx(159.5 - mark(left[2]), abs=2)
    assert left[-1][:, :-20].mean() == pytest.approx(120, abs=2)


@pytest.mark.parametrize(("kind", "colour"), [("fade-black", 16), ("fade-white", 235)])
def test_fades_go_out_into_their_colour_and_in_from_it(kind, colour, dark, bright):
    away = [abs(frame.mean() - colour) for frame in blended(dark, bright, kind, frames=7)]
    assert away[:4] == sorted(away[:4], reverse=True)
    assert away[3] < 1
    assert away[3:] == sorted(away[3:])


def test_captions_are_drawn_over_the_picture_for_as_long_as_they_last(dark, bright, tmp_path):
    captions = tmp_path / "it's, a [caption].ass"
    captions.write_text(CAPTION)
    told: list[float] = []
    into = tmp_path / "into.mp4"
    target = Target(PICTURE, FRAMES, captions=captions)
    blend(dark, bright, into, target, "fade-black", progress=told.append)
    plain = blended(dark, bright, "fade-black")
    words = [
        np.count_nonzero(np.abs(frame - bare)[120:] > 60)
        for frame, bare in zip(decoded(into), plain, strict=True)
    ]
    assert min(words[:4]) > 300
    assert words[4:] == [0] * 4
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert {path.name for path in tmp_path.iterdir()} == {
        "dark.mp4",
        "bright.mp4",
        "fade-black.mp4",
        "into.mp4",
        captions.name,
    }


@pytest.mark.parametrize("codec", ["hevc", "av1"])
def test_other_codecs_blend_as_well(codec: Codec, tmp_path):
    picture = Picture(width=320, height=180, fps=30, codec=codec)
    before = write(tmp_path / "before.mp4", [flat(40 + n) for n in range(LENGTH)], picture)
    after = write(tmp_path / "after.mp4", [flat(180)] * LENGTH, picture)
    blend(before, after, tmp_path / "into.mp4", Target(picture, FRAMES), "crossfade", progress=lambda _: None)
    seen = [frame.mean() for frame in decoded(tmp_path / "into.mp4")]
    assert seen == pytest.approx(
        [52 + n + (180 - 52 - n) * (n + 1) / (FRAMES + 1) for n in range(FRAMES)], abs=3
    )
    with av.open(tmp_path / "into.mp4") as container:
        assert container.streams.video[0].codec_context.extradata == header(picture)


def test_a_cut_is_nothing_to_blend(dark, bright, tmp_path):
    with pytest.raises(MediaError, match="join the two clips as they are"):
        blended(dark, bright, "cut")
    assert not (tmp_path / "cut.mp4").exists()


def test_a_clip_that_is_shorter_than_the_transition_is_named(dark, bright):
    with pytest.raises(MediaError, match=r"dark\.mp4 has 20 frames and its transition needs 21"):
        blended(dark, bright, "crossfade", frames=LENGTH + 1)


def test_a_clip_of_another_size_must_be_conformed_first(dark, tmp_path):
    small = Picture(width=160, height=90)
    other = write(tmp_path / "other.mp4", [np.full((90, 160), 80, np.uint8)] * LENGTH, small)
    with pytest.raises(MediaError, match=r"other\.mp4 has no picture of 320×180 pixels: conform it first"):
        blended(dark, other, "crossfade")


@pytest.mark.parametrize("captioned", [False, True])
def test_a_stop_amid_the_work_leaves_nothing_behind(captioned, dark, bright, tmp_path):
    captions = tmp_path / "captions.ass"
    captions.write_text(CAPTION)
    there = set(tmp_path.iterdir())

    def stop(share: float) -> None:
        if share > 0.4:
            raise KeyboardInterrupt

    target = Target(PICTURE, FRAMES, captions=captions if captioned else None)
    with pytest.raises(KeyboardInterrupt):
        blend(dark, bright, tmp_path / "into.mp4", target, "crossfade", progress=stop)
    assert set(tmp_path.iterdir()) == there
