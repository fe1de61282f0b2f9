"""The finished film has every frame, sound, subtitle and chapter in its place, copied bit by bit."""

import hashlib
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from infra.media.encoder import VideoEncoder, edges
from infra.media.ffmpeg import executable
from infra.media.muxer import Accompaniment, Chapter, Span, join
from models.cut.delivery import Codec, Picture
from models.cut.timeline import Caption
from models.errors import DiskFull, MediaError

PICTURE = Picture(width=128, height=96)
EDGE, LENGTH = 6, 30
CAPTIONS = (
    Caption(start=0.5, end=1.5, lines=("Good evening,", "said the {old} keeper: 3 < 4.")),
    Caption(start=1.5, end=2.25, lines=("مساء الخير", "1984")),
)


def pictures(seed: int, picture: Picture) -> Iterator[np.ndarray]:
    """A rough texture, so that packets are not empty, in a brightness that tells the frame's number."""
    texture = np.random.default_rng(seed).integers(0, 20, (picture.height, picture.width), np.uint8)
    for number in range(1000):
        yield texture + np.uint8(40 + 5 * (number % 30) + seed)


def write(path: Path, seed: int, *, frames: int = LENGTH, picture: Picture = PICTURE) -> Path:
    grey = np.full((picture.height // 2, picture.width // 2), 128, np.uint8)
    with VideoEncoder(path, picture, keyframes=edges(frames, EDGE)) as encoder:
        for _, y in zip(range(frames), pictures(seed, picture), strict=False):
            encoder.add_planes(y, grey, grey)
    return path


def tone(path: Path, seconds: float, *, click_s: float | None = None) -> Path:
    """AAC of noise, or of silence with one click."""
    samples = np.zeros((2, round(seconds * 48_000)), np.float32)
    if click_s is None:
        samples += np.random.default_rng(1).uniform(-0.3, 0.3, samples.shape).astype(np.float32)
    else:
        samples[:, round(click_s * 48_000)] = 1.0
    with av.open(path, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=48_000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def seconds(ticks: int | None, base: Fraction | None) -> Fraction:
    assert ticks is not None and base is not None
    return ticks * base


def packets(path: Path, kind: str) -> list[Any]:
    with av.open(path) as container:
        return [packet for packet in container.demux(**{kind: 0}) if packet.size]


def hashes(path: Path, kind: str = "video") -> list[str]:
    return [hashlib.sha256(bytes(packet)).hexdigest() for packet in packets(path, kind)]


def brightness(frame: av.VideoFrame) -> float:
    return float(frame.to_ndarray()[: frame.height, : frame.width].mean())


def film_of(
    spans: list[Span], into: Path, picture: Picture = PICTURE, progress=lambda _: None, **more
) -> Path:
    beside = Accompaniment(**{"sound": None, **more})
    assert join(spans, into, picture, beside, progress=progress) == sum(span.frames for span in spans)
    return into


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return write(tmp_path / "one.mp4", 1)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return write(tmp_path / "two.mp4", 2)


def test_packets_of_the_spans_are_copied_bit_by_bit_and_none_else(one, two, tmp_path):
    spans = [Span(one, 0, LENGTH - EDGE), Span(two, EDGE, LENGTH - EDGE), Span(one, EDGE, 12)]
    film = film_of(spans, tmp_path / "film.mp4", sound=tone(tmp_path / "sound.m4a", 2.5))
    expected = hashes(one)[: LENGTH - EDGE] + hashes(two)[EDGE:] + hashes(one)[EDGE : EDGE + 12]
    assert hashes(film) == expected
    assert hashes(film, "audio") == hashes(tmp_path / "sound.m4a", "audio")


@pytest.mark.parametrize(
    ("codec", "fps", "entry"),
    [
        ("h264", 24, "avc1"),
        ("h264", 25, "avc1"),
        ("hevc", 30, "hvc1"),
        ("av1", 60, "av01"),
        ("av1", 24, "av01"),
    ],
)
def test_frames_are_even_and_a_player_can_start_anywhere(codec: Codec, fps, entry, tmp_path):
    picture = Picture(width=128, height=96, fps=fps, codec=codec)
    clips = [write(tmp_path / f"{seed}.mp4", seed, picture=picture) for seed in (1, 3)]
    spans = [Span(clips[0], 0, LENGTH - EDGE), Span(clips[1], EDGE, LENGTH - EDGE)] * 2
    film = film_of(spans, tmp_path / "film.mp4", picture)
    whole = sum(span.frames for span in spans)
    shown = [40 + 9.5 + 5 * n + 1 for n in range(LENGTH - EDGE)]
    shown = (shown + [40 + 9.5 + 5 * n + 3 for n in range(EDGE, LENGTH)]) * 2
    with av.open(film) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.codec_tag == entry
        assert (stream.frames, stream.average_rate) == (whole, fps)
        frames = list(container.decode(stream))
        assert [seconds(frame.pts, stream.time_base) for frame in frames] == [
            Fraction(n, fps) for n in range(whole)
        ]
        assert [brightness(frame) for frame in frames] == pytest.approx(shown, abs=2)
        for at in (whole - 1, 3, LENGTH, 2 * LENGTH - 2 * EDGE, 0, 61):
            container.seek(round(Fraction(at, fps) * 1_000_000))
            first = next(
                frame
                for frame in container.decode(stream)
                if seconds(frame.pts, stream.time_base) * fps >= at
            )
            assert seconds(first.pts, stream.time_base) * fps == at
            assert brightness(first) == pytest.approx(shown[at], abs=2)


def test_the_sound_starts_with_the_picture(one, tmp_path):
    sound = tone(tmp_path / "sound.m4a", 1.25, click_s=0.5)
    film = film_of([Span(one, 0, LENGTH)], tmp_path / "film.mp4", sound=sound)
    with av.open(film) as container:
        pieces = [(frame.time or 0.0, np.abs(frame.to_ndarray()[0])) for frame in container.decode(audio=0)]
    start, loudest = max(pieces, key=lambda piece: float(piece[1].max()))
    assert start + int(loudest.argmax()) / 48_000 == pytest.approx(0.5, abs=0.0005)


def test_after_two_hundred_short_spans_picture_and_sound_are_as_long_as_each_other(one, two, tmp_path):
    spans = [Span(one, EDGE, 7), Span(two, EDGE, 11)] * 100
    sound = tone(tmp_path / "sound.m4a", 1800 / PICTURE.fps)
    film = film_of(spans, tmp_path / "film.mp4", sound=sound)
    with av.open(film) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        picture_s = seconds(video.duration, video.time_base)
        *_, last = container.decode(audio)
        sound_s = seconds(last.pts, last.time_base) + Fraction(last.samples, 48_000)
        said_s = (container.duration or 0) / av.time_base
    assert picture_s == Fraction(1800, PICTURE.fps)
    assert abs(picture_s - sound_s) < Fraction(1, PICTURE.fps)
    assert abs(said_s - picture_s) < Fraction(1, PICTURE.fps)


def test_subtitles_title_language_and_chapters_are_found_again(one, two, tmp_path):
    film = film_of(
        [Span(one, 0, LENGTH), Span(two, 0, LENGTH)],
        tmp_path / "film.mp4",
        sound=tone(tmp_path / "sound.m4a", 2.5),
        captions=CAPTIONS,
        language="ara",
        title="Der Leuchtturmwärter",
        chapters=[Chapter("The lamp", 0.0, 1.25), Chapter("Nächte", 1.25, 2.5)],
    )
    with av.open(film) as container:
        texts = container.streams.subtitles[0]
        assert texts.codec_context.name == "mov_text"
        assert (texts.language, container.streams.audio[0].language) == ("ara", "ara")
        assert container.metadata["title"] == "Der Leuchtturmwärter"
        chapters = [
            (chapter["metadata"]["title"], float(seconds(chapter["start"], chapter["time_base"])))
            for chapter in container.chapters()
        ]
        assert chapters == [("The lamp", 0.0), ("Nächte", 1.25)]
        shown = [
            (
                float(seconds(packet.pts, packet.time_base)),
                float(seconds(packet.duration, packet.time_base)),
                bytes(packet)[2:],
            )
            for packet in container.demux(texts)
            if packet.size > 2
        ]
    assert [(start, length, text.decode()) for start, length, text in shown] == [
        (0.5, 1.0, "Good evening,\nsaid the {old} keeper: 3 < 4."),
        (1.5, 0.75, "مساء الخير\n1984"),
    ]


def test_a_film_without_sound_and_words_has_a_picture_alone(one, tmp_path):
    with av.open(film_of([Span(one, 0, LENGTH)], tmp_path / "film.mp4")) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_it_can_be_played_while_it_is_still_being_downloaded(one, two, tmp_path):
    film = film_of(
        [Span(one, 0, LENGTH), Span(two, 0, LENGTH)] * 10,
        tmp_path / "film.mp4",
        sound=tone(tmp_path / "sound.m4a", 25.0),
        captions=CAPTIONS,
        chapters=[Chapter(f"Chapter {n}", n, n + 1) for n in range(25)],
    )
    whole = film.read_bytes()
    assert 0 < whole.index(b"moov") < whole.index(b"mdat")
    places = [
        (packet.pos, float(seconds(packet.dts, packet.time_base)))
        for kind in ("video", "audio")
        for packet in packets(film, kind)
    ]
    times = [time for _, time in sorted(places)]
    assert all(later > earlier - 1.0 for earlier, later in pairwise(times))


def test_the_same_film_is_the_same_file(one, two, tmp_path):
    sound = tone(tmp_path / "sound.m4a", 2.5)
    spans = [Span(one, 0, LENGTH), Span(two, 0, LENGTH)]
    films = [
        film_of(
            spans, tmp_path / name, sound=sound, captions=CAPTIONS, title="T", chapters=[Chapter("C", 0, 2)]
        )
        for name in ("first.mp4", "second.mp4")
    ]
    assert films[0].read_bytes() == films[1].read_bytes()


def test_progress_is_told_in_shares_of_the_frames_up_to_all_of_them(one, two, tmp_path):
    told: list[float] = []
    film_of([Span(one, 0, LENGTH), Span(two, 0, LENGTH)] * 2, tmp_path / "film.mp4", progress=told.append)
    assert told == [0.4, 0.8, 1.0]


def test_a_stop_amid_the_work_leaves_the_film_that_was_there(one, two, tmp_path):
    film = film_of([Span(one, 0, LENGTH)], tmp_path / "film.mp4")
    there, before = set(tmp_path.iterdir()), film.read_bytes()

    def stop(share: float) -> None:
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        film_of([Span(one, 0, LENGTH), Span(two, 0, LENGTH)], film, progress=stop)
    assert set(tmp_path.iterdir()) == there
    assert film.read_bytes() == before


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((EDGE + 1, 5), r"two\.mp4 has no keyframe at frame 7: it must be conformed"),
        ((EDGE, LENGTH), r"two\.mp4 ends after 30 of 36 frames: it must be conformed"),
    ],
)
def test_a_span_that_cannot_be_cut_there_is_named(span, said, one, two, tmp_path):
    with pytest.raises(MediaError, match=said):
        film_of([Span(one, 0, LENGTH), Span(two, *span)], tmp_path / "film.mp4")
    assert {path.name for path in tmp_path.iterdir()} == {"one.mp4", "two.mp4"}


@pytest.mark.parametrize(
    "other",
    [
        Picture(width=160, height=96),
        Picture(width=128, height=96, codec="hevc"),
        Picture(width=128, height=96, fps=25),
    ],
)
def test_a_clip_of_another_encoding_must_be_conformed_first(other, one, tmp_path):
    foreign = write(tmp_path / "foreign.mp4", 2, picture=other)
    with pytest.raises(MediaError, match=r"foreign\.mp4 .*: it must be conformed before it is joined\."):
        film_of([Span(one, 0, LENGTH), Span(foreign, 0, LENGTH)], tmp_path / "film.mp4")


def test_a_clip_that_was_cut_short_on_the_disk_is_never_joined(one, two, tmp_path):
    broken = film_of([Span(two, 0, LENGTH)], tmp_path / "broken.mp4")
    with broken.open("r+b") as file:
        file.truncate(broken.stat().st_size * 2 // 3)
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        film_of([Span(one, 0, LENGTH), Span(broken, 0, LENGTH)], tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()


def test_a_sound_file_without_sound_is_named(one, two, tmp_path):
    with pytest.raises(MediaError, match=r"two\.mp4 holds no sound"):
        film_of([Span(one, 0, LENGTH)], tmp_path / "film.mp4", sound=two)


def test_a_film_of_nothing_is_an_error(tmp_path):
    with pytest.raises(MediaError, match="joined of no frames"):
        film_of([], tmp_path / "film.mp4")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a disk that is small enough to fill")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("repeats", [4, 30])
def test_a_disk_that_fills_is_told_as_that_and_keeps_no_half_film(repeats, one, two, tiny_disk, tmp_path):
    sound = tone(tmp_path / "sound.m4a", 2.5 * repeats)
    with pytest.raises(DiskFull, match="no space is left"):
        film_of([Span(one, 0, LENGTH), Span(two, 0, LENGTH)] * repeats, tiny_disk / "film.mp4", sound=sound)
    assert list(tiny_disk.iterdir()) == []


def test_what_is_thought_is_in_italics_in_the_subtitles_stream(one, tmp_path):
    thought = CAPTIONS[1].model_copy(update={"thought": True})
    film = film_of([Span(one, 0, LENGTH)] * 2, tmp_path / "film.mp4", captions=(CAPTIONS[0], thought))
    shown = subprocess.run(
        [executable(), "-v", "error", "-i", str(film), "-map", "0:s", "-f", "srt", "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    first, second = shown.strip().split("\n\n")
    assert "<i>" not in first
    assert "<i>مساء الخير\n1984</i>" in second
