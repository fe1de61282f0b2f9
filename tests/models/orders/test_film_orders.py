"""What a film orders of a shot: the same for the film, for its quotes and for its estimate."""

import pytest
from pydantic import TypeAdapter

from models.brief import Brief
from models.cut.delivery import Delivery
from models.cut.lengths import VOICE_LEAD_S, VOICE_TAIL_S
from models.kinds import Kind
from models.orders.assets import Asset, Blob
from models.orders.cast import Cast, Choice
from models.orders.film_orders import FilmOrders, longest_s
from models.orders.requests import AnyOrder, ImageRequest, Order, SpeechRequest, VideoRequest
from models.orders.shot_orders import UNSEEN, MadeShot
from models.shots.shot_list import Shot

DOOR = Shot(
    shot_id="shot_001",
    shot_number=1,
    enhanced_prompt="A door in the sea",
    duration=4,
    dialogue="It was warm.",
    characters=("Tom", "Mara"),
)
SILENT = Shot(
    shot_id="shot_002", shot_number=2, enhanced_prompt="A quay", dialogue="  ", characters=("Mara",)
)
BRIEF = Brief(shots=(DOOR, SILENT), seed=7, delivery=Delivery(fps=25, resolution="1080p", fit="blur"))


def choice(kind: Kind) -> Choice:
    return Choice(kind=kind, provider=f"a {kind} maker", label="cpu", revision="1")


CAST = Cast(
    llm=choice("llm"),
    image=choice("image"),
    video=choice("video"),
    speech=choice("speech"),
    music=choice("music"),
)
FILM = FilmOrders(brief=BRIEF, language="en", mood="tense", fresh="run-1")


def made(suffix: str, seconds: float) -> Asset:
    return Asset(blob=Blob(sha256="1" * 64, suffix=suffix, size=1), recipe_key="", seconds=seconds)


def test_an_order_says_who_makes_what_and_how_fresh() -> None:
    picture = FILM.keyframe(DOOR, CAST, take=2)
    assert (picture.choice, picture.fresh) == (CAST.image, "run-1")
    assert (picture.request.width, picture.request.height) == BRIEF.drawn_size
    assert (picture.request.take, picture.request.seed) == (2, 7)
    score = FILM.score(CAST, 31.5)
    assert (score.choice, score.request.mood, score.request.seconds) == (CAST.music, "tense", 31.5)


def test_a_clip_is_as_long_as_planned_until_its_voice_was_measured() -> None:
    order = FILM.shot(DOOR, CAST, handle=12)
    assert order.clip.request.still == UNSEEN
    assert order.clip.request.frames == 4 * 25 + 12
    spoken = order.having(MadeShot(voices=(made(".wav", 5.0),)))
    assert spoken.clip.request.frames == round((VOICE_LEAD_S + 5.0 + VOICE_TAIL_S) * 25) + 12
    assert spoken.clip.request.picture == BRIEF.picture


def test_a_shot_without_words_orders_no_voice() -> None:
    assert FILM.shot(SILENT, CAST).voices == ()
    (voice,) = FILM.shot(DOOR, CAST).voices
    assert voice
    assert (voice.request.text, voice.request.language) == ("It was warm.", "en")


def test_the_longest_clip_of_a_shot_bounds_every_one_that_its_words_can_make_of_it() -> None:
    order = FILM.shot(DOOR, CAST, handle=12)
    most = order.at_longest().clip.request.frames
    assert all(
        order.having(MadeShot(voices=(made(".wav", seconds),))).clip.request.frames <= most
        for seconds in (0.5, 1.0, len(DOOR.dialogue) / 6)
    )
    assert longest_s(DOOR) == 4
    assert longest_s(DOOR.model_copy(update={"dialogue": "It was warm. " * 9})) > 15
    assert longest_s(SILENT) == SILENT.duration


def test_a_clip_that_came_too_short_is_as_long_in_the_film_as_its_voice_needs() -> None:
    order = FILM.shot(DOOR, CAST, handle=12)
    there = order.having(MadeShot(voices=(made(".wav", 5.0),), clip=made(".mp4", 3.0)))
    assert there.frames == there.clip.request.frames
    assert order.having(MadeShot(clip=made(".mp4", 9.0))).frames == 9 * 25


@pytest.mark.parametrize(
    "order",
    [
        FILM.keyframe(DOOR, CAST),
        FILM.shot(DOOR, CAST).clip,
        FILM.shot(DOOR, CAST).voices[0],
        FILM.score(CAST, 9),
    ],
)
def test_an_order_of_any_kind_comes_back_from_history_as_what_it_was(order: AnyOrder) -> None:
    read: AnyOrder = TypeAdapter(AnyOrder).validate_json(order.model_dump_json())
    assert read == order
    assert type(read.request) is type(order.request)


def test_a_request_says_what_it_is_made_from_and_what_it_shows() -> None:
    clip: Order[VideoRequest] = FILM.shot(DOOR, CAST).clip
    picture: Order[ImageRequest] = FILM.keyframe(DOOR, CAST)
    assert clip.request.inputs == (UNSEEN,)
    assert picture.request.inputs == ()
    assert picture.request.about == clip.request.about
    assert picture.request.about.characters == ("Tom", "Mara")
    assert SpeechRequest(text="It was warm.").about.prompt == "It was warm."
