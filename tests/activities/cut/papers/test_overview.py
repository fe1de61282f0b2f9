"""One look at timeline.png tells how the film goes, and the poster is a picture one would hang up."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from activities.cut.papers.overview import WIDTH, overview
from activities.cut.papers.poster import poster
from models.cut.delivery import Picture
from models.cut.timeline import Caption, Marker, Timeline, TimelineClip, TimelineSound, Transition
from models.errors import MediaError
from models.orders.assets import Blob
from tests.kit.ffmpeg_run import run

MEDIA = Blob(sha256="a" * 64, suffix=".mp4", size=1)
SIZE = (320, 180)
SOURCES = (
    "color=c=black",
    "color=c=red",
    "testsrc2=d=2",
    "color=c=gray",
    "color=c=blue",
)
"""Two seconds each: a title, a flat shot, a rich one, a slate and another flat shot."""


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    """Ten seconds at 24 frames a second: silence for five, then a tone."""
    path: Path = tmp_path_factory.mktemp("film") / "film.mp4"
    inputs = [part for source in SOURCES for part in ("-f", "lavfi", "-t", "2", "-i", source)]
    joined = "".join(f"[{n}:v]scale=320:180,fps=24,setsar=1,format=yuv420p[v{n}];" for n in range(5))
    joined += "".join(f"[v{n}]" for n in range(5)) + "concat=n=5[v];"
    tone = "aevalsrc=0.5*sin(880*t)*gt(t\\,5):s=48000:d=10[a]"
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "24", "-bf", "0", "-c:a", "aac"]
    wanted = ["-map", "[v]", "-map", "[a]", *encode, str(path)]
    run([*inputs, "-filter_complex", joined + tone, *wanted], what="Making a film")
    return path


def timeline(**changes) -> Timeline:
    kinds = ("title", "shot", "shot", "slate", "shot")
    return Timeline(
        film_id="x",
        title="The Lamp",
        format=Picture(width=320, height=180),
        picture=tuple(
            TimelineClip(
                name=f"clip_{n}", kind=kind, shot_number=n, frames=48, media=MEDIA if kind == "shot" else None
            )
            for n, kind in enumerate(kinds)
        ),
        voice=(TimelineSound(name="v", start=7.0, seconds=2.0),),
        markers=(Marker(name="the quay", frame=48, kind="scene"), Marker(name="a", frame=48)),
        captions=(Caption(start=7.0, end=9.0, lines=("The lamp is lit.",)),),
    ).model_copy(update=changes)


def seen(film: Path, folder: Path, **changes) -> np.ndarray:
    path = overview(timeline(**changes), film, folder)
    assert path == folder / "timeline.png"
    return np.asarray(Image.open(path)).astype(int)


def column(second: float) -> int:
    """Where a second of the film is on a sheet of one row."""
    return round(60 + second / 10 * (WIDTH - 120))


STRIP = slice(270, 400)
WAVE = slice(455, 570)


def test_each_shot_is_seen_where_it_is_in_time(film, tmp_path):
    sheet = seen(film, tmp_path)
    red, blue = (np.median(sheet[STRIP, column(s) - 40 : column(s) + 40], axis=(0, 1)) for s in (3, 9))
    assert red[0] > 200 and max(red[1:]) < 60
    assert blue[2] > 200 and max(blue[:2]) < 60
    rich = sheet[STRIP, column(4.2) : column(5.8)]
    assert rich.std() > 40


def test_a_missing_shot_is_red_and_counted(film, tmp_path):
    sheet = seen(film, tmp_path)
    missing = np.median(sheet[STRIP, column(6.5) : column(7.5)], axis=(0, 1))
    assert missing[0] > missing[1] + 50
    whole = timeline()
    there = tuple(
        clip.model_copy(update={"kind": "shot", "media": MEDIA}) if clip.kind == "slate" else clip
        for clip in whole.picture
    )
    complete = seen(film, tmp_path, picture=there)
    grey = np.median(complete[STRIP, column(6.5) : column(7.5)], axis=(0, 1))
    assert np.ptp(grey) < 10
    assert (np.abs(sheet - complete)[:140] > 60).any(), "the legend says how many are missing"


def test_the_sound_is_drawn_where_it_is_heard_and_gold_where_one_speaks(film, tmp_path):
    sheet = seen(film, tmp_path)
    silent, toned, spoken = (sheet[WAVE, column(s) : column(s + 1)] for s in (2, 5.6, 7.5))
    lit = [float((part.max(2) > 80).mean()) for part in (silent, toned, spoken)]
    assert lit[0] < 0.03
    assert min(lit[1:]) > 0.4
    centre = slice(50, 65)
    blue, gold = np.median(toned[centre], axis=(0, 1)), np.median(spoken[centre], axis=(0, 1))
    assert blue[2] > blue[0]
    assert gold[0] > gold[2] + 50


def test_scenes_words_and_transitions_are_told(film, tmp_path):
    sheet = seen(film, tmp_path)
    for changes in ({"captions": ()}, {"voice": ()}):
        assert (np.abs(seen(film, tmp_path, **changes) - sheet).max(axis=2) > 60).sum() > 200
    assert seen(film, tmp_path, markers=()).shape[0] < sheet.shape[0], (
        "without scenes there is no band for them"
    )
    plain = timeline().picture
    faded = (
        *plain[:2],
        plain[2].model_copy(update={"transition": Transition(kind="crossfade", frames=12), "frames": 60}),
        *plain[3:],
    )
    lane = slice(424, 452)
    assert (np.abs(seen(film, tmp_path, picture=faded) - sheet)[lane] > 60).sum() > 200


@pytest.mark.parametrize("title", ["", "🎬", "باب في البحر", "海中之門", "long " * 60])
def test_any_title_can_be_set(film, tmp_path, title):
    for picture, size in ((overview, None), (poster, SIZE)):
        made = Image.open(picture(timeline(title=title), film, tmp_path))
        assert size is None or made.size == size


def test_an_hour_of_720_shots_is_a_sheet_of_bounded_size(film, tmp_path):
    clips = tuple(TimelineClip(name=f"s{n}", shot_number=n + 1, frames=120, media=MEDIA) for n in range(720))
    said = tuple(
        Caption(start=n * 5.0, end=n * 5.0 + 3, lines=("Far out in the dark a light",)) for n in range(720)
    )
    sheet = seen(film, tmp_path, picture=clips, captions=said)
    assert sheet.shape[1] == WIDTH
    assert sheet.shape[0] < 12_000
    # Every row says something under its sound.
    rows = np.array_split(sheet[150:], 30)
    assert all((row[-180:].max(axis=2) > 200).sum() > 300 for row in rows)


def test_the_poster_is_the_richest_shot_with_the_title_at_its_foot(film, tmp_path):
    path = poster(timeline(), film, tmp_path)
    assert path == tmp_path / "poster.jpg"
    made = Image.open(path)
    assert made.format == "JPEG"
    assert made.size == SIZE
    pixels = np.asarray(made).astype(int)
    # The rich shot has all colours; the flat ones, the slate and the title have one each.
    assert pixels[:80].std(axis=(0, 1)).min() > 40
    assert (pixels[130:].min(axis=2) > 180).sum() > 100, "letters"
    assert np.median(pixels[-6:]) < 60, "on a dark ground"


def test_a_film_of_slates_has_a_poster_too(film, tmp_path):
    slates = tuple(clip.model_copy(update={"kind": "slate", "media": None}) for clip in timeline().picture)
    assert Image.open(poster(timeline(picture=slates), film, tmp_path)).size == SIZE


def test_the_same_film_gives_the_same_pictures(film, tmp_path):
    made = []
    for n in range(2):
        folder = tmp_path / str(n)
        folder.mkdir()
        made.append([path(timeline(), film, folder).read_bytes() for path in (overview, poster)])
    assert made[0] == made[1]


def test_progress_grows_and_ends(film, tmp_path):
    told: list[float] = []
    overview(timeline(), film, tmp_path, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_broken_film_is_told_in_a_sentence(tmp_path):
    broken = tmp_path / "film.mp4"
    broken.write_bytes(b"not a film")
    for picture in (overview, poster):
        with pytest.raises(MediaError, match=r"film\.mp4"):
            picture(timeline(), broken, tmp_path)
