"""Pictures that are not like whom they show are drawn anew with another seed, paid for one by one, and the best is kept."""

import math
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.errors import MediaError
from models.film.decisions import Decision
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import ImageRequest
from providers.base import Bench, Embedded, Progress, Rendered
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.studio import StudioKit, short_shots, studio_at

PRICE = Decimal("0.02")
BLUE, RED, PURPLE, GREEN = (0, 0, 255), (255, 0, 0), (180, 0, 255), (0, 255, 0)


class Painter:
    """Paints a picture in the colour that its words name, or in the next one of them with each redraw; each costs two cents."""

    kind: Kind = "image"
    name = "painter"
    label = "cpu"
    revision = "1"

    def quote(self, request: ImageRequest) -> Quote:
        return Quote(usd=PRICE)

    def recipe(self, request: ImageRequest) -> Recipe:
        asked = [
            request.shot.enhanced_prompt,
            request.width,
            request.height,
            request.take,
            request.drawn_seed,
        ]
        return Recipe(kind="image", provider=self.name, revision="1", parameters={"asked": asked})

    def render(self, request: ImageRequest, bench: Bench) -> Rendered:
        known = {"blue": BLUE, "red": RED, "purple": PURPLE, "green": GREEN}
        named = [known[word] for word in request.shot.enhanced_prompt.split() if word in known]
        path = bench.into / "frame.png"
        Image.new("RGB", (request.width, request.height), named[request.redraw % len(named)]).save(path)
        return Rendered(path=path, cost=PRICE)


class Colours:
    """Compares pictures by their colour."""

    kind: Kind = "check"
    name = "colours"
    label = "cpu"
    revision = "1"

    def embed(self, pictures: Sequence[Path], words: str, progress: Progress) -> Embedded:
        if "unmeasurable" in words:
            raise MediaError("The colours cannot be told.")
        return Embedded([_unit(Image.open(path).convert("RGB").getpixel((0, 0))) for path in pictures], None)


def _unit(colour: object) -> list[float]:
    assert isinstance(colour, tuple)
    length = math.hypot(*colour)
    return [one / length for one in colour]


@pytest.fixture
async def painted(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    registry = Registry([Painter(), Colours(), OutlineWriter(), CameraMove(), PiperVoice(), Bed()])
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def brief(*words: str, check: str = "colours", **rule: object) -> Brief:
    casting = {"image": "painter", "check": check}
    return Brief.model_validate({**short_shots(*words).model_dump(), "casting": casting, "likeness": rule})


async def test_a_picture_that_is_not_like_whom_it_shows_is_drawn_anew_twice_at_most_and_the_best_is_kept(
    painted: StudioKit, film: str
) -> None:
    view = await painted.make(
        brief("blue", "blue again", "red purple green", least=0.9), film, stop_at="storyboard"
    )
    first, second, third = (shot.likeness for shot in view.shots)
    assert first is not None and first.subjects is None, "nobody was seen before it"
    assert second is not None and (second.subjects, second.redraws) == (1.0, 0)
    assert third is not None and (third.redraws, third.kept) == (2, 1)
    assert third.subjects == pytest.approx(255 / math.hypot(180, 255), abs=0.001)
    keyframe = view.shots[2].keyframe
    assert keyframe is not None
    assert Image.open(painted.store.open_file(keyframe.blob)).getpixel((0, 0)) == PURPLE
    assert view.spent == 5 * PRICE, "each redraw is paid for"
    assert view.reserved == 0


async def test_one_that_is_unlike_however_often_it_is_drawn_is_marked_on_the_board(
    painted: StudioKit, film: str
) -> None:
    view = await painted.at_gate(brief("blue", "red green red"), film)
    likeness = view.shots[1].likeness
    assert likeness is not None and likeness.low
    assert "likeness 0.00, below 0.70, drawn 3 times" in await painted.details(film)
    await painted.decide(film, Decision(kind="revise", by="ann", shot="2", prompt="blue and bright"))
    again = await painted.until(film, lambda view: view.board == 2)
    likeness = again.shots[1].likeness
    assert likeness is not None and (likeness.subjects, likeness.redraws) == (1.0, 0)


async def test_a_redraw_waits_for_the_budget_like_every_picture(painted: StudioKit, film: str) -> None:
    await painted.begin(brief("blue", "red blue"), film, budget=str(2 * PRICE))
    view = await painted.until(film, lambda view: bool(view.needs))
    assert (view.needs[0].shot_id, view.needs[0].usd) == ("shot_002", PRICE)
    assert view.spent == 2 * PRICE
    await painted.decide(film, Decision(kind="budget", usd=Decimal(1), by="ann"))
    view = await painted.until(film, lambda view: view.board == 1)
    assert view.shots[1].likeness is not None and view.shots[1].likeness.subjects == 1.0


async def test_the_rule_is_the_films_own_and_off_is_nobody(painted: StudioKit, film: str) -> None:
    view = await painted.make(brief("blue", "red blue", redraws=0), film, stop_at="storyboard")
    assert view.shots[1].likeness is not None and view.shots[1].likeness.redraws == 0
    off = await painted.make(brief("blue", "red blue", check="off"), f"{film}-off", stop_at="storyboard")
    assert [shot.likeness for shot in off.shots] == [None, None]


async def test_neighbours_that_are_twins_are_reported(painted: StudioKit, film: str) -> None:
    view = await painted.make(brief("blue", "blue once more", "purple"), film, stop_at="storyboard")
    assert "These neighbours look much alike: shot_001 and shot_002 (1.00)." in view.notes


async def test_what_cannot_be_measured_is_said_and_costs_no_picture(painted: StudioKit, film: str) -> None:
    view = await painted.make(brief("blue", "red unmeasurable"), film, stop_at="storyboard")
    assert view.verdict == "stopped"
    assert any("could not be measured: The colours cannot be told." in note for note in view.notes)
    assert view.shots[1].keyframe is not None and view.shots[1].likeness is None


async def test_a_film_that_is_made_again_finds_the_picture_that_was_kept_and_pays_nothing(
    painted: StudioKit, film: str
) -> None:
    words = ("blue", "red purple green")
    first = await painted.make(brief(*words), film, stop_at="storyboard")
    again = await painted.make(brief(*words), f"{film}-again", stop_at="storyboard")
    assert again.spent == 0
    assert [shot.keyframe and shot.keyframe.blob for shot in again.shots] == [
        shot.keyframe and shot.keyframe.blob for shot in first.shots
    ]
