"""The bible's gate under strain: money that runs out at it, a patience of seconds, and decisions that come while it waits."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.errors import WrongMoment
from models.film.decisions import Decision
from models.orders.references import ReferenceRule
from models.shots.shot_list import Shot
from models.shots.takes import Change
from models.subjects.subject import Subject
from studio.service.film.retakes import changed_film
from tests.kit.hosted import PRICE, QUOTE, by_vendor, referencing_registry
from tests.kit.studio import StudioKit, studio_at
from tests.kit.vendor_process import Vendor, vendor_at

MARA = Subject(name="Mara", description="a woman in a red coat")
A_MOMENT = 0.0002
"""Hours: less than a second."""


def film_of_mara(**fields: object) -> Brief:
    """Two silent one-second shots of Mara."""
    shots = tuple(
        Shot(
            shot_id=f"shot_{number:03d}",
            shot_number=number,
            enhanced_prompt=f"Mara on a quay, {number}",
            duration=1,
            characters=("Mara",),
        )
        for number in (1, 2)
    )
    return Brief.model_validate(
        {"shots": shots, "subjects": (MARA,), "title": "Short", "seconds": 6, **fields}
    )


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """A vendor whose pictures cost money."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
async def paid(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio whose pictures come from that vendor."""
    registry = referencing_registry(vendor.address, ReferenceRule(most=2, called="@Image{number}"))
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


async def test_a_sheet_for_which_there_is_no_money_at_the_gate_waits_for_it_and_nothing_else_is_decided(
    paid: StudioKit, vendor: Vendor, film: str
) -> None:
    request = by_vendor(film_of_mara(), "image")
    await paid.begin(request, film, approve_bible=True, stop_at="storyboard", budget=str(QUOTE))
    await paid.until(film, lambda view: view.bible_waits)
    await paid.decide(film, Decision(kind="revise_subject", subject="Mara", description="a woman in blue"))
    view = await paid.until(film, lambda view: bool(view.needs))
    assert (view.stage, view.needs[0].stage, view.bible_waits) == ("bible", "sheet", False)
    with pytest.raises(WrongMoment, match="The sheet of mara is being drawn"):
        await paid.decide(film, Decision(kind="approve_bible", board=1))
    handle = paid.client.get_workflow_handle(film)
    await handle.signal("set_budget", {"usd": "5", "by": "ann"})
    view = await paid.until(film, lambda view: view.bible_waits)
    assert view.bible_revision == 2
    assert view.reserved == 0
    assert view.spent == vendor.billed == 2 * PRICE
    await handle.signal("approve_bible", {"board": 2})
    view = await paid.until(film, lambda view: view.ended)
    assert (view.stage, view.board) == ("stopped", 1)
    assert view.spent == vendor.billed == 4 * PRICE


async def test_a_bible_whose_sheet_waits_for_money_is_rejected_and_nobody_pays(
    paid: StudioKit, vendor: Vendor, film: str
) -> None:
    policy = {"timeout_hours": A_MOMENT, "on_timeout": "approve"}
    request = by_vendor(film_of_mara(), "image")
    await paid.begin(request, film, approve_bible=True, budget="0.01", approval=policy)
    view = await paid.until(film, lambda view: bool(view.needs))
    await paid.decide(film, Decision(kind="reject", by="ann"))
    view = await paid.until(film, lambda view: view.ended)
    assert (view.stage, view.reason) == ("rejected", "The bible was rejected by ann.")
    assert view.spent == vendor.billed == Decimal(0)
    assert view.reserved == 0


@pytest.mark.parametrize(
    ("on_timeout", "stage"), [("approve", "stopped"), ("cancel", "cancelled"), ("wait", "bible")]
)
async def test_a_bible_that_nobody_looks_at_in_a_moment_is_what_the_policy_says(
    studio: StudioKit, film: str, on_timeout: str, stage: str
) -> None:
    policy = {"timeout_hours": A_MOMENT, "on_timeout": on_timeout}
    await studio.begin(film_of_mara(), film, approve_bible=True, stop_at="storyboard", approval=policy)
    view = await studio.until(film, lambda view: view.ended or (view.bible_waits and on_timeout == "wait"))
    assert view.stage == stage
    if on_timeout == "cancel":
        assert view.reason == "Nobody decided on bible 1 in 0.0002 hours."
    if on_timeout == "approve":
        assert [record.decision.by for record in view.decisions if record.accepted] == ["timeout"]


async def test_while_a_sheet_waits_for_money_no_patience_runs_out_and_each_bible_has_its_own(
    paid: StudioKit, film: str
) -> None:
    policy = {"timeout_hours": 0.002, "on_timeout": "approve"}
    request = by_vendor(film_of_mara(), "image")
    await paid.begin(
        request, film, approve_bible=True, stop_at="storyboard", budget=str(QUOTE), approval=policy
    )
    await paid.until(film, lambda view: view.bible_waits)
    await paid.decide(film, Decision(kind="revise_subject", subject="Mara", description="a woman in blue"))
    await paid.until(film, lambda view: bool(view.needs))
    handle = paid.client.get_workflow_handle(film)
    timers = [
        event
        async for event in handle.fetch_history_events()
        if event.HasField("timer_canceled_event_attributes")
    ]
    assert len(timers) == 1, "the first bible's patience ended with it"
    await paid.decide(film, Decision(kind="budget", usd=Decimal(5)))
    view = await paid.until(film, lambda view: view.ended)
    assert view.stage == "stopped"
    assert [(record.decision.kind, record.accepted) for record in view.decisions] == [
        ("revise_subject", True),
        ("budget", True),
        ("approve_bible", True),
    ]


async def test_a_film_without_anybody_has_no_bible_to_wait_for(studio: StudioKit, film: str) -> None:
    shots = (Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="Rain falls on stones", duration=1),)
    brief = Brief(shots=shots, title="Rain", seconds=6)
    await studio.begin(brief, film, approve_bible=True, stop_at="storyboard")
    view = await studio.until(film, lambda view: view.ended, within_s=60)
    assert view.stage == "stopped"


async def test_what_is_told_while_the_bible_waits_is_done_or_refused_with_a_reason(
    studio: StudioKit, film: str
) -> None:
    await studio.begin(film_of_mara(), film, approve_bible=True, stop_at="storyboard")
    await studio.until(film, lambda view: view.bible_waits)
    with pytest.raises(WrongMoment, match="its bible 1 waits for a decision"):
        await changed_film(studio, film, (Change(shot_id="1", note="at night"),), auto=True)
    handle = studio.client.get_workflow_handle(film)
    await handle.signal("recast", {"profile": "local", "by": "ann"})
    view = await studio.until(film, lambda view: view.told == 1)
    assert view.decisions[0].accepted, view.decisions
    assert (view.bible_revision, view.bible_waits) == (1, True)
    same = Decision(kind="revise_subject", subject="Mara", description=MARA.description)
    await studio.decide(film, same)
    view = await studio.until(film, lambda view: view.bible_waits and view.bible_revision == 2)
    assert view.notes[-1].startswith(
        "The new sheet of Mara is the same picture: animatic draws the same words the same way"
    )
    await studio.decide(film, Decision(kind="approve_bible", board=2))
    view = await studio.until(film, lambda view: view.ended)
    assert view.stage == "stopped"
    assert all(shot.keyframe and not shot.stale for shot in view.shots)


async def test_a_sheet_that_waits_for_money_is_drawn_for_nothing_once_the_film_is_recast(
    paid: StudioKit, vendor: Vendor, film: str
) -> None:
    await paid.begin(
        by_vendor(film_of_mara(), "image"), film, approve_bible=True, stop_at="storyboard", budget="0.01"
    )
    await paid.until(film, lambda view: bool(view.needs))
    await paid.decide(film, Decision(kind="recast", profile="local"))
    view = await paid.until(film, lambda view: view.bible_waits, within_s=60)
    assert view.needs == ()
    assert all(one.sheet for one in view.bible.subjects)
    await paid.decide(film, Decision(kind="approve_bible"))
    view = await paid.until(film, lambda view: view.ended)
    assert view.stage == "stopped"
    assert view.spent == vendor.billed == Decimal(0)
