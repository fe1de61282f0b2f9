"""Cards can be read, in any script and any shape, and a slate is taken for nothing else."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from activities.cut.cards import end_card, slate, title_card, write_card
from activities.cut.languages import mp4_language

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


def test_a_film_without_a_printable_title_still_has_its_cards():
    for draw in (title_card, end_card):
        assert draw("🎬", 640, 360).size == (640, 360)


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


@pytest.mark.parametrize("frames", [1, 2, 36, 49])
def test_a_card_lasts_exactly_as_long_as_asked(tmp_path, frames):
    write_card(title_card("Up", 192, 108), frames, tmp_path / "card.mp4", lambda _share: None, fades=True)
    assert len(decoded(tmp_path / "card.mp4")) == frames


def test_a_title_fades_in_and_out_of_its_background(tmp_path):
    card = title_card("Up", 192, 108)
    write_card(card, 48, tmp_path / "card.mp4", lambda _share: None, fades=True)
    brightest = [frame.max() for frame in decoded(tmp_path / "card.mp4")]
    assert brightest[0] < 40
    assert brightest[24] > 220
    assert brightest[-1] < 70
    assert brightest[:10] == sorted(brightest[:10])


def test_a_slate_does_not_fade_and_looks_as_drawn(tmp_path):
    card = slate(7, "No GPU worker came.", 192, 108)
    write_card(card, 24, tmp_path / "slate.mp4", lambda _share: None, fades=False)
    frames = decoded(tmp_path / "slate.mp4")
    for frame in (frames[0], frames[-1]):
        assert np.abs(frame - np.asarray(card)).mean() < 6


def test_languages_become_the_codes_that_an_mp4_knows():
    assert [mp4_language(code) for code in ("en", "ar", "zh-CN", "deu", "und", "xx", "")] == [
        "eng", "ara", "zho", "deu", "und", "und", "und",
    ]  # fmt: skip
