"""Where lines break: at the same places on cards, on boards and in captions."""

import unicodedata
from itertools import accumulate, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from activities.cut.captions import line_breaks
from infra.media.text import breaks
from infra.media.text.lettering import text_size, wrap
from infra.media.text.runs import drawable

SETTLED = settings(max_examples=100, deadline=None, derandomize=True)
MIXED = st.text(
    st.sampled_from("ab(,.)% 3الب،海门。、「」『』〔〕“”’…のっ゛ーｱﾞ。바다\u0301\u200d"), max_size=40
)


def places(parts: list[str]) -> set[int]:
    """How many characters, spaces apart, stand before each break."""
    return set(accumulate(len("".join(part.split())) for part in parts)) | {0}


@SETTLED
@given(MIXED)
def test_a_card_and_a_caption_break_a_text_at_the_same_places(text):
    line = drawable(line_breaks.plain(text))
    parts = list(breaks.pieces(line))
    assert "".join(parts) == line
    assume(all(line_breaks.width(part) < line_breaks.LINE_WIDTH for part in parts))
    assert line_breaks.pieces(line) == parts
    widest = max((text_size(part.rstrip(), 20)[0] for part in parts), default=0)
    assert places(list(breaks.pieces(line))) >= places(
        [shown.strip("\u200e\u200f") for shown in wrap(line, 20, widest)]
    )


@SETTLED
@given(MIXED)
def test_no_piece_begins_with_what_closes_or_ends_with_what_opens(text):
    for before, after in pairwise(breaks.pieces(text)):
        assert before[-1].isspace() or after[0] not in "。、」』〕”’…っ゛ーﾞ,.)%\u0301\u200d"
        assert before[-1] not in "「『〔“("


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("서울에서ABC를 보았다", ["서울에서ABC를 ", "보았다"]),
        ("“海”，‘门’…", ["“海”，", "‘门’…"]),
        ("か゚きっと", ["か゚", "きっ", "と"]),
        ("ｱｲﾞ｡", ["ｱ", "ｲﾞ｡"]),
        ("Longtake海", ["Longtake", "海"]),
        ("灯👍🏽👨‍👩‍👧灯", ["灯", "👍🏽", "👨‍👩‍👧", "灯"]),
        ("灯🏴\U000e0067\U000e007f灯", ["灯", "🏴\U000e0067\U000e007f", "灯"]),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af ㅋㅋ", ["\u1112\u1161\u11ab\u1100\u1173\u11af ", "ㅋㅋ"]),
        ("约￥100。", ["约", "￥100。"]),
        ("a b", ["a ", "b"]),
    ],
)
def test_a_line_may_break_after_spaces_and_beside_scripts_without_them(text, parts):
    assert list(breaks.pieces(text)) == parts


def test_a_word_too_long_for_a_line_keeps_its_marks_with_their_letters():
    word = "x\u0301\u0323" * 60
    for parts in (line_breaks.pieces(word), wrap(word, 20, 150)):
        assert len(parts) > 1
        assert all(unicodedata.category(part[0]) == "Ll" for part in parts)


def test_what_is_cut_for_an_ellipsis_keeps_its_marks_with_its_last_letter():
    word = "कि" * 12
    for width in range(60, 160, 3):
        [shown] = wrap(f"{word}\n{word}", 20, width, max_lines=1)[:1]
        assert shown.endswith("कि…")
