"""A request of a few words: every picture is a whole sentence about what the request names."""

import re

import pytest

from activities.story.templates import find_template, load_templates
from models.brief import Brief
from models.cut.lengths import card_seconds
from models.shots.shot_list import Shot
from models.story.stages import shots_of
from providers.offline.outline import OutlineWriter

HOLE = re.compile(r"^\W*$|^\s|\s\s|\s[,.;]|\b(?:of|the|a|an|in|at|through)\s*[,.]|[{}]|\bNone\b|'s [,.]")
MAIN_NOUNS = {
    "Two foxes steal the moon": "foxes", "Cats versus dogs": "dogs", "My grandmother's soup": "soup",
    "A red balloon over a grey town": "red balloon", "we launch our new running shoes": "running shoes",
    "Why do birds sing?": "birds", "HELLO WORLD": "world", "a dog": "dog", "Rain": "rain",
    "Dr. Smith met Mr. Jones at 3.30 p.m. in St. Petersburg.": "Smith",
    "Three old sisters and their goat": "three old sisters", "Three children build a raft": "children",
    "The mice dance at midnight": "mice", "Wolves of the north": "wolves", "The king's crown": "crown",
    "the fishermen's wives wait on the shore": "wives", "Anna's garden": "garden", "Mara leaves the island": "mara",
    "Promote our bakery": "bakery", "Buy fresh bread every day": "bread", "Save the whales": "whales",
    "Show me the ocean": "ocean", "Imagine a world without clocks": "world", "Don't forget the milk": "milk",
    "Make an ad for my winter boots": "boots", "An umbrella for every storm": "umbrella", "new headphones": "headphones",
    "Introducing the new X200 headphones": "headphones", "A 20 second video about two penguins": "penguins",
    "How does a bee fly?": "bee", "Why is the sky blue?": "sky", "Who stole my bicycle?": "bicycle",
    "What is love?": "love", "Where are you?": "", "To be or not to be": "", "I miss you": "", "Go!": "",
    "THE LAST TRAIN": "train", "STOP THE WAR": "war", "Old ships never die": "ships", "Paris in winter": "paris",
    "Rain falls on Tokyo": "rain", "A boy and his dog": "dog", "Mum and dad": "mum", "A robot learns to love": "robot",
    "A small abandoned house by the lake": "house", "The old man and the sea": "old man", "42": "42",
}  # fmt: skip


def film(text: str, seconds: float = 30) -> tuple[str, tuple[Shot, ...]]:
    """The title and the shots of a prompt."""
    writer = OutlineWriter()
    brief = Brief(prompt=text, seconds=seconds)
    template = find_template(writer.choose_template(brief, load_templates()).selected_template)
    story = writer.write_story(brief, template)
    plan = writer.plan_shots(brief, template, story, seconds - sum(card_seconds(seconds)))
    return story.story_title, shots_of(story, plan, writer.specify_visuals(brief, story, plan))


@pytest.mark.parametrize("text", MAIN_NOUNS)
def test_a_short_prompt_gives_whole_sentences_about_what_it_names(text):
    _, shots = film(text)
    for shot in shots:
        assert not HOLE.search(shot.action), shot.action
        assert not re.search(r"\s\s|\s[,;]|[{}]", shot.enhanced_prompt), shot.enhanced_prompt
        assert not shot.dialogue or not HOLE.search(shot.dialogue), shot.dialogue
        assert "empty space" not in shot.action
        assert not re.search(r"\bit (?:in|from|at|seen)\b|\b(?:of|over) it\b", shot.action, re.IGNORECASE)
    assert any(MAIN_NOUNS[text].lower() in shot.action.lower() for shot in shots)
    opening = [shot.shot_number for shot in shots if "before anything has happened" in shot.action]
    assert opening in ([], [1])


@pytest.mark.parametrize(
    "text", ["Two foxes steal the moon", "Three children build a raft", "Cats versus dogs"]
)
def test_several_act_in_the_plural(text):
    actions = " ".join(shot.action for shot in film(text, 60)[1])
    assert re.search(r"\b(?:stop and look|move forward)\b", actions)
    assert not re.search(r"\b(?:stops|looks|moves)\b", actions)


@pytest.mark.parametrize(
    "text", ["a dog", "Two foxes steal the moon", "Three old sisters and their goat", "A robot"]
)
def test_only_people_have_a_face_and_hands(text):
    assert not re.search(r"\bfaces?\b|\bhands?\b", " ".join(shot.action for shot in film(text, 60)[1]))


def test_titles_and_saints_are_part_of_a_name():
    title, shots = film("Dr. Smith met Mr. Jones at 3.30 p.m. in St. Petersburg.")
    assert title == "Dr. Smith and Mr. Jones"
    assert {place for shot in shots for place in shot.landscapes} == {"St. Petersburg"}


@pytest.mark.parametrize(
    "text", ["渔夫在海边等待。守塔人走了。", "Un gardien de phare trouve une porte dans la mer et descend."]
)
def test_a_story_in_another_language_is_shown_in_its_own_sentences(text):
    for shot in film(text)[1]:
        assert shot.action in text


def test_a_long_film_of_a_short_text_shows_its_sentences_in_order():
    text = "Mara walked to the sea. She found a key. Tomas waited in the village. He did not sleep. The storm came. Mara came home."
    actions = [shot.action for shot in film(text, 300)[1]]
    own = [text.index(action) for action in actions if action in text]
    assert own == sorted(own)
    assert len(set(own)) == 6
    assert len(own) > len(actions) / 2
    assert not any("before anything has happened" in action for action in actions[1:])
