"""What a short film leaves out of a long prompt is said, and nothing else."""

import pytest

from models.shots.shot_list import Shot
from models.story.coverage import left_out

PROMPT = "Ann walks into a bar. She orders a whisky. “Is this seat taken?” A stranger shows her a photograph."


def shots(*said: str) -> tuple[Shot, ...]:
    return tuple(
        Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt="A picture", dialogue=text)
        for n, text in enumerate(said, start=1)
    )


def test_the_sentences_that_are_neither_seen_nor_heard_are_counted_and_the_first_is_quoted() -> None:
    said = left_out(PROMPT, 10, shots("Ann walks into a bar. She orders a whisky."), own_words=True)
    assert said == (
        "10 s hold one shot: of the prompt's 4 sentences 2 are left out, the first "
        "“Is this seat taken?”. A longer film holds more."
    )


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("A lighthouse keeper finds a door in the sea.", ("Something else",)),
        ("Make a film about a dog!", ("The dog",)),
        ("Mr. Hill is late. He runs.", ("Mr. Hill is late.", "He runs, out of breath.")),
        ("守塔人在海里发现了一扇门。他打开了门。", ("守塔人在海里发现了一扇门", "他打开了门")),
    ],
)
def test_a_prompt_of_a_sentence_or_one_that_is_told_whole_gives_no_remark(
    prompt: str, said: tuple[str, ...]
) -> None:
    assert left_out(prompt, 10, shots(*said), own_words=True) == ""


def test_what_is_left_out_of_a_text_without_spaces_is_seen_too() -> None:
    told = left_out(
        "守塔人在海里发现了一扇门。外面下起了大雪。", 10, shots("守塔人在海里发现了一扇门"), own_words=True
    )
    assert "one is left out, the first “外面下起了大雪。”" in told


def test_of_a_model_with_words_of_its_own_only_the_number_of_shots_is_held_against_the_prompt() -> None:
    few = left_out(PROMPT, 10, shots("A bar at night."), own_words=False)
    assert few.startswith("10 s hold one shot, and the prompt has 4 sentences: some of it may be left out.")
    assert left_out(PROMPT, 30, shots("A", "B", "C", "D"), own_words=False) == ""
