"""Notes read without a model: what people say of a picture, in their own languages, becomes fields of the shot."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageStat

from models.orders.requests import ImageRequest
from models.shots.noted import MOST_WORDS, changes_between
from models.shots.shot_list import Shot
from providers.offline.animatic.frame import paint_frame
from providers.offline.outline.notes.reader import read_note

HARBOUR = Shot(
    shot_id="shot_003",
    shot_number=3,
    enhanced_prompt="Mara walks along the quay with a lamp, a small boat behind her",
    characters=("Mara", "Dawn"),
    landscapes=("the harbour",),
    dialogue="It was warm.",
)


def said(words: str, **fields: object) -> dict[str, str]:
    """The fields that the words change, by the names that people read."""
    shot = HARBOUR.model_copy(update=fields)
    return {one.field: one.after for one in changes_between(shot, read_note(shot, words).applied(shot))}


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("at night", {"hour": "night"}),
        ("make it rain", {"weather": "rain"}),
        ("closer", {"size": "medium-close-up"}),
        ("much wider", {"size": "wide"}),
        ("from above", {"angle": "high"}),
        ("bird's-eye view", {"angle": "overhead"}),
        ("on the beach", {"place": "the beach"}),
        ("move it to the pond, please", {"place": "the pond (lake)"}),
        ("in blue", {"colours": "blue"}),
        ("make the boat red", {"colours": "red boat"}),
        ("in black and white", {"colours": "black-and-white"}),
        ("wide shot at dawn", {"size": "wide", "hour": "dawn"}),
        ("a blue hour wide shot", {"size": "wide", "hour": "dusk"}),
        ("the door, closer, at night", {"size": "medium-close-up", "hour": "night"}),
        ("im Winter, bei Nacht", {"hour": "night", "weather": "snow"}),
        ("de noche, bajo la lluvia", {"hour": "night", "weather": "rain"}),
        (
            "sous la pluie, la nuit, dans la forêt",
            {"hour": "night", "weather": "rain", "place": "the forest"},
        ),
        ("na praia à noite", {"hour": "night", "place": "the beach"}),
        ("nella foresta di notte", {"hour": "night", "place": "the forest"}),
        ("雨の夜", {"hour": "night", "weather": "rain"}),
        ("在海边，晚上", {"hour": "evening", "place": "the beach"}),
        ("على الشاطئ في الليل", {"hour": "night", "place": "the beach"}),
        ("at noon, no, at night", {"hour": "night"}),
    ],
)
def test_a_note_says_hour_weather_place_colour_size_and_angle(words: str, fields: dict[str, str]) -> None:
    assert said(words) == fields


@pytest.mark.parametrize(
    ("words", "now", "fields"),
    [
        ("not at night", {}, {}),
        ("not at night", {"time_of_day": "night"}, {"hour": "day"}),
        ("夜ではない", {"time_of_day": "night"}, {"hour": "day"}),
        ("it should not rain", {}, {"weather": "clear"}),
        ("without any rain", {"weather": "rain"}, {"weather": "clear"}),
        ("es regnet nicht", {}, {"weather": "clear"}),
        ("不要下雨", {}, {"weather": "clear"}),
        ("not at night but at dawn", {}, {"hour": "dawn"}),
        ("not from above", {"camera_angle": "high"}, {"angle": "eye-level"}),
        ("not on the beach", {}, {}),
        ("not blue", {"colours": ("blue", "red door")}, {"colours": "red door"}),
        ("no people at night", {}, {}),
    ],
)
def test_what_shall_not_be_is_not_drawn(words: str, now: dict[str, object], fields: dict[str, str]) -> None:
    assert said(words, **now) == fields


@pytest.mark.parametrize(
    "words",
    [
        "more melancholy",
        "Dawn looks up",
        "Mara steps closer to the boat",
        'she whispers "it rains at night"',
        "the night train",
        "wide-eyed",
        "light from above",
        "a kite in the sky",
        "put a boat on the sea",
        "red hair",
        "a winter coat",
        "",
    ],
)
def test_names_speech_and_things_are_no_hour_place_or_size(words: str) -> None:
    assert said(words) == {}
    assert read_note(HARBOUR, words).words == ()


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(["not", "at", "night", ",", "rain", "雨", "夜", "in", "blue", "on", "the", "beach"])
    ).map(" ".join)
)
def test_whatever_is_said_people_and_words_stay_and_the_fields_are_known(words: str) -> None:
    shot = read_note(HARBOUR, words).applied(HARBOUR)
    assert Shot.model_validate(shot.model_dump()) == shot
    kept = ("characters", "dialogue", "enhanced_prompt", "shot_id")
    assert all(getattr(shot, field) == getattr(HARBOUR, field) for field in kept)


def test_of_a_note_without_end_only_its_bounded_part_is_read() -> None:
    assert said("very " * MOST_WORDS + "at night") == {}


def picture(words: str) -> tuple[float, ...]:
    """The mean red, green and blue of the shot's frame after a note."""
    shot = read_note(HARBOUR, words).applied(HARBOUR.revised(note=words))
    frame = paint_frame(ImageRequest(shot=shot, width=320, height=180), random.Random(7))
    return tuple(ImageStat.Stat(frame).mean)


def test_night_is_dark_blue_is_blue_and_what_is_black_and_white_has_no_colour() -> None:
    red, green, blue = picture("")
    assert sum(picture("at night")) < 0.6 * (red + green + blue)
    assert picture("in blue")[2] - picture("in blue")[0] > blue - red + 40
    grey = picture("in black and white")
    assert max(grey) - min(grey) < 12


def test_rain_that_shall_not_be_is_not_drawn_though_the_note_says_the_word() -> None:
    def frame(**fields: object) -> bytes:
        shot = HARBOUR.revised(note="it should not rain").model_copy(update=fields)
        return paint_frame(ImageRequest(shot=shot, width=320, height=180), random.Random(7)).tobytes()

    dry = HARBOUR.revised(note="calm")
    bare = paint_frame(ImageRequest(shot=dry, width=320, height=180), random.Random(7)).tobytes()
    assert frame(weather="clear") == bare
    assert frame() != bare
