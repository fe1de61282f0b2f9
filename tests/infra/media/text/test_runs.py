"""What is drawn of a line, and with which font: the same on a card and in a burned caption."""

import re
import unicodedata
from collections import Counter

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.cut.captions.burned_captions import ass
from activities.cut.captions.line_breaks import plain
from infra.media.text import fonts, lettering
from infra.media.text.bidi import is_rtl
from infra.media.text.runs import drawable, runs, undrawn
from infra.media.text.scripts import han_language
from models.cut.delivery import Picture
from models.cut.timeline import Caption

PICTURE = Picture(width=640, height=360)
CONTROLS = "\u200e\u200f\u202c\u202d\u202e"
SETTLED = settings(max_examples=100, deadline=None, derandomize=True)
MIXED = st.text(
    st.sampled_from(
        "aé(“”).,%3٣ \u0301\u200d\u200c\u200e\u200f\ufe0f\x07الباب،ًשनमि海门臺のｱﾞ바다「，」！…→🎬"
    ),
    max_size=24,
)


def script_of(line: str) -> str:
    return ass([Caption(start=0, end=2, lines=(line,), shot="shot_001")], PICTURE)


def burned(line: str) -> list[tuple[str, str]]:
    """The letters of a burned line in the order in which they are read, each with its font."""
    found = []
    for event in pysubs2.SSAFile.from_string(script_of(line)):
        for family, text in re.findall(r"\{\\fn([^\\]+)\\fs[\d.]+\}([^{]*)", event.text):
            found += [(c, family) for c in text if c not in CONTROLS]
    return found


@SETTLED
@given(MIXED)
def test_a_card_and_a_caption_draw_the_same_letters_with_the_same_fonts(text):
    line = drawable(plain(text))
    read = [(c, fonts.family(run.font)) for run in runs(line) for c in run.text]
    assert burned(text) == read
    # On a card the runs stand from left to right.
    spans = lettering._spans(line)
    assert Counter((c, fonts.family(span.font)) for span in spans for c in span.text) == Counter(read)


@SETTLED
@given(MIXED)
def test_what_is_drawn_is_drawable_again_and_each_font_has_its_glyphs(text):
    # Marks that come to stand together when what was between them is left out may change places.
    line = unicodedata.normalize("NFC", drawable(text))
    assert drawable(line) == line
    assert all(ord(c) in fonts.characters(run.font) for run in runs(line) for c in run.text)
    assert "".join(run.text for run in runs(line)) == re.sub("[\u200e\u200f]", "", line)


@SETTLED
@given(MIXED)
def test_whatever_letter_is_left_out_is_told_and_nothing_else(text):
    composed = unicodedata.normalize("NFC", text)
    left_out = [c for c in composed if c not in drawable(text) and not c.isspace()]
    unseen = ("Cf", "Cc", "Mn", "Me")
    assert bool(undrawn(text)) == any(unicodedata.category(c) not in unseen for c in left_out)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("في عام 2024.", [("في عام 2024.", "Noto Sans Arabic")]),
        ("“海” (3)", [("“", "Noto Sans"), ("海", "CJK"), ("” (3)", "Noto Sans")]),
        ("바다의 문", [("바다의 문", "CJK")]),
        ("x\x07y\ufe0f", [("xy", "Noto Sans")]),
    ],
)
def test_each_character_has_the_font_that_it_belongs_to(line, told):
    found: list[tuple[str, str]] = []
    for run in runs(line):
        name = "CJK" if run.font == fonts.cjk() else fonts.family(run.font)
        if found and found[-1][1] == name:
            found[-1] = (found[-1][0] + run.text, name)
        else:
            found.append((run.text, name))
    assert found == told


def test_a_mark_at_its_start_says_which_way_a_line_runs_on_a_card_and_in_a_caption():
    assert is_rtl(drawable("\u200f(2024) Longtake"))
    assert [run.level for run in runs("\u200f(2024) Longtake")] == [1, 2, 1, 2]
    assert "\u200f(" in script_of("\u200f(2024) Longtake")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("日本語の直", "ja"),
        ("ｶﾒﾗ", "ja"),
        ("등대 燈臺", "ko"),
        ("海边的门，", "zh"),
        ("海邊的門，", ""),
        ("Hello，world", "zh"),
        ("Hello, باب", ""),
    ],
)
def test_whose_forms_are_drawn_is_guessed_alike_for_cards_and_captions(text, language):
    assert han_language(text) == language
    of_card = {span.language for span in lettering._spans(text) if span.font == fonts.cjk()}
    assert of_card <= {language or "zh-Hant"}
    assert (f"Language: {language}\n" in script_of(text)) == bool(language)


def test_no_forms_are_left_to_the_language_of_the_machine():
    spans = lettering._spans("骨直臺 буква, ڭ باب Longtake")
    assert len({span.font for span in spans}) == 3
    assert all(span.language for span in spans)
