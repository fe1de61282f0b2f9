"""Takes of a shot that show the same are told apart by what is heard."""

import pytest

from models.orders.assets import Asset, Blob
from models.shots.lines import Line
from models.shots.shot_list import Shot
from models.shots.takes import Take, heard_otherwise

FIRST = Line(subject="Emma", text="Where were you?")


def take(number: int, *lines: Line, voice: str = "a") -> Take:
    shot = Shot(shot_id="s1", shot_number=1, enhanced_prompt="A quay", lines=lines)
    spoken = Asset(blob=Blob(sha256=voice * 64, suffix=".wav", size=9), recipe_key="")
    return Take(take=number, shot=shot, voices=(spoken,) * len(lines))


@pytest.mark.parametrize(
    ("other", "heard"),
    [
        (take(2, FIRST.saying("Here you are.")), "Emma: Here you are."),
        (take(2, FIRST.model_copy(update={"subject": "Tom"})), "Tom: Where were you?"),
        (take(2, FIRST.model_copy(update={"delivery": "whispering"})), "Emma (whispering): Where were you?"),
        (take(2, FIRST.model_copy(update={"manner": "thought"})), "Emma (thought): Where were you?"),
        (take(2, FIRST.again()), "Emma: Where were you? (spoken again, 2)"),
        (take(2, Line(text="It was dark."), FIRST), "Narrator: It was dark.; Emma: Where were you?"),
        (take(2), "nothing"),
    ],
)
def test_a_take_in_which_something_else_is_heard_says_what(other: Take, heard: str) -> None:
    takes = (take(1, FIRST), other)
    assert heard_otherwise(other, takes) == f" · heard: {heard}"
    assert heard_otherwise(takes[0], takes) == " · heard: Emma: Where were you?"


def test_takes_that_sound_the_same_say_nothing_and_another_voice_is_said() -> None:
    same = (take(1, FIRST), take(2, FIRST))
    assert [heard_otherwise(one, same) for one in same] == ["", ""]
    found = tuple(voice and voice.model_copy(update={"cached": True}) for voice in same[1].voices)
    again = (same[0], same[1].model_copy(update={"voices": found}))
    assert [heard_otherwise(one, again) for one in again] == ["", ""], "the same sound, found in the library"
    voiced = (take(1, FIRST), take(2, FIRST, voice="b"))
    assert [heard_otherwise(one, voiced) for one in voiced] == ["", " · spoken anew"]
