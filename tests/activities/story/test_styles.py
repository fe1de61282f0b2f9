"""Styles and shot patterns: data that a director would sign, found by the names that people use."""

import pytest

from activities.story.patterns import find_pattern, load_patterns
from activities.story.styles import dressed, find_style, load_styles
from models.brief import Brief
from models.errors import UnknownName
from models.story.moods import mood_family

WANTED = {
    "film-noir", "cyberpunk", "documentary", "nature", "cooking", "horror", "romance", "action", "fantasy",
    "period-drama", "animation-3d", "commercial", "western",
}  # fmt: skip


def test_the_styles_that_were_asked_for_are_there():
    assert {style.id for style in load_styles()} >= WANTED


@pytest.mark.parametrize("style", load_styles(), ids=lambda style: style.id)
def test_a_style_has_words_for_a_prompt_and_fits_a_brief(style):
    assert 12 <= len(style.words.split()) <= 40
    assert Brief(prompt="A fox.", style=style.words, mood=style.mood).style == style.words
    assert len(style.negative.split(",")) >= 4
    assert len(style.best_for) >= 3


@pytest.mark.parametrize("style", load_styles(), ids=lambda style: style.id)
def test_a_styles_mood_is_heard_in_the_score(style):
    assert mood_family(style.mood) != "calm" or "calm" in style.mood


def test_no_two_styles_say_the_same():
    words = [style.words for style in load_styles()]
    assert len({*words}) == len(words)


@pytest.mark.parametrize("said", ["film-noir", "Film Noir", " FILM_NOIR ", "film  noir", "film-Noir"])
def test_a_style_is_found_however_it_is_written(said):
    found = find_style(said)
    assert found is not None
    assert found.id == "film-noir"


def test_a_style_is_found_by_its_name_too():
    found = find_style("3D animation")
    assert found is not None
    assert found.id == "animation-3d"


@pytest.mark.parametrize(
    "said", ["", " ", "ink on rice paper", "noir", "film noir in the rain", "../western"]
)
def test_a_style_in_a_persons_own_words_is_no_preset(said):
    assert find_style(said) is None


def test_a_brief_with_a_presets_name_gets_its_words_and_its_mood():
    brief = dressed(Brief(prompt="A fox.", style="Film Noir"))
    assert "venetian-blind" in brief.style
    assert brief.mood.startswith("tense")


def test_a_mood_that_was_given_stays():
    assert dressed(Brief(prompt="A fox.", style="western", mood="tender")).mood == "tender"


@pytest.mark.parametrize("style", ["", "ink on rice paper"])
def test_a_brief_in_a_persons_own_style_is_unchanged(style):
    brief = Brief(prompt="A fox.", style=style)
    assert dressed(brief) == brief


def test_dressing_twice_is_dressing_once():
    once = dressed(Brief(prompt="A fox.", style="horror"))
    assert dressed(once) == once


def test_the_patterns_that_were_asked_for_are_there():
    assert [p.id for p in load_patterns()] == [
        "action",
        "chase",
        "dialogue",
        "interview",
        "montage",
        "reveal",
    ]


@pytest.mark.parametrize("pattern", load_patterns(), ids=lambda pattern: pattern.id)
def test_a_pattern_varies_its_shots_and_says_what_each_is_for(pattern):
    sizes = [(shot.shot_type, shot.camera_angle, shot.camera_movement) for shot in pattern.shots]
    assert len(pattern.shots) >= 6
    assert len({size for size, _, _ in sizes}) >= 3
    assert len({shot.note for shot in pattern.shots}) == len(pattern.shots)
    assert len(pattern.rules) >= 3


def test_a_dialogue_goes_from_the_two_shot_to_its_reverses_and_keeps_the_line():
    dialogue = find_pattern("dialogue")
    notes = [shot.note for shot in dialogue.shots]
    assert "two-shot" in notes[0]
    assert notes[1].startswith("Over the shoulder of B on A")
    assert notes[2].startswith("Reverse")
    assert dialogue.shots[1].shot_type == dialogue.shots[2].shot_type
    assert "180-degree" in dialogue.rules[0]


@pytest.mark.parametrize("name", ["", "Dialogue!", "../action"])
def test_an_unknown_pattern_is_refused_with_the_list_of_those_there_are(name):
    with pytest.raises(
        UnknownName, match=r"shot pattern.*action, chase, dialogue, interview, montage, reveal"
    ):
        find_pattern(name)
