"""What is said around a line: told to whoever takes it, and kept as it was for the lines that stay."""

from models.brief import Brief
from models.orders.cast import Cast, Choice
from models.orders.film_orders import FilmOrders
from models.orders.requests import SpeechRequest
from models.orders.shot_orders import ShotOrder
from models.shots.lines import Line
from models.shots.shot_list import Shot


def cast(*, context: bool) -> Cast:
    def nobody(kind: str) -> Choice:
        return Choice.model_validate({"kind": kind, "provider": "nobody", "label": "io", "revision": "1"})

    speech = nobody("speech").model_copy(update={"context": context})
    others = {kind: nobody(kind) for kind in ("llm", "image", "video", "music")}
    return Cast(speech=speech, **others)


def shot(*texts: str) -> Shot:
    lines = tuple(Line(text=text) for text in texts)
    return Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="a room", duration=3, lines=lines)


def order(given: Shot, *, context: bool = True) -> ShotOrder:
    return FilmOrders(brief=Brief(shots=(given,))).shot(given, cast(context=context))


def around(given: ShotOrder) -> list[tuple[str, str]]:
    return [(one.request.before, one.request.after) for one in given.voices if one]


def test_what_is_said_around_a_line_in_its_shot_is_told_only_to_whoever_takes_it() -> None:
    assert around(order(shot("a", "b", "c"))) == [("", "b"), ("a", "c"), ("b", "")]
    untold = order(shot("a", "b", "c"), context=False)
    assert around(untold) == [("", "")] * 3
    assert untold.voices[0] is not None
    assert {"before", "after"} & {*untold.voices[0].request.model_dump()} == set(), "as it always was"
    assert SpeechRequest(text="a") == SpeechRequest.model_validate({"text": "a"})


def test_a_line_that_stays_keeps_what_was_said_around_it_when_it_was_first_said() -> None:
    first, second = shot("a", "b", "c"), shot("a", "x", "c")
    third = order(shot("a", "y", "c", "a"))
    assert around(third.said_as_in([order(first), order(second)])) == [
        ("", "b"),
        ("a", "c"),
        ("b", ""),
        ("", "b"),
    ]
    assert around(third.said_as_in([])) == around(third)
    plain = order(shot("a", "y"), context=False)
    assert plain.said_as_in([order(first, context=False)]) == plain


def test_a_line_that_is_said_again_is_told_what_is_around_it_now() -> None:
    again = shot("a", "b").model_copy(update={"lines": (Line(text="a", take=2), Line(text="b"))})
    assert around(order(again).said_as_in([order(shot("a", "z"))])) == [("", "b"), ("a", "")]
