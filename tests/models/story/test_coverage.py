"""What a film does not tell of its text is said, and nothing else."""

import pytest

from models.shots.shot_list import Shot
from models.story.coverage import LeftOut, Telling, crowded, left_out, remark


def shots(*said: str, seen: str = "A picture") -> tuple[Shot, ...]:
    return tuple(
        Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt=seen, dialogue=text)
        for n, text in enumerate(said, start=1)
    )


def untold(sentences: list[str], *told: str, seen: str = "A picture", rewritten: bool = False) -> list[str]:
    telling = Telling("The Lamp", shots(*told, seen=seen), rewritten=rewritten)
    found = (telling.untold(number, sentence) for number, sentence in enumerate(sentences, start=1))
    return [one.text for one in found if one]


def test_a_sentence_is_told_when_its_words_are_heard_in_a_row_whatever_marks_they_have() -> None:
    text = ["Ann walks into a bar.", "“Is this seat taken?”", "A bar walks into Ann."]
    assert untold(text, "Ann walks into a bar. Is this seat taken.") == ["A bar walks into Ann."]


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        (("After years of waiting,", "a woman in a narrow shop", "heard a voice."), "A picture"),
        (("A woman in a narrow shop heard a voice. After years of waiting.",), "A picture"),
    ],
)
def test_a_sentence_may_be_said_over_several_shots(told: tuple[str, ...], seen: str) -> None:
    assert untold(["After years of waiting, a woman in a narrow shop heard a voice."], *told, seen=seen) == []


def test_a_sentence_that_is_seen_and_said_by_nobody_is_counted_apart_and_action_is_told_by_being_seen() -> (
    None
):
    text = "After years of waiting, a woman heard a voice."
    telling = Telling("", shots("Nothing.", "Nothing more.", seen=text), rewritten=False)
    one = telling.untold(3, text)
    assert one is not None
    assert (one.shown, one.pieces, one.only_shown) == ("shot_001", (), True)
    assert telling.untold(3, text, for_the_eye=True) is None
    other = telling.untold(4, "He ran.")
    assert other is not None
    left = left_out([one, other], 5, rewritten=False)
    assert left == LeftOut(sentences=5, count=1, shown=1, first="He ran.")
    assert left.short == "1 of 5 sentences left out, 1 shown and not said"
    assert remark(left, 10, 2).startswith(
        "10 s hold 2 shots: of the text's 5 sentences one is left out, the first “He ran.”, and one is shown and not said."
    )
    alone = left_out([one], 5, rewritten=False)
    assert alone is not None
    assert alone.short == "1 of 5 sentences shown and not said"
    assert "sentences one is shown and not said, the first “After years" in remark(alone, 10, 2)


def test_what_is_said_in_part_is_left_out_in_part_though_all_of_it_is_seen() -> None:
    text = "King Louis never saw it, and the war was over."
    one = Telling("", shots("And the war was over.", seen=text), rewritten=False).untold(1, text)
    assert one is not None
    assert (one.pieces, one.shown, one.only_shown) == (("King Louis never saw it",), "shot_001", False)


def test_of_a_sentence_that_is_told_in_part_it_is_said_which_part_is_missing() -> None:
    telling = Telling("", shots("He heard a knock at the door."), rewritten=False)
    one = telling.untold(7, "He heard a knock at the door, but nobody was there.")
    assert one is not None
    assert (one.number, one.pieces) == (7, ("but nobody was there.",))


def test_the_title_is_seen_and_the_words_the_end_are_no_sentence() -> None:
    assert untold(["The Lamp.", "The End", "***"], "Ann walks.") == []


def test_a_text_without_spaces_is_compared_character_by_character() -> None:
    text = ["守塔人在海里发现了一扇门。", "外面下起了大雪。"]
    assert untold(text, "守塔人在海里发现了一扇门") == ["外面下起了大雪。"]


def test_where_a_model_has_words_of_its_own_most_of_a_sentences_words_are_enough_and_it_is_not_sure() -> None:
    text = ["The old keeper lights the lamp.", "A ship calls from far away."]
    assert untold(text, "The keeper, old now, lights a lamp.", rewritten=True) == text[1:]
    left = LeftOut(sentences=2, count=1, first="A ship calls from far away.", sure=False)
    assert left.short == "1 of 2 sentences perhaps left out"
    assert remark(left, 10, 1) == (
        "10 s hold one shot: of the text's 2 sentences one may be left out, the first “A ship calls from far away.”. "
        "A longer film holds more."
    )


def test_what_is_left_out_is_counted_and_nothing_is_said_of_a_text_that_is_told() -> None:
    telling = Telling("", shots("One."), rewritten=False)
    found = [one for n, text in enumerate(["One.", "Two."], 1) if (one := telling.untold(n, text))]
    assert left_out(found, 2, rewritten=False) == LeftOut(sentences=2, count=1, first="Two.")
    assert left_out([], 2, rewritten=False) is None


def test_more_sentences_than_shots_are_said_before_a_model_writes() -> None:
    assert crowded(4, 10, 1).startswith("10 s hold one shot, and the text has 4 sentences")
    assert crowded(4, 30, 4) == ""
    assert crowded(1, 10, 0) == ""
