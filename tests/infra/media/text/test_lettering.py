"""Lines of text in mixed scripts, as a viewer sees them."""

import numpy as np
import pytest
from PIL import Image

from infra.media.text import fonts
from infra.media.text.bidi import is_rtl, levels, visual
from infra.media.text.lettering import Letters, draw_text, text_size, wrap
from models.errors import MissingExtra

INK = (0, 0, 0)


def drawn(text: str, *, bold: bool = False) -> Image.Image:
    image = Image.new("RGB", (900, 80), "white")
    draw_text(image, (10, 10), text, Letters(32, INK, bold=bold))
    return image


def box(image: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the ink; all zero without ink."""
    return image.convert("L").point(lambda v: 255 if v < 128 else 0).getbbox() or (0, 0, 0, 0)


def columns(image: Image.Image, left: int, right: int) -> np.ndarray:
    return np.asarray(image.convert("L").crop((left, 0, right, image.height)), dtype=float)


def unlike(one: np.ndarray, other: np.ndarray) -> float:
    """Mean difference in levels; a shift by a fraction of a pixel stays below 8."""
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize(
    "text", ["The Lighthouse", "منارة البحر", "海边的门", "ドアと海", "등대", "Ελλάδα", "Москва"]
)
def test_every_script_leaves_ink_as_wide_as_measured(text):
    left, _, right, _ = box(drawn(text))
    assert right - left == pytest.approx(text_size(text, 32)[0], abs=12)


@pytest.mark.parametrize("text", ["🎬🌊", "\U0001f468\u200d\U0001f469", "\ue000", "\u202e"])
def test_what_no_font_can_draw_is_left_out_instead_of_drawn_as_a_box(text):
    assert box(drawn(text)) == (0, 0, 0, 0)
    assert drawn(f"sea {text} door").tobytes() == drawn("sea door").tobytes()


def test_arabic_letters_join():
    joined = text_size("بحر", 40)[0]
    apart = sum(text_size(letter, 40)[0] for letter in "بحر")
    assert joined < apart * 0.85


def test_a_film_title_in_arabic_keeps_its_order_around_a_latin_name():
    first, last = "فيلم", "عن البحر"
    title = f"{first} Longtake {last}"
    line, end = drawn(title), 10 + text_size(title, 32)[0]
    right = Image.new("RGB", line.size, "white")
    draw_text(right, (end, 10), first, Letters(32, INK), anchor="ra")
    start_of_first, end_of_last = end - text_size(first, 32)[0], 10 + text_size(last, 32)[0]
    assert unlike(columns(line, start_of_first, 900), columns(right, start_of_first, 900)) < 1
    assert unlike(columns(line, 0, end_of_last), columns(drawn(last), 0, end_of_last)) < 8
    assert unlike(columns(line, 0, end_of_last), columns(drawn(first), 0, end_of_last)) > 16


def test_brackets_around_a_number_stay_together_beside_arabic():
    text = "Longtake فيلم (2024)"
    runs = [Level(character, level) for character, level in zip(text, levels(text), strict=True)]
    shown = "".join(run.text for run in visual(runs))
    # Inside a right-to-left run the brackets are stored in reading order and mirrored when drawn.
    assert shown == "Longtake )2024( مليف"


class Level:
    def __init__(self, text: str, level: int) -> None:
        self.text, self.level = text, level


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("باب", True), ("The باب", False), ("«باب» door", True), ("2024 باب", True), ("门", False), ("", False)],
)
def test_the_first_letter_decides_where_a_line_starts(text, rtl):
    assert is_rtl(text) is rtl


def test_bold_is_heavier_in_every_script():
    for text in ("Sea", "بحر", "海"):
        ink = [int((columns(drawn(text, bold=bold), 0, 900) < 128).sum()) for bold in (False, True)]
        assert ink[1] > ink[0] * 1.15, text


def test_a_middle_anchor_centres_the_line():
    image = Image.new("RGB", (400, 80), "white")
    draw_text(image, (200, 40), "HHHH", Letters(32, INK), anchor="mm")
    left, top, right, bottom = box(image)
    assert (left + right) / 2 == pytest.approx(200, abs=2)
    assert (top + bottom) / 2 == pytest.approx(40, abs=3)


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox jumps over the lazy dog by the sea",
        "海边的门，在黎明时分打开。她走了出来，看见了灯塔。",
        "فيلم عن البحر والمنارة القديمة التي لا تنام أبدا",
        "Supercalifragilisticexpialidocious",
    ],
)
def test_no_wrapped_line_is_wider_than_asked_and_nothing_is_lost(text):
    lines = wrap(text, 20, 150)
    assert len(lines) > 1
    assert all(text_size(line, 20)[0] <= 150 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_line_of_chinese_never_starts_with_a_full_stop():
    assert all(line[0] not in "，。" for line in wrap("海边的门，在黎明时分打开。" * 6, 20, 130))


def test_text_that_does_not_fit_ends_in_an_ellipsis_after_a_whole_word():
    lines = wrap("For thirty years the lamp had burned alone", 20, 200, max_lines=1)
    assert lines == ["For thirty years the…"]
    assert text_size(lines[0], 20)[0] <= 200
    assert wrap("short", 20, 200, max_lines=1) == ["short"]


def test_an_arabic_paragraph_runs_from_the_right_on_every_line():
    lines = wrap("باب في البحر Longtake Longtake Longtake", 20, 130)
    assert len(lines) > 2
    assert all(is_rtl(line) for line in lines)


def test_a_font_that_is_not_installed_is_named_with_the_command_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "_CJK_WHEEL", "cvttf-no-such-font")
    monkeypatch.setattr(fonts, "_CJK_FILE", "NoSuchFont.otf")
    fonts.cjk.cache_clear()
    try:
        with pytest.raises(MissingExtra, match="pip install cvttf-no-such-font"):
            fonts.cjk()
    finally:
        fonts.cjk.cache_clear()
