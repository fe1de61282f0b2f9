"""The local word list on many examples: every one of a list is decided right, and spelling hides nothing."""

import tomllib
from pathlib import Path

import pytest

from activities.story.safety.guards import CATEGORIES, blocked_by_words
from activities.story.safety.plain_text import plain
from models.shots.shot_list import Shot

EXAMPLES = tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))
BLOCKED = [(text, category) for category, texts in EXAMPLES["blocked"].items() for text in texts]


def category_of(text):
    found = blocked_by_words(
        [Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A lighthouse at dusk.", dialogue=text)]
    )
    return found[0].category if found else ""


def test_the_list_is_long_and_knows_every_category():
    assert len(BLOCKED) >= 100
    assert len(EXAMPLES["allowed"]) >= 150
    assert set(EXAMPLES["blocked"]) == {*CATEGORIES}
    assert len({*EXAMPLES["allowed"]}) == len(EXAMPLES["allowed"])


def test_all_that_must_be_blocked_is_blocked_under_its_category():
    wrong = {text: found for text, category in BLOCKED if (found := category_of(text)) != category}
    assert wrong == {}


def test_nothing_ordinary_is_blocked():
    wrong = {text: found for text in EXAMPLES["allowed"] if (found := category_of(text))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("bl00d", "blood"), ("n.a.k.e.d", "naked"), ("n a k e d man", "naked man"), ("nаked", "naked"), ("ÉGORGÉ", "egorge"),
        ("$ex", "sex"), ("ki11er", "killer"), ("３D", "3d"), ("13 years", "13 years"), ("١٣", "13"), ("Москва", "москва"),
    ],
)  # fmt: skip
def test_a_spelling_is_undone_and_a_number_stays_one(text, read):
    assert plain(text) == read
