"""Our clips have the colours, the frames and the headers that they are given."""

from pathlib import Path

import av
import numpy as np
import pytest

from infra.media.encode import VideoEncoder, planes_of
from infra.media.join import join, joinable, own_header
from models.errors import MediaError

WIDTH, HEIGHT = 192, 108


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def flat(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def write(path: Path, frames: list[np.ndarray]) -> Path:
    with VideoEncoder(path, WIDTH, HEIGHT) as encoder:
        for frame in frames:
            encoder.add_rgb(frame)
    return path


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_colours_come_back_as_they_went_in(tmp_path):
    colours = [(255, 0, 0), (0, 200, 40), (10, 20, 250), (255, 255, 255), (0, 0, 0), (127, 127, 127)]
    clip = write(tmp_path / "clip.mp4", [flat(colour) for colour in colours])
    for frame, colour in zip(decoded(clip), colours, strict=True):
        assert np.abs(frame[50, 90].astype(int) - colour).max() <= 4


def test_the_clip_says_that_its_colours_are_bt709_in_limited_range(tmp_path):
    with av.open(write(tmp_path / "clip.mp4", [flat((90, 90, 90))])) as container:
        context = container.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
    assert tags == (1, 1, 1, 1)


def test_planes_and_rgb_give_the_same_film(tmp_path):
    picture = noise(1)
    from_rgb = write(tmp_path / "rgb.mp4", [picture])
    with VideoEncoder(tmp_path / "planes.mp4", WIDTH, HEIGHT) as encoder:
        encoder.add_planes(*planes_of(picture))
    assert from_rgb.read_bytes() == (tmp_path / "planes.mp4").read_bytes()


def test_frames_last_a_twenty_fourth_of_a_second_and_start_at_zero(tmp_path):
    with av.open(write(tmp_path / "clip.mp4", [noise(n) for n in range(5)])) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx([n / 24 for n in range(5)])


def test_unlike_pictures_share_a_header_so_that_they_can_be_joined(tmp_path):
    calm = write(tmp_path / "calm.mp4", [flat((20, 30, 40))])
    wild = write(tmp_path / "wild.mp4", [noise(n) for n in range(30)])
    header = own_header(WIDTH, HEIGHT)
    assert joinable(calm, 1, header)
    assert joinable(wild, 30, header)
    assert not joinable(wild, 29, header)
    assert not joinable(wild, 30, own_header(WIDTH, HEIGHT + 16))


def test_joined_clips_decode_to_exactly_the_pictures_of_each(tmp_path):
    one = write(tmp_path / "one.mp4", [noise(n) for n in range(7)])
    two = write(tmp_path / "two.mp4", [flat((n * 20, 50, 90)) for n in range(5)])
    assert join([one, two, one], tmp_path / "joined.mp4") == 19
    joined = decoded(tmp_path / "joined.mp4")
    assert np.array_equal(joined, decoded(one) + decoded(two) + decoded(one))


def test_a_failure_amid_a_clip_leaves_no_file_behind(tmp_path):
    with pytest.raises(KeyError), VideoEncoder(tmp_path / "clip.mp4", WIDTH, HEIGHT) as encoder:
        encoder.add_rgb(noise(1))
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_clip_without_frames_is_an_error_and_no_file(tmp_path):
    with pytest.raises(MediaError, match="no frames"), VideoEncoder(tmp_path / "clip.mp4", WIDTH, HEIGHT):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_frame_of_another_size_is_refused(tmp_path):
    with (
        pytest.raises(MediaError, match=r"shape \(108, 192, 3\)"),
        VideoEncoder(tmp_path / "clip.mp4", WIDTH, HEIGHT) as encoder,
    ):
        encoder.add_rgb(noise(1)[:-2])
