"""What is said of a film before it is begun is what it then costs; what the library has is known without using it."""

from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from activities.casting.cast import cast_film
from infra.database.database import open_database
from infra.database.tables import asset_uses
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from library.workshop import Watch, Workshop
from models.brief import Brief
from models.errors import Unauthorised
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.orders.assets import Asset
from models.orders.film_orders import FilmOrders
from models.orders.requests import Order
from models.orders.shot_orders import MadeShot
from models.subjects.bible import bible_of
from providers.llm.catalogue import Catalogue
from providers.llm.chat import ChatDesk
from providers.registry import BUILT_IN, Registry
from providers.vendors.clients import Clients
from studio.service.estimates.assumed_script import assumed_script
from studio.service.estimates.estimate import Estimate
from studio.service.estimates.film_steps import GUARD_BATCH
from studio.service.estimates.home_estimate import Price, known_price
from studio.service.estimates.means import Means
from studio.service.estimates.price import estimate_film, price_of
from tests.kit.carded import carded_registry
from tests.kit.novel import novel
from tests.kit.providers import watched_registry
from tests.kit.studio import short_shots
from workflows.story.safety import BATCH

PRICE = Decimal("0.10")


def desk_with(environment: dict[str, str]) -> ChatDesk:
    known = Catalogue.load()
    return ChatDesk(known, Clients(known.vendors, environment))


@pytest.fixture
def means(tmp_path: Path) -> Means:
    (tmp_path / "home").mkdir()
    database = open_database(f"sqlite:///{tmp_path / 'longtake.db'}")
    return Means(
        registry=watched_registry(tmp_path / "home" / "journal", PRICE),
        desk=desk_with({"OPENROUTER_API_KEY": "not-a-secret"}),
        templates=tmp_path / "templates",
        library=Library(LocalStore(tmp_path / "assets"), database),
        slots={"io": 8, "cpu": 2},
    )


def steps(estimate: Estimate) -> dict[str, tuple[int, int, str, str]]:
    return {s.step: (s.count, s.found, str(s.usd), str(s.saved)) for s in estimate.steps}


def test_an_empty_library_saves_nothing(means: Means) -> None:
    estimate = estimate_film(FilmRequest(brief=short_shots("a quay", "a boat")), means)
    assert steps(estimate) == {
        "keyframes": (2, 0, "0.20", "0"),
        "voices": (1, 0, "0.10", "0"),
        "clips": (2, 0, "0.20", "0"),
        "score": (1, 0, "0.10", "0"),
        "cut": (1, 0, "0", "0"),
    }
    assert (estimate.usd, estimate.saved, estimate.exact) == (Decimal("0.60"), Decimal(0), True)


def test_what_was_made_before_is_found_as_the_film_will_find_it_and_no_use_is_recorded(
    means: Means, tmp_path: Path
) -> None:
    brief = short_shots("a quay")
    cast = cast_film(brief, means.registry, means.desk)
    workshop = Workshop(means.library, tmp_path / "scratch")
    film, shot = FilmOrders(brief=brief, bible=bible_of((), (), brief.shots)), brief.shots[0]

    def made(order: Order[Any]) -> Asset:
        return workshop.render(
            means.registry.renderer(order), order.request, Work(), Watch(lambda done: None)
        )

    keyframe = made(film.keyframe(shot, cast))
    assert steps(estimate_film(FilmRequest(brief=brief), means))["keyframes"] == (1, 1, "0", "0.10")
    order = film.shot(shot, cast, keyframe.blob, brief.delivery.overlap)
    (voice,) = order.voices
    assert voice
    made(order.having(MadeShot(voices=(made(voice),))).clip)
    estimate = estimate_film(FilmRequest(brief=brief), means)
    assert steps(estimate) == {
        "keyframes": (1, 1, "0", "0.10"),
        "voices": (1, 1, "0", "0.10"),
        "clips": (1, 1, "0", "0.10"),
        "score": (1, 0, "0.10", "0"),
        "cut": (1, 0, "0", "0"),
    }
    assert (estimate.usd, estimate.saved, estimate.found) == (PRICE, 3 * PRICE, 3)
    afresh = FilmRequest(brief=brief, options=RunOptions(use_cache=False))
    assert estimate_film(afresh, means).usd == Decimal("0.40")
    with means.library.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(asset_uses)) == 0


def test_weights_that_are_not_here_and_a_profile_that_is_settled_later_are_noted(
    means: Means, tmp_path: Path
) -> None:
    means = means._replace(registry=carded_registry(tmp_path / "journal", tmp_path / "weights.txt"))
    brief = short_shots("a quay").model_copy(update={"profile": "gpu"})
    lacking = [f"On this machine: The weights of {name} are not here." for name in ("sdxl", "wan-5b")]
    assert estimate_film(FilmRequest(brief=brief), means).notes[:2] == (*lacking,)
    board = FilmRequest(brief=brief, options=RunOptions(stop_at="storyboard"))
    noted = estimate_film(board, means).notes
    assert lacking[0] in noted
    assert lacking[1] not in noted
    (tmp_path / "weights.txt").write_text("f0f0")
    auto = brief.model_copy(update={"profile": "auto"})
    noted = estimate_film(FilmRequest(brief=auto), means).notes
    assert noted[0] == (
        "This is the estimate of the profile local: auto casts gpu where a worker serves its cards when the film begins, "
        "which is not looked up here: ask for the profile gpu to estimate that."
    )
    assert not any("weights" in note for note in estimate_film(FilmRequest(brief=brief), means).notes)


def test_what_a_provider_cannot_make_is_said_and_not_counted(means: Means) -> None:
    spoken = short_shots("a quay", "a boat")
    shots = (spoken.shots[0].model_copy(update={"dialogue": "守塔人打开了门。"}), spoken.shots[1])
    brief, hands = spoken.model_copy(update={"shots": shots}), means._replace(registry=Registry(BUILT_IN))
    estimate = estimate_film(FilmRequest(brief=brief), hands)
    assert list(steps(estimate)) == ["keyframes", "clips", "score", "cut"]
    assert "the line goes to the subtitles" in estimate.cannot[0]
    assert estimate.hopeless == ""


def test_what_a_short_film_leaves_out_of_its_prompt_is_said_beforehand(means: Means) -> None:
    brief = Brief(
        prompt="A keeper wakes. A ship calls. The lamp is out. He climbs the stairs. Dawn.", seconds=8
    )
    assert any(
        note.startswith("8 s hold one shot: of the text's 5")
        for note in estimate_film(FilmRequest(brief=brief), means).notes
    )


def test_only_what_is_asked_for_is_estimated(means: Means) -> None:
    brief = Brief(prompt="A keeper finds a door in the sea", seconds=12)
    story = estimate_film(FilmRequest(brief=brief, options=RunOptions(stop_at="story")), means)
    board = estimate_film(FilmRequest(brief=brief, options=RunOptions(stop_at="storyboard")), means)
    assert list(steps(story)) == ["story"]
    assert list(steps(board)) == ["story", "keyframes"]
    assert story.usd == 0


def test_the_offline_writers_shots_are_those_of_the_film_and_fill_its_length(means: Means) -> None:
    brief = Brief(prompt="A keeper finds a door in the sea. She opens it. Nobody is there.", seconds=24)
    estimate = estimate_film(FilmRequest(brief=brief), means)
    assert estimate.exact
    assert estimate.film_seconds == pytest.approx(24, abs=0.05)


def test_the_time_of_a_long_story_that_is_written_offline_grows_with_its_text_and_its_shots(
    means: Means,
) -> None:
    def seconds(brief: Brief) -> float:
        estimate = estimate_film(FilmRequest(brief=brief, options=RunOptions(stop_at="story")), means)
        return estimate.steps[0].seconds

    minute = seconds(Brief(story=novel(6_000), seconds=60))
    sentence, part, whole = (
        seconds(Brief(prompt="A keeper finds a door in the sea", seconds=1255)),
        seconds(Brief(story=novel(20_000), seconds=600)),
        seconds(Brief(story=novel(40_000), seconds=1200)),
    )
    assert minute < part
    assert sentence < part
    assert whole == pytest.approx(2 * part, rel=0.2)


def test_where_models_write_the_shots_are_assumed_and_every_call_is_counted(means: Means) -> None:
    brief = Brief(prompt="A keeper finds a door in the sea", seconds=60, casting={"llm": "balanced"})
    cast = cast_film(brief, means.registry, means.desk)
    estimate = estimate_film(FilmRequest(brief=brief), means)
    assert cast.plan is not None
    assert estimate.shots == cast.plan.shots
    assert not estimate.exact
    assert "shots are assumed" in estimate.notes[0]
    short = estimate_film(FilmRequest(brief=brief.model_copy(update={"seconds": 6})), means)
    assert "one shot is assumed" in short.notes[0]
    story = estimate.steps[0]
    assert (story.step, story.count) == ("story", 2 + 2 * -(-cast.plan.shots // cast.plan.batch))
    assert story.usd == cast.plan.quote > 0
    assert story.seconds > 10
    assert assumed_script(brief, cast, means.registry, means.templates).exact is False


def test_a_missing_key_is_one_sentence(means: Means) -> None:
    keyless = means._replace(desk=desk_with({}))
    with pytest.raises(Unauthorised, match="needs a key"):
        estimate_film(FilmRequest(brief=Brief(prompt="A door", casting={"llm": "balanced"})), keyless)


def test_more_hands_take_less_time_but_never_less_than_one_shot(tmp_path: Path, means: Means) -> None:

    brief = short_shots("a quay", "a boat", "a door", "a lamp")

    def clips(cpu: int) -> float:
        hands = means._replace(registry=Registry(BUILT_IN), slots={"cpu": cpu})
        found = estimate_film(FilmRequest(brief=brief), hands)
        return next(step.seconds for step in found.steps if step.step == "clips")

    assert clips(1) > clips(2) > clips(4) > 0
    assert clips(4) == clips(8)


def test_only_what_has_a_price_may_cost_something_and_the_library_is_opened_for_nothing_else(
    means: Means,
) -> None:

    free, paid = Registry(BUILT_IN), means.registry
    opened = []

    def price(request: FilmRequest, registry: Registry) -> Estimate | None:
        def open_library(registry: Registry, desk: ChatDesk) -> AbstractContextManager[Means]:
            opened.append(request)
            return nullcontext(means._replace(registry=registry, desk=desk))

        return price_of(request, registry, means.desk, open_library)

    assert not price(FilmRequest(brief=short_shots("a quay")), free)
    assert not opened
    assert price(FilmRequest(brief=short_shots("a quay")), paid)
    written = FilmRequest(brief=Brief(prompt="A door", casting={"llm": "balanced"}))
    priced = price(written, free)
    assert priced == estimate_film(written, means._replace(registry=free))
    assert len(opened) == 2


def test_a_film_that_is_free_but_for_one_shot_is_quoted_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAL_KEY", "not-a-secret")
    brief = short_shots("a quay", "a boat")
    dear = brief.shots[1].model_copy(update={"video_provider": "kling"})
    assert known_price(FilmRequest(brief=brief)) == Price(free=True)
    priced = known_price(
        FilmRequest(brief=brief.model_copy(update={"shots": (brief.shots[0], dear)}))
    ).estimate
    assert priced
    assert priced.usd > 0


def test_the_estimate_batches_safety_checks_as_the_film_does() -> None:
    assert GUARD_BATCH == BATCH


def test_sheets_are_counted_where_somebody_wants_to_see_the_bible_and_found_when_they_were_drawn(
    means: Means, tmp_path: Path
) -> None:
    brief = short_shots("a quay", "a boat")
    seen = FilmRequest(brief=brief, options=RunOptions(approve_bible=True, stop_at="storyboard"))
    assert steps(estimate_film(seen, means)) == {
        "sheets": (2, 0, "0.20", "0"),
        "keyframes": (2, 0, "0.20", "0"),
    }
    cast = cast_film(brief, means.registry, means.desk)
    orders = FilmOrders(brief=brief, bible=bible_of((), (), brief.shots), see_bible=True)
    order = orders.sheet(orders.bible.subjects[0].subject, cast)
    workshop = Workshop(means.library, tmp_path / "scratch")
    workshop.render(means.registry.renderer(order), order.request, Work(), Watch(lambda done: None))
    assert steps(estimate_film(seen, means))["sheets"] == (2, 1, "0.10", "0.10")
