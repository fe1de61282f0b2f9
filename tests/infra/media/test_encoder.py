"""Our clips have the colours, the frames, the keyframes and the headers that they are given."""

import os
from fractions import Fraction
from pathlib import Path
from typing import get_args

import av
import numpy as np
import pytest

from infra.media import codecs
from infra.media.encoder import VideoEncoder, edges, encoding, header, planes_of
from models.cut.delivery import CODECS, Codec, Fps, Picture
from models.errors import MediaError

WIDTH, HEIGHT = 192, 108
PICTURE = Picture(width=WIDTH, height=HEIGHT)
SOFTWARE: tuple[Codec, ...] = ("h264", "hevc", "av1")
every_codec = pytest.mark.parametrize("codec", SOFTWARE)


def of(codec: Codec, fps: int = 24) -> Picture:
    return PICTURE.model_copy(update={"codec": codec, "fps": fps})


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def flat(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def moving(frames: int) -> list[np.ndarray]:
    """A blurred pattern that slides: what an encoder predicts one frame from another with."""
    y, x = np.mgrid[:HEIGHT, : WIDTH + frames * 3]
    wide = np.stack([np.sin(x / 9 + c) + np.cos(y / 7) for c in range(3)], 2) * 60 + 128
    return [np.ascontiguousarray(wide[:, 3 * n : 3 * n + WIDTH].astype(np.uint8)) for n in range(frames)]


def write(path: Path, frames: list[np.ndarray], picture: Picture = PICTURE, **options) -> Path:
    with VideoEncoder(path, picture, **options) as encoder:
        for frame in frames:
            encoder.add_rgb(frame)
    return path


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def keyframes(path: Path) -> list[int]:
    with av.open(path) as container:
        return [n for n, p in enumerate(p for p in container.demux(video=0) if p.size) if p.is_keyframe]


@every_codec
def test_colours_come_back_as_they_went_in(tmp_path, codec):
    colours = [(255, 0, 0), (0, 200, 40), (10, 20, 250), (255, 255, 255), (0, 0, 0), (127, 127, 127)]
    clip = write(tmp_path / "clip.mp4", [flat(colour) for colour in colours], of(codec))
    for frame, colour in zip(decoded(clip), colours, strict=True):
        assert np.abs(frame[50, 90].astype(int) - colour).max() <= 4


@every_codec
def test_the_clip_says_that_its_colours_are_bt709_in_limited_range(tmp_path, codec):
    with av.open(write(tmp_path / "clip.mp4", [flat((90, 90, 90))], of(codec))) as container:
        context = container.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
    assert tags == (1, 1, 1, 1)


def test_planes_and_rgb_give_the_same_film(tmp_path):
    picture = noise(1)
    from_rgb = write(tmp_path / "rgb.mp4", [picture])
    with VideoEncoder(tmp_path / "planes.mp4", PICTURE) as encoder:
        encoder.add_planes(*planes_of(picture))
    assert from_rgb.read_bytes() == (tmp_path / "planes.mp4").read_bytes()


@pytest.mark.parametrize("fps", get_args(Fps))
def test_every_frame_lasts_exactly_as_long_as_the_rate_says(tmp_path, fps):
    with av.open(write(tmp_path / "clip.mp4", moving(5), of("h264", fps))) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        base = container.streams.video[0].time_base
    assert base is not None
    assert [(packet.pts or 0) * base for packet in packets] == [Fraction(n, fps) for n in range(5)]
    assert [(packet.duration or 0) * base for packet in packets] == [Fraction(1, fps)] * 5


@every_codec
def test_packets_are_frames_in_the_order_in_which_they_are_shown(tmp_path, codec):
    with av.open(write(tmp_path / "clip.mp4", moving(30), of(codec))) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert len(packets) == 30
    assert all(packet.pts == packet.dts for packet in packets)


@every_codec
def test_a_clip_can_be_cut_at_a_forced_keyframe_without_decoding_what_came_before(tmp_path, codec):
    clip = write(tmp_path / "clip.mp4", moving(20), of(codec), keyframes=edges(20, 6))
    assert keyframes(clip) == [0, 6, 14]
    with av.open(clip) as source, av.open(tmp_path / "cut.mp4", "w") as cut:
        stream = cut.add_stream_from_template(source.streams.video[0], opaque=True)
        kept = [packet for packet in source.demux(video=0) if packet.size][6:]
        for packet in kept:
            packet.stream = stream
            cut.mux(packet)
    assert np.array_equal(decoded(tmp_path / "cut.mp4"), decoded(clip)[6:])


def test_a_long_shot_has_a_keyframe_at_least_every_two_seconds(tmp_path):
    clip = write(tmp_path / "clip.mp4", [flat((40, 90, 90))] * 130, of("h264", 30))
    assert keyframes(clip) == [0, 60, 120]


@pytest.mark.parametrize(
    ("frames", "edge", "where"),
    [(48, 12, {12, 36}), (48, 24, {24}), (20, 12, {8, 12}), (12, 12, set()), (48, 0, set()), (5, 12, set())],
)
def test_keyframes_stand_where_transitions_end_and_begin(frames, edge, where):
    assert edges(frames, edge) == where


@every_codec
def test_unlike_pictures_share_a_header_so_that_they_can_be_joined(tmp_path, codec):
    def header_of(path: Path) -> bytes:
        with av.open(path) as container:
            return container.streams.video[0].codec_context.extradata or b""

    own = header(of(codec))
    assert own
    assert header_of(write(tmp_path / "calm.mp4", [flat((20, 30, 40))], of(codec))) == own
    wild = [noise(n) for n in range(12)]
    assert header_of(write(tmp_path / "wild.mp4", wild, of(codec), keyframes={5})) == own
    assert header_of(write(tmp_path / "fast.mp4", wild, of(codec), threads=2)) == own
    assert header(of(codec).model_copy(update={"height": HEIGHT + 16})) != own


@every_codec
def test_the_same_frames_give_the_same_bytes(tmp_path, codec):
    frames = [*moving(12), *(noise(n) for n in range(6))]
    clips = {write(tmp_path / f"{n}.mp4", frames, of(codec), keyframes={4}).read_bytes() for n in range(3)}
    assert len(clips) == 1


def test_hevc_carries_the_mark_without_which_apple_players_do_not_open_it(tmp_path):
    with av.open(write(tmp_path / "clip.mp4", moving(2), of("hevc"))) as container:
        assert container.streams.video[0].codec_context.codec_tag == "hvc1"


def test_every_codec_and_rate_names_its_encoding(tmp_path):
    names = {encoding(of(codec, fps)) for codec in CODECS for fps in get_args(Fps)}
    assert len(names) == len(CODECS) * len(get_args(Fps))
    assert encoding(PICTURE) == encoding(PICTURE.model_copy(update={"width": 320}))


def test_an_encoder_says_nothing_on_the_terminal(tmp_path, capfd):
    write(tmp_path / "clip.mp4", moving(3), of("av1"))
    write(tmp_path / "clip.mp4", moving(3), of("hevc"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("codec", ["h264-nvenc", "hevc-nvenc"])
def test_nvenc_encodes_or_says_in_a_sentence_that_it_is_not_there(tmp_path, codec):
    picture = Picture(width=320, height=180, codec=codec)
    try:
        with VideoEncoder(tmp_path / "clip.mp4", picture, keyframes={3}) as encoder:
            for n in range(6):
                encoder.add_rgb(np.full((180, 320, 3), n * 40, np.uint8))
        assert keyframes(tmp_path / "clip.mp4") == [0, 3]
    except MediaError as error:
        assert str(error).startswith("This machine has no NVENC")
        assert "--codec h264" in str(error)
        assert list(tmp_path.iterdir()) == []


def test_a_codec_that_this_pyav_lacks_is_named(tmp_path, monkeypatch):
    lacking = codecs.SETTINGS["h264"]._replace(encoder="libx999")
    monkeypatch.setitem(codecs.SETTINGS, "h264", lacking)
    with (
        pytest.raises(MediaError, match=r"PyAV on this machine has no libx999"),
        VideoEncoder(tmp_path / "clip.mp4", PICTURE),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_failure_amid_a_clip_leaves_no_file_behind(tmp_path):
    with pytest.raises(KeyError), VideoEncoder(tmp_path / "clip.mp4", PICTURE) as encoder:
        encoder.add_rgb(noise(1))
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_clip_without_frames_is_an_error_and_no_file(tmp_path):
    with pytest.raises(MediaError, match="no frames"), VideoEncoder(tmp_path / "clip.mp4", PICTURE):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_frame_of_another_size_is_refused(tmp_path):
    with (
        pytest.raises(MediaError, match=r"shape \(108, 192, 3\)"),
        VideoEncoder(tmp_path / "clip.mp4", PICTURE) as encoder,
    ):
        encoder.add_rgb(noise(1)[:-2])


def test_an_odd_size_is_refused(tmp_path):
    with (
        pytest.raises(MediaError, match="even numbers"),
        VideoEncoder(tmp_path / "clip.mp4", Picture(width=193, height=108)),
    ):
        pass


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1"])
def test_no_encoder_takes_the_machine_for_itself(tmp_path: Path, codec: Codec) -> None:
    picture = Picture(width=256, height=144, codec=codec)
    with VideoEncoder(tmp_path / "clip.mp4", picture) as encoder:
        for _ in range(4):
            encoder.add_rgb(np.zeros((144, 256, 3), np.uint8))
        threads = [int(task.name) for task in Path("/proc/self/task").iterdir()]
        assert {os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_OTHER}
