"""The film is what the timeline says, frame by frame, and plays from end to end."""

import subprocess
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from activities.cut.assemble import assemble
from infra.media import ffmpeg
from infra.media.encode import VideoEncoder
from infra.media.probe import probe
from models.errors import MediaError
from models.timeline import FPS, Timeline, TimelineShot

WIDTH, HEIGHT, TITLE, END = 192, 108, 12, 10
SRT = "1\n00:00:00,600 --> 00:00:01,400\nThe lamp is lit.\n\n2\n00:00:01,500 --> 00:00:02,000\nحارس المنارة\n"


def frame(seed: int, n: int) -> np.ndarray:
    """A picture that tells its clip by colour and its number by a bright bar that walks."""
    pixels = np.full((HEIGHT, WIDTH, 3), (40 + 60 * (seed % 3), 90, 160 - 50 * (seed % 4)), np.uint8)
    pixels[20:90, n * 6 : n * 6 + 6] = 250
    return pixels


def ours(folder: Path, seed: int, frames: int) -> Path:
    path = folder / f"clip_{seed}.mp4"
    with VideoEncoder(path, WIDTH, HEIGHT) as encoder:
        for n in range(frames):
            encoder.add_rgb(frame(seed, n))
    return path


def alien(folder: Path, name: str, arguments: list[str], source: list[str]) -> Path:
    """A clip that another program made: ffmpeg from its own test pictures, or from one of our clips."""
    path = folder / name
    ffmpeg.run([*source, *arguments, str(path)], what="Making an alien clip")
    return path


def sound(folder: Path, seconds: float, beep_at: float | None = None) -> Path:
    """A WAV file, silent but for a tone from `beep_at` on, in seconds."""
    samples = np.zeros((round(seconds * 48_000), 2), "<i2")
    if beep_at is not None:
        tone = np.sin(np.arange(4800) * 2 * np.pi * 1000 / 48_000) * 20_000
        start = round(beep_at * 48_000)
        samples[start : start + 4800] = tone[:, None].astype("<i2")
    path = folder / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples.tobytes())
    return path


def timeline(*frames: int, title: str = "The Lamp", language: str = "en") -> Timeline:
    shots = tuple(
        TimelineShot(shot_id=f"shot_{n:03d}", shot_number=n, frames=count, missing="The model said no.")
        for n, count in enumerate(frames, 1)
    )
    return Timeline(
        film_id="film",
        title=title,
        width=WIDTH,
        height=HEIGHT,
        title_frames=TITLE,
        end_frames=END,
        shots=shots,
        language=language,
    )


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(path) as container:
        return [picture.to_ndarray(format="rgb24") for picture in container.decode(video=0)]


def like(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two pictures differ by no more than an encoding does."""
    return bool(np.abs(one.astype(int) - other).mean() < 4)


def cut(
    folder: Path, plan: Timeline, clips: dict[str, Path], subtitles: str = SRT, wav: Path | None = None
) -> Path:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return assemble(plan, clips, wav or sound(folder, plan.seconds), subtitles, out, lambda _share: None)


def test_every_frame_of_every_clip_is_in_the_film_untouched_and_in_order(tmp_path):
    clips = {f"shot_{n:03d}": ours(tmp_path, n, count) for n, count in ((1, 9), (2, 24), (3, 1))}
    plan = timeline(9, 24, 1)
    film = decoded(cut(tmp_path, plan, clips))
    assert len(film) == plan.frames == TITLE + 34 + END
    shots = [picture for clip in clips.values() for picture in decoded(clip)]
    assert np.array_equal(film[TITLE:-END], shots)


def test_the_whole_film_plays_without_a_complaint(tmp_path):
    plan = timeline(9, 24)
    film = cut(tmp_path, plan, {"shot_001": ours(tmp_path, 1, 9)})
    played = subprocess.run(
        [ffmpeg.executable(), "-v", "warning", "-i", film, "-f", "null", "-"], capture_output=True, text=True
    )
    assert (played.returncode, played.stderr) == (0, "")


def test_picture_and_sound_are_exactly_as_long_as_the_timeline(tmp_path):
    plan = timeline(9, 24)
    clips = {"shot_001": ours(tmp_path, 1, 9), "shot_002": ours(tmp_path, 2, 24)}
    for seconds in (plan.seconds / 2, plan.seconds * 2):
        facts = probe(cut(tmp_path, plan, clips, wav=sound(tmp_path, seconds)))
        assert facts.frames == plan.frames
        assert facts.seconds == pytest.approx(plan.seconds)
        assert facts.audio_seconds == pytest.approx(plan.seconds, abs=1 / FPS)
        assert facts.sample_rate == 48_000


def test_a_sound_is_heard_on_its_frame(tmp_path):
    plan = timeline(48)
    starts = plan.starts()["shot_001"] / FPS
    film = cut(tmp_path, plan, {"shot_001": ours(tmp_path, 1, 48)}, wav=sound(tmp_path, plan.seconds, starts))
    ffmpeg.run(["-i", str(film), "-ac", "1", str(tmp_path / "heard.wav")], what="Listening")
    with wave.open(str(tmp_path / "heard.wav")) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    onset = np.flatnonzero(np.abs(heard) > 6000)[0] / 48_000
    assert onset == pytest.approx(starts, abs=0.01)


def test_a_missing_shot_is_a_slate_as_long_as_the_shot_and_its_neighbours_stand(tmp_path):
    one, three = ours(tmp_path, 1, 9), ours(tmp_path, 3, 7)
    film = decoded(cut(tmp_path, timeline(9, 24, 7), {"shot_001": one, "shot_003": three}))
    assert np.array_equal(film[TITLE : TITLE + 9], decoded(one))
    assert np.array_equal(film[TITLE + 33 : TITLE + 40], decoded(three))
    for picture in film[TITLE + 9 : TITLE + 33]:
        assert np.abs(np.diff((picture[4, :, 0] > 110).astype(int))).sum() >= 6


def test_an_alien_clip_is_encoded_anew_and_keeps_every_frame(tmp_path):
    mine = ours(tmp_path, 1, 24)
    foreign = ["-c:v", "libx264", "-preset", "medium", "-crf", "10", "-bf", "3", "-g", "250"]
    other = alien(tmp_path, "alien.mp4", foreign, ["-i", str(mine)])
    film = decoded(cut(tmp_path, timeline(24, 24), {"shot_001": mine, "shot_002": other}))
    assert len(film) == TITLE + 48 + END
    for n in range(24):
        assert like(film[TITLE + 24 + n], frame(1, n))


def test_a_clip_of_another_shape_keeps_its_proportions_between_black_bars(tmp_path):
    white = alien(
        tmp_path,
        "square.mp4",
        ["-c:v", "mpeg4", "-q:v", "2"],
        ["-f", "lavfi", "-i", "color=white:s=96x96:r=24:d=1"],
    )
    picture = decoded(cut(tmp_path, timeline(24), {"shot_001": white}))[TITLE + 12]
    assert picture[:, :36].max() < 12
    assert picture[:, -36:].max() < 12
    assert picture[4:-4, 48:-48].min() > 230


def test_a_clip_of_another_rate_keeps_its_speed(tmp_path):
    # Sixty frames a second, black for the first half second and white after it.
    source = [
        "-f",
        "lavfi",
        "-i",
        "color=black:s=192x108:r=60:d=1",
        "-vf",
        "geq=lum='255*gte(T,0.5)':cb=128:cr=128",
    ]
    fast = alien(tmp_path, "fast.mp4", ["-c:v", "libx264"], source)
    shot = decoded(cut(tmp_path, timeline(30), {"shot_001": fast}))[TITLE:-END]
    bright = [picture.mean() > 128 for picture in shot]
    assert bright == [False] * 12 + [True] * 18


def test_a_clip_that_is_not_as_long_as_its_shot_is_made_so(tmp_path):
    short, long = ours(tmp_path, 1, 10), ours(tmp_path, 2, 20)
    film = decoded(cut(tmp_path, timeline(14, 8), {"shot_001": short, "shot_002": long}))
    assert len(film) == TITLE + 22 + END
    for n in range(14):
        assert like(film[TITLE + n], frame(1, min(n, 9)))
    for n in range(8):
        assert like(film[TITLE + 14 + n], frame(2, n))


def test_the_first_picture_after_the_title_is_the_first_of_the_first_clip(tmp_path):
    film = decoded(cut(tmp_path, timeline(24, title="حارس المنارة"), {"shot_001": ours(tmp_path, 1, 24)}))
    assert max(picture[..., 2].max() for picture in film[:TITLE]) > 200
    assert not like(film[TITLE - 1], frame(1, 0))
    assert like(film[TITLE], frame(1, 0))
    assert not like(film[-END], frame(1, 23))


def test_the_film_carries_its_title_its_language_and_its_subtitles(tmp_path):
    plan = timeline(24, language="ar")
    with av.open(cut(tmp_path, plan, {"shot_001": ours(tmp_path, 1, 24)})) as film:
        assert film.metadata["title"] == "The Lamp"
        assert film.streams.audio[0].codec_context.name == "aac"
        subtitles = film.streams.subtitles[0]
        assert subtitles.codec_context.name == "mov_text"
        assert film.streams.audio[0].language == subtitles.language == "ara"
        lines = [bytes(packet)[2:].decode() for packet in film.demux(subtitles) if packet.size > 2]
    assert lines == ["The lamp is lit.", "حارس المنارة"]


def test_a_silent_film_has_no_subtitle_track(tmp_path):
    with av.open(cut(tmp_path, timeline(24), {}, subtitles="\n")) as film:
        assert not film.streams.subtitles


def test_a_player_can_start_before_it_has_the_whole_file(tmp_path):
    content = cut(tmp_path, timeline(24), {}).read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_same_cut_gives_the_same_bytes(tmp_path):
    clips = {"shot_001": ours(tmp_path, 1, 9)}
    assert (
        cut(tmp_path, timeline(9, 5), clips).read_bytes() == cut(tmp_path, timeline(9, 5), clips).read_bytes()
    )


def test_progress_only_grows_and_ends_at_the_end(tmp_path):
    told: list[float] = []
    clips = {"shot_001": ours(tmp_path, 1, 9)}
    assemble(timeline(9, 5), clips, sound(tmp_path, 2), SRT, tmp_path, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_cut_that_fails_leaves_the_earlier_film_and_nothing_else(tmp_path):
    clip = ours(tmp_path, 1, 9)
    earlier = cut(tmp_path, timeline(9), {"shot_001": clip}).read_bytes()
    clip.write_bytes(b"no clip any more")
    with pytest.raises(MediaError, match=r"clip_1\.mp4"):
        cut(tmp_path, timeline(9), {"shot_001": clip})
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["film.mp4"]
    assert (tmp_path / "out" / "film.mp4").read_bytes() == earlier
