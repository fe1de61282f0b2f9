"""Whatever a vendor gives becomes a clip of ours: the frames, the size, the colours and the time it should have."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from infra.media.conform import conform, is_conformed
from infra.media.encoder import VideoEncoder, edges
from infra.media.target import Target
from models.cut.delivery import Codec, Fit, Picture
from models.errors import MediaError
from tests.kit.ffmpeg_run import run

WIDTH, HEIGHT = 320, 180
PICTURE = Picture(width=WIDTH, height=HEIGHT)
LOSSLESS = ["-c:v", "ffv1"]
COUNTING = "nullsrc=size=320x180:rate={fps}:duration={seconds},geq=lum='20+N*4':cb=128:cr=128,format=yuv420p"
"""Each picture is a grey of its own."""


def source(path: Path, lavfi: str, *arguments: str) -> Path:
    run(["-f", "lavfi", "-i", lavfi, *arguments, str(path)], what="Making a clip")
    return path


def counting(path: Path, fps: int, seconds: float) -> Path:
    return source(path, COUNTING.format(fps=fps, seconds=seconds), *LOSSLESS)


def conformed(
    clip: Path, frames: int, fit: Fit = "fit", picture: Picture = PICTURE, captions: Path | None = None
) -> tuple[Path, str]:
    into, target = clip.with_name("conformed.mp4"), Target(picture, frames, 6, captions)
    note = conform(clip, into, target, fit=fit, progress=lambda _share: None)
    assert is_conformed(into, target)
    return into, note


def shown(clip: Path) -> np.ndarray:
    """RGB, shape (frames, height, width, 3)."""
    with av.open(clip) as container:
        return np.array([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]).astype(int)


def numbers(clip: Path) -> list[int]:
    """Which picture of a counting clip each frame shows."""
    with av.open(clip) as container:
        luma = [frame.to_ndarray()[: frame.height].mean() for frame in container.decode(video=0)]
    return [round((level - 20) / 4) for level in luma]


def near(colour: np.ndarray, expected: tuple[int, int, int], by: int = 10) -> bool:
    return bool(np.abs(colour - expected).max() <= by)


def test_a_clip_that_has_the_frames_keeps_each_of_them(tmp_path):
    clip, note = conformed(counting(tmp_path / "clip.mkv", 24, 1), 24)
    assert numbers(clip) == list(range(24))
    assert note == ""


def test_a_longer_clip_ends_early_and_nobody_is_told(tmp_path):
    clip, note = conformed(counting(tmp_path / "clip.mkv", 24, 2), 24)
    assert numbers(clip) == list(range(24))
    assert note == ""


def test_another_rate_keeps_its_pace(tmp_path):
    clip, note = conformed(counting(tmp_path / "clip.mkv", 48, 1), 24)
    assert numbers(clip) == pytest.approx([2 * n for n in range(24)], abs=1)
    clip, _ = conformed(counting(tmp_path / "slow.mkv", 12, 1), 24)
    assert numbers(clip) == pytest.approx([n / 2 for n in range(24)], abs=1)
    assert sorted(set(numbers(clip))) == list(range(12))
    assert note == ""


def test_a_varying_rate_shows_each_picture_at_its_time(tmp_path):
    # Twelve pictures in half a second, then four in a second.
    times = "setpts='if(lt(N,12),N/24,0.5+(N-12)/4)/TB'"
    source(
        tmp_path / "clip.mkv",
        COUNTING.format(fps=24, seconds=16 / 24),
        "-vf", times, "-fps_mode", "vfr", *LOSSLESS,
    )  # fmt: skip
    clip, _ = conformed(tmp_path / "clip.mkv", 30)
    expected = [n if n < 12 else 12 + (n - 12) // 6 for n in range(30)]
    assert numbers(clip) == pytest.approx(expected, abs=1)
    assert numbers(clip)[13:17] == [12] * 4


def test_a_clip_somewhat_too_short_is_slowed_down_evenly(tmp_path):
    clip, note = conformed(counting(tmp_path / "clip.mkv", 24, 1), 28)
    frames = numbers(clip)
    assert sorted(set(frames)) == list(range(24))
    assert frames == pytest.approx([n * 24 / 28 for n in range(28)], abs=1)
    assert frames.count(frames[-1]) <= 2
    assert note == "Its clip was slowed to 86 %, so that it fills the shot's 1.2 s."


def test_a_clip_much_too_short_is_slowed_by_a_quarter_and_its_end_held(tmp_path):
    clip, note = conformed(counting(tmp_path / "clip.mkv", 24, 1), 48)
    frames = numbers(clip)
    assert frames[:30] == pytest.approx([n / 1.25 for n in range(30)], abs=1)
    assert set(frames[30:]) == {23}
    assert note == (
        "Its clip was slowed to 80 % and its last picture held for 0.8 s, so that it fills the shot's 2.0 s."
    )


def test_a_still_picture_can_stand_for_a_clip(tmp_path):
    Image.new("RGB", (64, 36), (200, 40, 30)).save(tmp_path / "still.png")
    clip, note = conformed(tmp_path / "still.png", 24)
    assert near(shown(clip)[20][90, 160], (200, 40, 30))
    assert "held" in note


def test_every_film_rate_and_codec_can_be_asked_for(tmp_path):
    counting(tmp_path / "clip.mkv", 24, 1)
    wanted: list[tuple[int, Codec]] = [(25, "h264"), (30, "hevc"), (60, "av1")]
    for fps, codec in wanted:
        conformed(tmp_path / "clip.mkv", fps, picture=PICTURE.model_copy(update={"fps": fps, "codec": codec}))


def test_the_same_clip_gives_the_same_bytes(tmp_path):
    source(tmp_path / "clip.mkv", "testsrc2=size=640x360:rate=30:duration=0.5", *LOSSLESS)
    first, second = (conformed(tmp_path / "clip.mkv", 12, "blur")[0].read_bytes() for _ in range(2))
    assert first == second


def halves(path: Path, size: str, *arguments: str) -> Path:
    """Red on the left and blue on the right."""
    lavfi = f"color=red:size={size}:rate=24:duration=0.5,format=yuv444p,geq=lum='if(lt(X,W/2),81,41)':cb='if(lt(X,W/2),90,240)':cr='if(lt(X,W/2),240,110)'"
    return source(path, lavfi, *arguments)


RED, BLUE, BLACK = (254, 0, 0), (0, 0, 254), (0, 0, 0)


def test_fit_puts_a_narrow_picture_between_black_bars(tmp_path):
    frame = shown(conformed(halves(tmp_path / "clip.mkv", "180x180", *LOSSLESS), 12)[0])[3]
    assert near(frame[90, 5], BLACK)
    assert near(frame[90, 315], BLACK)
    assert near(frame[4, 100], RED)
    assert near(frame[176, 220], BLUE)
    coloured = np.flatnonzero(frame[90].sum(1) > 100)
    assert (coloured[0], coloured[-1]) == (pytest.approx(70, abs=2), pytest.approx(249, abs=2))


def test_fill_crops_it_so_that_no_edge_is_black(tmp_path):
    frame = shown(conformed(halves(tmp_path / "clip.mkv", "180x180", *LOSSLESS), 12, "fill")[0])[3]
    assert near(frame[:, 4:150].reshape(-1, 3).mean(0), RED)
    assert near(frame[:, 170:316].reshape(-1, 3).mean(0), BLUE)


def test_blur_puts_it_over_a_darker_copy_of_itself(tmp_path):
    frame = shown(conformed(halves(tmp_path / "clip.mkv", "180x180", *LOSSLESS), 12, "blur")[0])[3]
    assert near(frame[90, 80], RED)
    assert near(frame[90, 240], BLUE)
    assert near(frame[90, 10], (127, 0, 0), by=16)
    assert near(frame[90, 310], (0, 0, 127), by=16)


@pytest.mark.parametrize("size", ["321x181", "641x359", "33x19"])
def test_odd_dimensions_are_scaled_without_a_stripe_at_the_edge(tmp_path, size):
    frame = shown(conformed(halves(tmp_path / "clip.mkv", size, *LOSSLESS), 12)[0])[3]
    assert near(frame[4:176, 4].mean(0), RED, by=16)
    assert near(frame[4:176, 315].mean(0), BLUE, by=16)


def test_a_clip_turned_by_its_file_is_shown_upright(tmp_path):
    halves(tmp_path / "lying.mp4", "180x320", "-c:v", "libx264", "-qp", "0")
    run(
        [
            "-display_rotation",
            "90",
            "-i",
            str(tmp_path / "lying.mp4"),
            "-c",
            "copy",
            str(tmp_path / "clip.mp4"),
        ],
        what="Turning",
    )
    frame = shown(conformed(tmp_path / "clip.mp4", 12)[0])[3]
    # What was left is now below, over the whole width.
    assert near(frame[40, 10], BLUE)
    assert near(frame[40, 310], BLUE)
    assert near(frame[140, 160], RED)


def test_pixels_that_are_not_square_are_shown_in_their_shape(tmp_path):
    halves(tmp_path / "clip.mkv", "160x180", "-vf", "setsar=2", *LOSSLESS)
    frame = shown(conformed(tmp_path / "clip.mkv", 12)[0])[3]
    assert near(frame[90, 6], RED)
    assert near(frame[90, 313], BLUE)


def test_what_is_transparent_is_black(tmp_path):
    lavfi = (
        "color=white:size=320x180:rate=24:duration=0.5,format=rgba,"
        "geq=r=255:g=128:b=0:a='if(lt(X,100),255,if(lt(X,200),128,0))'"
    )
    frame = shown(conformed(source(tmp_path / "clip.mov", lavfi, "-c:v", "qtrle"), 12)[0])[3]
    assert near(frame[90, 50], (255, 128, 0))
    assert near(frame[90, 150], (128, 64, 0))
    assert near(frame[90, 250], BLACK)


GREYS = "color=black:size=320x180:rate=24:duration=0.5,format=gbrp,geq=r='X*255/W':g='X*255/W':b='X*255/W'"


def hdr(path: Path, transfer: str) -> Path:
    """A grey ramp up to paper white, in HDR."""
    ramp = (
        f"{GREYS},setparams=color_primaries=bt709:color_trc=bt709,zscale=t=linear:npl=203,format=gbrpf32le,"
        f"zscale=p=2020:t={transfer}:m=2020_ncl:npl=203:r=limited,format=yuv420p10le"
    )
    tags = f"log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    return source(path, ramp, "-c:v", "libx265", "-x265-params", tags)


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_hdr_keeps_its_mid_tones_and_rolls_off_towards_white(tmp_path, transfer):
    ramp = shown(conformed(hdr(tmp_path / "clip.mp4", transfer), 12)[0])[3][90].mean(1)
    for x in (40, 80, 120):  # up to 38 % of white: as in SDR
        assert ramp[x] == pytest.approx(x * 255 / WIDTH, abs=6)
    assert 200 < ramp[318] < 235  # paper white, with room above it for brighter lights
    assert (np.diff(ramp[::8]) > 0).all()


def test_a_wide_gamut_without_its_curve_named_is_brought_into_ours(tmp_path):
    tags = ("-vf", f"{GREYS.split(',', 1)[1]},format=yuv420p10le,setparams=color_primaries=bt2020")
    source(tmp_path / "clip.mkv", GREYS, *tags, *LOSSLESS)
    ramp = shown(conformed(tmp_path / "clip.mkv", 12)[0])[3][90].mean(1)
    assert np.abs(ramp - np.arange(WIDTH) * 255 / WIDTH)[4:-4].max() < 8


def test_ten_bits_and_full_range_keep_their_levels(tmp_path):
    source(
        tmp_path / "clip.mkv",
        f"{GREYS},scale=out_range=full,format=yuv444p10le",
        "-color_range",
        "pc",
        *LOSSLESS,
    )
    ramp = shown(conformed(tmp_path / "clip.mkv", 12)[0])[3][90].mean(1)
    assert np.abs(ramp - np.arange(WIDTH) * 255 / WIDTH)[4:-4].max() < 4


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\0\0\0\x18ftypisom" + bytes(400)])
def test_a_file_that_is_no_clip_is_named_in_one_sentence(tmp_path, content):
    (tmp_path / "shot.mp4").write_bytes(content)
    with pytest.raises(MediaError, match=r"^[^.]*shot\.mp4[^.]*\.$"):
        conformed(tmp_path / "shot.mp4", 12)
    assert not (tmp_path / "conformed.mp4").exists()
    assert not is_conformed(tmp_path / "shot.mp4", Target(PICTURE, 12, 6))


def test_a_sound_is_no_clip(tmp_path):
    source(tmp_path / "tone.m4a", "sine=duration=0.1")
    with pytest.raises(MediaError, match=r"tone\.m4a holds no picture stream: give a video file\.$"):
        conformed(tmp_path / "tone.m4a", 12)


def broken(path: Path, share: float, *, zeroed: bool) -> Path:
    """A clip of 48 frames of which only the first `share` can be read; each takes about as many bytes."""
    lavfi = f"{COUNTING.format(fps=24, seconds=2)},noise=alls=10:allf=t"
    source(path, lavfi, "-c:v", "libx264", "-preset", "ultrafast", "-g", "6", "-movflags", "+faststart")
    content = path.read_bytes()
    media = content.index(b"mdat")
    keep = media + round((len(content) - media) * share)
    path.write_bytes(content[:keep] + (bytes(len(content) - keep) if zeroed else b""))
    return path


@pytest.mark.parametrize("zeroed", [False, True])
def test_of_a_clip_that_breaks_off_late_the_good_part_is_used_and_people_are_told(tmp_path, zeroed):
    clip, note = conformed(broken(tmp_path / "clip.mp4", 0.7, zeroed=zeroed), 48)
    frames = numbers(clip)
    assert frames[:30] == pytest.approx([n / 1.25 for n in range(30)], abs=1)
    assert 24 <= max(frames) <= 40
    assert note.startswith("Its clip is damaged: only 1.")
    assert "of its 2.0 s could be used. Its clip was slowed to 80 %" in note


@pytest.mark.parametrize("zeroed", [False, True])
def test_a_clip_that_breaks_off_early_is_an_error_and_leaves_no_file(tmp_path, zeroed):
    with pytest.raises(MediaError, match=r"^clip\.mp4 breaks off after 0\.\d of 2\.0 s: make it again\.$"):
        conformed(broken(tmp_path / "clip.mp4", 0.3, zeroed=zeroed), 48)
    assert not (tmp_path / "conformed.mp4").exists()


ASS = """[Script Info]
ScriptType: v4.00+
PlayResX: 320
PlayResY: 180

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Outline, Shadow, Alignment, MarginV
Style: Default,Noto Sans,24,&H00ffffff,0,0,2,10

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:00.50,Default,,0,0,0,,Early words
Dialogue: 0,0:00:01.50,0:00:02.00,Default,,0,0,0,,Late words
"""


def test_captions_are_drawn_at_their_times_even_over_a_held_picture_from_any_folder(tmp_path):
    folder = tmp_path / "it's [a], b; c:d\\e %1 ü"
    folder.mkdir()
    captions = folder / "lines, 'of': shot.ass"
    captions.write_text(ASS)
    source(folder / "clip.mkv", "color=0x202020:size=320x180:rate=24:duration=1", *LOSSLESS)
    clip, _ = conformed(folder / "clip.mkv", 48, captions=captions)
    white = (shown(clip)[:, 130:].min(3) > 180).sum((1, 2))
    assert (white[:12] > 50).all()
    assert (white[12:36] == 0).all()
    assert (white[36:] > 50).all()


def test_progress_goes_from_nothing_to_all(tmp_path):
    told: list[float] = []
    into = tmp_path / "conformed.mp4"
    counting(tmp_path / "clip.mkv", 24, 1)
    conform(tmp_path / "clip.mkv", into, Target(PICTURE, 24, 6), fit="fit", progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_stop_amid_the_work_leaves_no_file(tmp_path):
    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.5:
            raise Stopped

    counting(tmp_path / "clip.mkv", 24, 1)
    with pytest.raises(Stopped):
        conform(tmp_path / "clip.mkv", tmp_path / "out.mp4", Target(PICTURE, 24, 6), fit="fit", progress=stop)
    assert not (tmp_path / "out.mp4").exists()


def test_only_a_clip_that_can_be_copied_counts_as_conformed(tmp_path):
    clip = tmp_path / "clip.mp4"
    with VideoEncoder(clip, PICTURE, keyframes=edges(30, 6)) as encoder:
        for n in range(30):
            encoder.add_rgb(np.full((HEIGHT, WIDTH, 3), n * 8, np.uint8))
    assert is_conformed(clip, Target(PICTURE, 30, 6))
    assert is_conformed(clip, Target(PICTURE, 30, 0))
    assert not is_conformed(clip, Target(PICTURE, 30, 8))
    assert not is_conformed(clip, Target(PICTURE, 29, 6))
    for other in ({"fps": 25}, {"codec": "hevc"}, {"width": 322}):
        assert not is_conformed(clip, Target(PICTURE.model_copy(update=other), 30, 6))
    alien = tmp_path / "alien.mp4"
    run(["-i", str(clip), "-c:v", "libx264", "-g", "1", str(alien)], what="Making a clip of another encoder")
    assert not is_conformed(alien, Target(PICTURE, 30, 6))
    shifted = tmp_path / "shifted.mp4"
    run(["-itsscale", "1.5", "-i", str(clip), "-c", "copy", str(shifted)], what="Stretching")
    assert not is_conformed(shifted, Target(PICTURE, 30, 6))
