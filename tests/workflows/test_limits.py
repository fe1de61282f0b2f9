"""What a provider cannot make is known when it is quoted: a person is told before anything is spent on it."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.decisions import Decision
from models.money.dollars import ZERO
from models.orders.requests import ImageRequest, VideoRequest
from providers.base import Bench, Rendered
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import Journal, Watched, Wrapped, renders
from tests.kit.studio import StudioKit, short_shots, studio_at

PRICE = Decimal("0.25")
TOO_LONG = "It makes clips of two seconds at most, and this one lasts 3 s."
NO_BOATS = "It draws no boats."


class Limited(Wrapped):
    """A dear provider of a kind that cannot make everything; it is watched, and told why by `cannot`."""

    name = "limited"

    def __init__(self, inner: Any, journal: Path) -> None:
        super().__init__(Watched(inner, Journal(journal), PRICE))

    def cannot(self, request: ImageRequest | VideoRequest) -> str:
        if isinstance(request, ImageRequest):
            return NO_BOATS if "boat" in request.shot.enhanced_prompt else ""
        seconds = request.frames / request.picture.fps
        return TOO_LONG if seconds > 2 else ""

    def render(self, request: Any, bench: Bench) -> Rendered:
        assert not self.cannot(request), "what it cannot make is not asked of it"
        return super().render(request, bench)


@pytest.fixture
async def studio(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    journal = tmp_path / "home" / "journal"
    limited = [Limited(Animatic(), journal), Limited(CameraMove(), journal)]
    makers: list[Any] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed(), *limited]
    async with studio_at(server.address, tmp_path / "home", Registry(makers)) as kit:
        yield kit


def brief(*words: str, kind: str, seconds: float = 1.0) -> Brief:
    short = short_shots(*words)
    long = tuple(shot.model_copy(update={"duration": seconds}) for shot in short.shots)
    return Brief.model_validate(
        short.model_copy(update={"shots": long, "casting": {kind: "limited"}}).model_dump()
    )


async def test_a_clip_that_cannot_be_made_is_said_at_the_gate_and_nothing_is_set_aside_for_it(
    studio: StudioKit, film: str
) -> None:
    wanted = brief("a quay", "a boat", kind="video")
    shots = (wanted.shots[0], wanted.shots[1].model_copy(update={"duration": 3.0}))
    view = await studio.at_gate(wanted.model_copy(update={"shots": shots}), film)
    assert view.notes == (f"shot_002, clip: {TOO_LONG}",)
    assert (view.spent, view.reserved) == (ZERO, ZERO), "it was said before anything was spent"
    await studio.decide(film, Decision(kind="approve"))
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert view.verdict == "finished with 1 shot missing"
    assert view.missing[0].missing == f"The clip cannot be made: {TOO_LONG}"
    assert (view.spent, view.reserved) == (PRICE, ZERO)


async def test_a_film_that_stops_at_its_board_says_nothing_of_clips(studio: StudioKit, film: str) -> None:
    view = await studio.make(brief("a quay", kind="video", seconds=3.0), film, stop_at="storyboard")
    assert (view.verdict, view.notes) == ("stopped", ())


async def test_a_shot_that_cannot_be_made_by_one_is_made_by_another_that_is_cast_at_the_gate(
    studio: StudioKit, film: str
) -> None:
    await studio.at_gate(brief("a quay", kind="video", seconds=3.0), film)
    await studio.decide(film, Decision(kind="recast", profile="local"))
    await studio.decide(film, Decision(kind="approve"))
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert (view.verdict, view.spent) == ("finished", ZERO)


async def test_a_picture_that_cannot_be_drawn_is_drawn_once_its_shot_is_revised(
    studio: StudioKit, film: str
) -> None:
    view = await studio.at_gate(brief("a quay", "a boat", kind="image"), film)
    assert view.notes[0] == f"shot_002, keyframe: {NO_BOATS}"
    assert view.shots[1].missing == f"The keyframe cannot be drawn: {NO_BOATS}"
    assert view.spent == PRICE
    await studio.decide(film, Decision(kind="revise", shot="2", prompt="a lamp"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert (view.shots[1].status, view.shots[1].missing) == ("drawn", "")
    assert len(renders(studio.journal, "image")) == 2


async def test_words_that_nobody_can_speak_are_said_and_their_shot_is_silent_and_found_again(
    studio: StudioKit, film: str
) -> None:
    words = short_shots("a quay", "a boat")
    russian = words.shots[0].model_copy(update={"dialogue": "Привет, мир"})
    wanted = words.model_copy(update={"shots": (russian, words.shots[1])})
    told = (
        "shot_001, voice: The voice joe speaks English, not Cyrillic letters: the line goes to the subtitles."
    )
    reason = told.removeprefix("shot_001, voice: ")
    view = await studio.at_gate(wanted, film)
    assert view.notes == (told,)
    await studio.decide(film, Decision(kind="approve"))
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert (view.verdict, view.shots[0].voices[0], view.shots[0].notes) == ("finished", None, (reason,))
    assert view.notes == (told,), "it is said once"
    again = await studio.make(wanted, f"{film}-again")
    assert again.shots[0].clip
    assert again.shots[0].clip.cached
    assert again.shots[0].notes == (reason,)
