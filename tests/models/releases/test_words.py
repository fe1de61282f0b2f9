"""Title, description and tags of a release: out of a film's story, and within what YouTube takes."""

from typing import Any

import pytest

from models.errors import BadInput
from models.releases.words import MOST_OF_TAGS, Words, checked, counted, words_of
from models.story.stages import Narrative, Story, StoryDocument


def document(**narrative: str) -> StoryDocument:
    story = Story(
        story_title="The Door",
        narrative=Narrative(logline="A keeper finds a door.", **narrative),
        places=("the sea", "The Lighthouse"),
        mood="tense",
    )
    return StoryDocument(title="The Door", story=story)


def test_words_are_of_the_films_story() -> None:
    words = words_of("The Door", document(setup="It stands in the sea."), ["Mara", "the lighthouse"])
    assert words == Words(
        title="The Door",
        description="A keeper finds a door.\n\nIt stands in the sea.",
        tags=("Mara", "the lighthouse", "the sea", "tense"),
    )


def test_a_film_without_a_story_has_its_title() -> None:
    assert words_of("The Door", None, []) == Words(title="The Door")


@pytest.mark.parametrize("title", ["x" * 300, "<b>The</b> Door", "", "The\nDoor", "ドア" * 200, "a\x1b[31mb"])
@pytest.mark.parametrize("text", ["ж" * 9000, "<script>", "one " * 3000, "a\u202eb", "\ud800"])
def test_whatever_a_film_is_called_and_told_its_words_can_be_used(title: str, text: str) -> None:
    names = [text, "a, b", *(f"name {number}" for number in range(99)), "y" * 480]
    words = checked(words_of(title, document(setup=text), names))
    assert counted(words.tags) <= MOST_OF_TAGS


def test_tags_are_counted_as_youtube_does() -> None:
    assert counted(()) == 0
    assert counted(("door", "the sea")) == 4 + 1 + 9


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": ""}, "title is empty"),
        ({"title": "x" * 101}, "101 characters"),
        ({"title": "a<b"}, "holds < or >"),
        ({"title": "a\nb"}, "one line"),
        ({"description": "ж" * 2501}, "5,002 bytes"),
        ({"description": "a > b"}, "holds < or >"),
        ({"description": "a\x1bb"}, "move or hide"),
        ({"tags": ("a, b",)}, "cannot be used"),
        ({"tags": (" ",)}, "cannot be used"),
        ({"tags": tuple("x" * 50 for _ in range(10))}, "509 characters"),
    ],
)
def test_what_youtube_cannot_take_is_refused_in_a_sentence(said: dict[str, Any], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        checked(Words(title="The Door").model_copy(update=said))
