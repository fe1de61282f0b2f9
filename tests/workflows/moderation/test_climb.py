"""How a shot goes on where it is refused, rung by rung: whom it is asked of then, and what is written down of it."""

import asyncio
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from models.cut.delivery import Picture
from models.errors import Refused
from models.orders.assets import Blob
from models.orders.cast import Cast, Choice, ShotQuote
from models.orders.ladder import Visible, mark_of
from models.orders.requests import Order, VideoRequest
from models.shots.refusals import Refusal, RefusedTry, Reworded
from models.shots.shot_list import Shot
from models.shots.view import ShotView
from workflows.film_state import FilmState
from workflows.moderation.climb import Climb
from workflows.moderation.new_words import Worded

SHOT = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="a quay")


def choice(name: str, **more: Any) -> Choice:
    return Choice(kind="video", provider=name, label="fal", revision="1", hosted=True, seeded=True, **more)


SPARE = choice("fal/spare")
OWN = choice("away/own", fallback=SPARE)
CAST = Cast.model_validate(
    {
        "video": OWN,
        "instead": (choice("fal/profile"),),
        **{
            kind: Choice(kind=kind, provider=kind, label="cpu", revision="1")
            for kind in ("llm", "image", "speech", "music")
        },
    }
)
ORDER = Order[VideoRequest](
    choice=OWN,
    request=VideoRequest(
        shot=SHOT,
        still=Blob(sha256="a" * 64, suffix=".png", size=1),
        frames=24,
        picture=Picture(width=64, height=36),
        seed=0,
    ),
)


class State:
    """As much of a film's state as a climb looks at."""

    def __init__(self, *tries: RefusedTry) -> None:
        self.view = ShotView(shot=SHOT, tries=tries)
        self.reel = SimpleNamespace(view=lambda _: self.view, show=self._show, wants=lambda *_: True)
        self.request = SimpleNamespace(options=SimpleNamespace(climbs=True))
        self.bible = SimpleNamespace(subjects=())
        self.quotes = SimpleNamespace(of=lambda _: quote())
        self.cast, self.film_id = CAST, "film"
        self.notes: list[str] = []
        self.note = self.notes.append

    def _show(self, view: ShotView) -> None:
        self.view = view

    def cast_of(self, _: str) -> Cast:
        return self.cast

    async def afforded(self, *_: object) -> bool:
        return True


def quote() -> ShotQuote:
    return ShotQuote(shot_id="shot_001", keyframe=Decimal(0), clip=Decimal(1))


def climbing(state: State, monkeypatch: pytest.MonkeyPatch) -> Climb:
    async def quoted(*_: object) -> ShotQuote:
        return quote()

    monkeypatch.setattr(Climb, "_quoted", quoted)
    # There is no workflow here, which alone has meters.
    monkeypatch.setattr("workflows.moderation.climb.count", lambda *_: None)
    return Climb(cast("FilmState", state), "shot_001", 1, "clip")


def refused(climb: Climb, of: Refused, by: str = "") -> Visible | None:
    """What is asked for after a refusal; None where nothing is."""
    refusal = Refusal.model_validate({"of": of, "said": "no", **({"by": by} if by else {})})
    goes_on = asyncio.run(climb.next(refusal, lambda: climb.order(ORDER)))
    return climb.order(ORDER) if goes_on else None


def tried(of: Refused, by: Choice, then: str | None = None) -> RefusedTry:
    asked = mark_of(ORDER.by(by), of)
    return RefusedTry.model_validate(
        {"part": "clip", "take": 1, "by": by.provider, "of": of, "then": then, "asked": asked}
    )


def test_another_seed_is_asked_of_whom_it_was_asked_of_with_the_same_fallback_for_when_that_one_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    climb = climbing(State(), monkeypatch)
    again = refused(climb, "output")
    assert again is not None
    assert again.request.seed != ORDER.request.seed
    assert (again.choice.provider, again.choice.fallback) == ("away/own", SPARE)
    other = refused(climb, "output")
    assert other is not None
    assert (other.choice.provider, other.choice.fallback) == ("fal/spare", None)


def test_what_a_fallback_refused_is_its_own_refusal_and_it_goes_on_in_the_place_of_who_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = State()
    climb = climbing(state, monkeypatch)
    again = refused(climb, "output", "fal/spare")
    assert again is not None
    assert (again.choice.provider, again.choice.fallback) == ("fal/spare", None)
    assert again.request.seed != ORDER.request.seed
    (written,) = state.view.tries
    assert (written.by, written.then) == ("fal/spare", "seed")
    assert written.asked == mark_of(ORDER.by(SPARE), "output")
    other = refused(climb, "output")
    assert other is not None
    assert other.choice.provider == "fal/profile", "who is down comes last"
    assert [one.by for one in state.view.tries] == ["fal/spare", "fal/spare"]


def test_who_was_down_is_asked_where_nobody_else_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    state = State()
    state.cast = CAST.model_copy(update={"instead": ()})
    climb = climbing(state, monkeypatch)
    assert refused(climb, "output", "fal/spare")
    other = refused(climb, "output")
    assert other is not None
    assert (other.choice.provider, other.choice.fallback) == ("away/own", None)


def test_a_fallback_is_not_sent_what_it_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    climb = climbing(State(tried("words", SPARE)), monkeypatch)
    assert asyncio.run(climb.clear(lambda: climb.order(ORDER)))
    order = climb.order(ORDER)
    assert (order.choice.provider, order.choice.fallback) == ("away/own", None)


def test_a_refusal_of_before_is_climbed_past_and_is_no_refusal_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tried("output", OWN, "seed")
    state = State(before)
    climb = climbing(state, monkeypatch)
    assert asyncio.run(climb.clear(lambda: climb.order(ORDER)))
    assert climb.order(ORDER).request.seed != ORDER.request.seed
    assert state.view.tries == (before,)
    assert state.notes == [], "nothing was sent"


def test_other_words_for_what_was_refused_before_are_written_down_as_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def reworded(*_: object) -> Worded:
        return Worded(Reworded(prompt="a calm quay"))

    monkeypatch.setattr("workflows.moderation.climb.reworded", reworded)
    state = State(tried("words", OWN))
    climb = climbing(state, monkeypatch)
    assert asyncio.run(climb.clear(lambda: climb.order(_in_words(climb))))
    _, written = state.view.tries
    assert (written.again, written.then, written.words) == (True, "reword", "a calm quay")
    assert written.sentence == "clip: away/own refused the words that it was given before: in other words"
    assert state.view.shot.enhanced_prompt == "a calm quay"


def test_another_model_that_refused_it_before_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(tried("output", SPARE))
    climb = climbing(state, monkeypatch)
    assert refused(climb, "output")
    other = refused(climb, "output")
    assert other is not None
    assert other.choice.provider == "fal/spare", "with another seed it has not refused it"
    state = State(tried("words", SPARE))
    climb = climbing(state, monkeypatch)
    assert refused(climb, "output")
    other = refused(climb, "output")
    assert other is not None
    assert other.choice.provider == "fal/profile"


def _in_words(climb: Climb) -> Order[VideoRequest]:
    """The order in the words that the shot has by now."""
    request = ORDER.request.model_copy(update={"shot": climb.worded(SHOT)})
    return ORDER.model_copy(update={"request": request})
