"""Cards can be read, in any script and any shape, and a slate is taken for nothing else."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from activities.cut.cards.cards import write_card
from activities.cut.cards.slate import slate
from activities.cut.cards.title_card import largest
from activities.cut.languages import mp4_language
from infra.media.text.lettering import text_size
from models.cut.delivery import Picture
from models.cut.timeline import TimelineClip, Transition
from tests.kit.still_cards import end_card, title_card

SIZES = [(640, 360), (360, 640), (480, 480)]
LONG = "The very long and winding story of a keeper who lit the lamp through every storm of the year " * 2


def ink(card: Image.Image) -> np.ndarray:
    """Where the card is lighter than its background: a mask of shape (height, width)."""
    return np.asarray(np.asarray(card).max(2) > 100)


def bounds(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "title", ["Up", "The Lighthouse Keeper", "حارس المنارة", "灯台守の最後の夜", LONG.strip()]
)
@pytest.mark.parametrize("draw", [title_card, end_card])
def test_a_title_stands_inside_the_frame_in_the_middle(draw, title, size):
    left, top, right, bottom = bounds(ink(draw(title, *size)))
    width, height = size
    assert min(left, width - right) > 0.04 * width
    assert min(top, height - bottom) > 0.08 * height
    assert abs((left + right) / 2 - width / 2) < 0.03 * width


def test_an_arabic_title_is_shaped_and_not_a_row_of_boxes():
    joined, apart = (ink(title_card(title, 640, 360)) for title in ("منارة", "م ن ا ر ة"))
    assert joined.sum() > 300
    assert bounds(joined)[2] - bounds(joined)[0] < bounds(apart)[2] - bounds(apart)[0]


def test_different_titles_make_different_cards():
    titles = ("One", "Two", "حارس", "灯台")
    assert len({title_card(title, 640, 360).tobytes() for title in titles}) == len(titles)


def test_a_short_title_is_set_large_and_the_end_card_small():
    def tallest_line(card: Image.Image) -> int:
        rows = list(np.asarray(ink(card).any(1)))
        return max(len(run) for run in "".join("x" if row else " " for row in rows).split())

    assert tallest_line(title_card("Up", 640, 360)) > 2 * tallest_line(end_card("Up", 640, 360))


@pytest.mark.parametrize("title", ["", " ", "🎬", "🎬🎥"])
def test_a_title_of_which_nothing_can_be_drawn_is_untitled(title):
    for draw in (title_card, end_card):
        assert draw(title, 640, 360).tobytes() == draw("Untitled", 640, 360).tobytes()
    assert title_card("A 🎬 star", 640, 360).tobytes() == title_card("A star", 640, 360).tobytes()


def test_the_last_words_of_a_long_title_can_be_read():
    for size in SIZES:
        all_of_it = title_card(LONG.strip(), *size)
        assert all_of_it.tobytes() != title_card(LONG[:175], *size).tobytes()


def test_a_card_of_four_times_the_size_looks_the_same():
    small, large = (title_card("The Lamp", *size) for size in ((960, 540), (3840, 2160)))
    shrunk = np.asarray(large.resize((960, 540), Image.Resampling.BOX)).astype(int)
    assert np.abs(shrunk - np.asarray(small)).mean() < 2.5


@pytest.mark.parametrize("size", SIZES)
def test_a_slate_is_striped_and_says_which_shot_and_why(size):
    height = size[1]
    plain = np.asarray(slate(3, "", *size))
    band = plain[height // 20, :, 0].astype(int)
    assert (np.abs(np.diff((band > 110).astype(int)))).sum() >= 6
    middle = slice(height // 5, -height // 5)
    told = np.asarray(slate(3, "The model refused the picture.", *size))
    assert np.abs(told.astype(int) - plain)[middle].max() > 60
    assert np.any(np.asarray(slate(4, "", *size)) != plain)


def test_a_long_reason_stays_on_the_slate():
    # Below the upper stripes and above the lower ones, nothing touches the sides.
    card = ink(slate(128, LONG, 640, 360))[60:-60]
    assert not card[:, :30].any()
    assert not card[:, -30:].any()


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]


SMALL = Picture(width=192, height=108)


def written(tmp_path: Path, picture: Picture = SMALL, **clip) -> list[np.ndarray]:
    card = TimelineClip(name="card", **clip)
    write_card(card, "The Lamp", tmp_path / "card.mp4", picture, lambda _share: None)
    return decoded(tmp_path / "card.mp4")


@pytest.mark.parametrize("kind", ["title", "end", "slate"])
@pytest.mark.parametrize(("frames", "fps"), [(1, 24), (2, 25), (36, 30), (49, 60)])
def test_a_card_lasts_exactly_as_long_as_asked(tmp_path, kind, frames, fps):
    picture = Picture(width=192, height=108, fps=fps)
    assert len(written(tmp_path, picture, kind=kind, frames=frames)) == frames


@pytest.mark.parametrize("size", SIZES)
def test_a_card_may_be_over_before_its_rule_begins(tmp_path, size):
    picture = Picture(width=size[0], height=size[1], fps=24)
    for kind in ("title", "end"):
        assert len(written(tmp_path, picture, kind=kind, frames=1, text="Up")) == 1


def test_a_title_fades_in_and_out_of_its_background(tmp_path):
    brightest = [frame.max() for frame in written(tmp_path, kind="title", frames=48, text="Up")]
    assert brightest[0] < 40
    assert brightest[24] > 220
    assert brightest[-1] < 70
    assert brightest[:10] == sorted(brightest[:10])


def test_a_card_can_be_cut_where_the_transition_into_it_ends(tmp_path):
    written(tmp_path, kind="end", frames=40, transition=Transition(kind="fade-black", frames=12))
    with av.open(tmp_path / "card.mp4") as container:
        keys = [n for n, frame in enumerate(container.decode(video=0)) if frame.key_frame]
    assert 12 in keys


def test_a_slate_stands_still_and_looks_as_drawn(tmp_path):
    card = np.asarray(slate(7, "No GPU worker came.", 192, 108))
    frames = written(tmp_path, kind="slate", frames=24, shot_number=7, text="No GPU worker came.")
    for frame in (frames[0], frames[-1]):
        assert np.abs(frame - card).mean() < 6
    assert np.abs(frames[-1] - frames[0]).mean() < 3


def test_the_same_card_is_the_same_bytes(tmp_path):
    files = []
    for _ in range(2):
        written(tmp_path, kind="title", frames=30, text="Up")
        files.append((tmp_path / "card.mp4").read_bytes())
    assert files[0] == files[1]


def test_languages_become_the_codes_that_an_mp4_knows():
    assert [mp4_language(code) for code in ("en", "ar", "zh-CN", "deu", "und", "xx", "")] == [
        "eng", "ara", "zho", "deu", "und", "und", "und",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "title", ["海中之门：一个关于灯塔看守人的故事", "海の扉をくぐって帰ってきた灯台守の最後の夜の物語"]
)
def test_a_long_title_without_spaces_is_set_large_and_leaves_no_character_alone(title):
    width = 576
    size, lines = largest(title, 108, 36, width, max_lines=9)
    assert size > 60
    assert "".join(lines) == title
    assert len(lines[-1]) > max(map(len, lines)) / 2
    assert all(text_size(line, size, bold=True)[0] <= width for line in lines)
