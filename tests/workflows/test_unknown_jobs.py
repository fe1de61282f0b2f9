"""A paid job of which nobody knows whether the vendor took it: it is parked, and money stays set aside for it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowFailureError

from activities.jobs import submission
from infra.database.database import Database, open_database
from infra.database.tables import asset_uses, assets, jobs
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.decisions import Decision
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.orders.assets import Asset
from studio.client import Attempt
from tests.kit.hosted import PRICE, QUOTE, by_vendor, hosted_registry
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendor import Fault, How
from tests.kit.vendor_process import Vendor, vendor_at


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """A vendor that lists no jobs, in a process of its own."""
    with vendor_at(tmp_path / "vendor", listing=False) as vendor:
        yield vendor


@pytest.fixture
async def unlisted(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio whose vendor cannot be asked what became of a job."""
    registry = hosted_registry(vendor.address, listing=False)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def brief(*kinds: str) -> Brief:
    words = short_shots("a quay", "a boat")
    shots = tuple(shot.model_copy(update={"dialogue": ""}) for shot in words.shots)
    return by_vendor(words.model_copy(update={"shots": shots}), *(kinds or ("image",)))  # type: ignore[arg-type]


def lost(how: How = "drop-after", times: int = 1, word: str = "quay") -> Fault:
    return Fault(where="submit", how=how, times=times, word=word)


async def parked(kit: StudioKit, film: str, **options: object) -> FilmView:
    """A film whose first picture is lost, while the second is drawn."""
    await kit.begin(brief(), film, stop_at="storyboard", **options)
    return await kit.until(film, lambda view: bool(view.unknown) and view.shots[1].status == "drawn")


async def resolve(kit: StudioKit, film: str, shot: str, action: str) -> None:
    """What `longtake resolve` sends."""
    await kit.client.get_workflow_handle(film).signal("resolve_job", {"shot": shot, "action": action})


@pytest.mark.parametrize("how", ["drop-before", "drop-after"])
async def test_a_lost_job_is_parked_with_its_reservation_and_never_sent_again_by_itself(
    unlisted: StudioKit, vendor: Vendor, film: str, how: How
) -> None:
    vendor.behave(lost(how), listing=False)
    view = await parked(unlisted, film)
    (job,) = view.unknown
    assert (job.shot_id, job.stage, job.provider, job.usd) == ("shot_001", "keyframe", "vendor", QUOTE)
    assert (view.spent, view.reserved) == (PRICE, QUOTE)
    assert view.waiting == (
        f"Nobody knows whether vendor took shot_001's keyframe (up to $0.05, {job.reference}): look there, "
        f"then `longtake resolve {film} shot_001 --resubmit` or `--abandon`."
    )
    asked = [line["asked"]["reference"] for line in vendor.accepted]
    assert any(name.startswith(job.reference) for name in asked) == (how == "drop-after"), (
        "the film says the name under which the vendor would know it"
    )
    await resolve(unlisted, film, "shot_001", "abandon")
    await unlisted.until(film, lambda view: view.ended)
    assert len(vendor.accepted) == (2 if how == "drop-after" else 1)


async def test_an_abandoned_job_is_booked_at_its_quote_and_its_shot_is_missing(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(lost(), listing=False)
    await parked(unlisted, film)
    await resolve(unlisted, film, "1", "abandon")
    view = await unlisted.until(film, lambda view: view.ended)
    assert view.verdict == "stopped with 1 shot missing"
    assert view.missing[0].missing.startswith("The keyframe could not be had: Nobody knows whether ")
    assert (view.spent, view.reserved) == (PRICE + QUOTE, ZERO)
    assert not view.unknown
    assert view.spent >= vendor.billed


async def test_a_resubmitted_job_is_sent_once_more_under_another_name_and_both_are_booked(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(lost(), listing=False)
    await parked(unlisted, film)
    await resolve(unlisted, film, "shot_001", "resubmit")
    view = await unlisted.until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    references = [job["asked"]["reference"] for job in vendor.accepted]
    assert len(references) == len(set(references)) == 3, "the person took the risk"
    assert view.spent == 2 * PRICE + QUOTE >= vendor.billed


async def test_a_resubmission_that_does_not_fit_waits_for_the_budget(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(lost("drop-before"), listing=False)
    await parked(unlisted, film, budget="0.10")
    await resolve(unlisted, film, "shot_001", "resubmit")
    view = await unlisted.until(film, lambda view: bool(view.needs))
    assert "`longtake budget " + film + " 0.14`" in view.waiting
    assert len(vendor.accepted) == 1
    await unlisted.decide(film, Decision(kind="budget", usd=Decimal("0.14")))
    view = await unlisted.until(film, lambda view: view.ended)
    assert (view.verdict, view.spent) == ("stopped", Decimal("0.13"))


@pytest.mark.parametrize(
    ("policy", "verdict", "spent", "accepted"),
    [
        ("resubmit", "stopped", 2 * PRICE + QUOTE, 3),
        ("abandon", "stopped with 1 shot missing", PRICE + QUOTE, 2),
    ],
)
async def test_a_policy_decides_without_a_person(
    unlisted: StudioKit, vendor: Vendor, film: str, policy: str, verdict: str, spent: Decimal, accepted: int
) -> None:
    vendor.behave(lost(), listing=False)
    view = await unlisted.make(brief(), film, stop_at="storyboard", unknown_submit=policy)
    assert (view.verdict, view.spent, view.reserved) == (verdict, spent, ZERO)
    assert len(vendor.accepted) == accepted


async def test_the_policy_to_resubmit_gives_up_after_three(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(lost(times=9), listing=False)
    view = await unlisted.make(brief(), film, stop_at="storyboard", unknown_submit="resubmit")
    assert view.verdict == "stopped with 1 shot missing"
    assert view.spent == PRICE + 3 * QUOTE
    assert len(vendor.accepted) == 4


async def test_a_parked_clip_keeps_the_film_from_its_cut_until_it_is_resolved(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(lost(), listing=False)
    await unlisted.begin(brief("video"), film, approve="auto")
    view = await unlisted.until(film, lambda view: bool(view.unknown) and view.shots[1].status == "done")
    assert (view.stage, view.shots[0].status) == ("shots", "unknown")
    assert (view.spent, view.reserved) == (PRICE, QUOTE)
    assert "shot_001's clip" in view.waiting
    await resolve(unlisted, film, "shot_002", "abandon")
    await resolve(unlisted, film, "shot_001", "resubmit")
    view = await unlisted.until(film, lambda view: view.ended)
    assert (view.verdict, view.spent) == ("finished", 2 * PRICE + QUOTE)
    refused = next(record for record in view.decisions if not record.accepted)
    assert refused.reason == "No job of shot_002 waits to be resolved (shot_001)."


async def test_a_shot_that_is_asked_for_again_is_known_by_its_name_to_status_to_its_uses_and_to_its_job(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(lost("drop-before"), Fault(where="job", how="polls", amount=12, times=9), listing=False)
    await unlisted.begin(brief("video"), film, approve="auto")
    await unlisted.until(film, lambda view: bool(view.unknown) and view.shots[1].status == "done")
    await resolve(unlisted, film, "shot_001", "resubmit")
    async with asyncio.timeout(30):
        under_way: list[Attempt] = []
        while not under_way:
            under_way = await unlisted.attempts(await unlisted.view(film))
            await asyncio.sleep(0.05)
    assert [attempt.shot_id for attempt in under_way] == ["shot_001"]
    view = await unlisted.until(film, lambda view: view.ended)
    database = open_database(unlisted.settings.database_url)
    try:
        [asset] = assets_named(database, view.shots[0].clip)
        owners = database.read(
            lambda connection: (
                connection.execute(select(asset_uses.c.shot_id).where(asset_uses.c.asset_id == asset))
                .scalars()
                .all()
            )
        )
        query = select(jobs.c.shot_id, jobs.c.state).where(jobs.c.film_id == film)
        asked = sorted(
            tuple(row) for row in database.read(lambda connection: connection.execute(query).all())
        )
    finally:
        database.close()
    assert owners == ["shot_001"]
    assert asked == [("shot_001", "done"), ("shot_001", "unknown"), ("shot_002", "done")]


def assets_named(database: Database, asset: Asset | None) -> list[int]:
    """The rows of the library that have an asset's recipe."""
    assert asset is not None
    query = select(assets.c.id).where(assets.c.key == asset.recipe_key)
    return list(database.read(lambda connection: connection.execute(query).scalars().all()))


async def test_a_film_that_ends_while_a_job_is_parked_books_its_quote(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(lost(), listing=False)
    await unlisted.at_gate(brief("video"), film)
    await unlisted.decide(film, Decision(kind="approve"))
    await unlisted.until(film, lambda view: bool(view.unknown) and view.shots[1].status == "done")
    await unlisted.cancel(film)
    with pytest.raises(WorkflowFailureError):
        await unlisted.client.get_workflow_handle(film).result()
    view = await unlisted.view(film)
    assert view.stage == "cancelled"
    assert (view.spent, view.reserved) == (PRICE + QUOTE, ZERO)
    assert not view.unknown
    assert view.spent >= vendor.billed


async def test_a_list_that_does_not_answer_parks_the_job_and_is_asked_again_before_another_is_sent(
    server: TemporalServer, vendor: Vendor, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submission, "LISTING_WITHIN_S", 1.0)
    vendor.behave(lost(), Fault(where="list", how="503", times=99))
    async with studio_at(server.address, tmp_path / "home", hosted_registry(vendor.address)) as kit:
        view = await parked(kit, film)
        assert (view.spent, view.reserved, len(vendor.accepted)) == (PRICE, QUOTE, 2)
        vendor.behave()
        await resolve(kit, film, "shot_001", "resubmit")
        view = await kit.until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert vendor.crimes == []
    assert len(vendor.accepted) == 2, "the list answered, and the job was there"
    assert view.spent == PRICE + QUOTE >= vendor.billed


async def test_a_job_that_was_made_and_cannot_be_had_is_told_from_one_that_nobody_knows_about(
    unlisted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="fetch", how="404", times=9, word="quay"), listing=False)
    await unlisted.begin(brief("video"), film, approve="auto")
    view = await unlisted.until(film, lambda view: bool(view.unknown) and view.shots[1].status == "done")
    (job,) = view.unknown
    assert view.waiting.startswith(
        f"vendor took shot_001's clip (up to $0.05, {job.reference}): It was made and cannot be had: "
    )
    assert f"`longtake resolve {film} shot_001 --resubmit` or `--abandon`." in view.waiting
    await resolve(unlisted, film, "shot_001", "abandon")
    await unlisted.until(film, lambda view: view.ended)
