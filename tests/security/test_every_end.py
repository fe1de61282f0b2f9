"""Every way a film can end goes through one door: work stopped, books and report written, stage and reason said."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy

from activities.documents import activity as publishing
from activities.documents.papers import report_paper
from activities.money.film_money import FilmMoney
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.errors import BadInput
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import STAGE_ATTRIBUTE, FilmView
from models.names import run_mark
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at

PRICE = Decimal("0.10")
BY_MODELS = Brief(prompt="Mara finds a door in the sea.", seconds=6)


@pytest.fixture
async def priced(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio whose pictures, clips, voices and scores cost ten cents each."""
    home = tmp_path / "home"
    async with studio_at(server.address, home, watched_registry(home / "journal", PRICE)) as kit:
        yield kit


async def through_the_door(studio: StudioKit, film: str) -> FilmView:
    """The last view of a film that ends, after what every end leaves was seen."""
    handle = studio.client.get_workflow_handle(film)
    with suppress(WorkflowFailureError):
        await asyncio.wait_for(handle.result(), 60)
    view, described = await studio.view(film), await handle.describe()
    attributes = {str(pair.key.name): pair.value for pair in described.typed_search_attributes}
    assert view.ended
    assert attributes[STAGE_ATTRIBUTE] == view.stage
    assert view.reason or view.stage == "finished"
    assert view.reserved == 0
    assert not view.waiting
    assert not {shot.status for shot in view.shots} & {"drawing", "rendering", "unknown"}
    report = json.loads(studio.store.read_bytes(view.documents["report.json"]))
    assert (report["status"], report["reason"]) == (view.verdict, view.reason)
    assert sum(Decimal(usd) for usd in report["money"]["by_stage"].values()) == view.spent
    assert await booked(studio, film) == view.spent
    running = (
        f"WorkflowId STARTS_WITH '{film}/' AND ExecutionStatus = 'Running' AND WorkflowType = 'ShotWorkflow'"
    )
    async with asyncio.timeout(60):  # lists are a moment behind
        while (await studio.client.count_workflows(running)).count:
            await asyncio.sleep(0.05)
    return view


async def booked(studio: StudioKit, film: str) -> Decimal:
    """What the ledger's table has of a film."""
    from sqlalchemy import select

    from infra.database.tables import ledger

    database = open_database(studio.settings.database_url)
    try:
        with database.engine.connect() as connection:
            rows = connection.execute(
                select(ledger.c.usd).where(ledger.c.film_id == film, ledger.c.entry == "charge")
            )
            return sum((Decimal(row.usd) for row in rows), Decimal(0))
    finally:
        database.close()


async def cancel_at(studio: StudioKit, film: str, kind: str, brief: Brief, stage: str) -> FilmView:
    """A film that is cancelled while work of a kind is held up."""
    held = studio.settings.home / f"hold-{kind}"
    held.touch()
    await studio.begin(brief, film, approve="auto")
    await studio.until(film, lambda view: view.stage == stage)
    if kind != "nothing":
        while f"begin {kind}" not in (studio.journal.read_text() if studio.journal.exists() else ""):
            await asyncio.sleep(0.02)
    await studio.cancel(film, within_s=0)
    try:
        return await through_the_door(studio, film)
    finally:
        held.unlink()


@pytest.mark.parametrize(
    ("kind", "stage"), [("llm", "story"), ("image", "keyframes"), ("video", "shots"), ("music", "cut")]
)
async def test_a_film_that_is_cancelled_at_work(priced: StudioKit, film: str, kind: str, stage: str) -> None:
    view = await cancel_at(
        priced, film, kind, BY_MODELS if kind == "llm" else short_shots("a quay", "a boat"), stage
    )
    assert (view.stage, view.reason) == ("cancelled", "The film was cancelled.")
    described = await priced.client.get_workflow_handle(film).describe()
    assert described.status == WorkflowExecutionStatus.CANCELED


async def test_a_film_that_is_cancelled_before_it_begins(studio: StudioKit, film: str) -> None:
    request = FilmRequest(brief=short_shots("a quay"))
    handle = await studio.client.start_workflow(
        "FilmWorkflow", request, id=film, task_queue="film", start_delay=timedelta(seconds=1)
    )
    await handle.cancel()
    assert (await through_the_door(studio, film)).stage == "cancelled"


async def test_a_film_that_is_cancelled_while_it_is_paused_says_so_no_longer(
    studio: StudioKit, film: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.decide(film, Decision(kind="pause"))
    await studio.cancel(film)
    view = await through_the_door(studio, film)
    assert (view.stage, view.paused) == ("cancelled", False)


async def test_a_film_that_is_rejected_while_it_is_paused(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.decide(film, Decision(kind="pause"))
    await studio.decide(film, Decision(kind="reject", by="ann"))
    view = await through_the_door(studio, film)
    assert (view.stage, view.reason, view.paused) == (
        "rejected",
        "The storyboard was rejected by ann.",
        False,
    )


async def test_films_that_fail_stop_or_finish(priced: StudioKit, film: str) -> None:
    quay = short_shots("a quay")
    ends: list[tuple[str, Brief, dict[str, object], str]] = [
        ("no-profile", quay.model_copy(update={"profile": "golden"}), {}, "failed"),
        ("no-picture", short_shots("FAIL-image a quay"), {}, "failed"),
        ("no-clip", short_shots("FAIL-video a boat"), {}, "failed"),
        ("story", quay, {"stop_at": "story"}, "stopped"),
        ("board", quay, {"stop_at": "storyboard"}, "stopped"),
        ("film", quay, {}, "finished"),
    ]
    for name, brief, options, stage in ends:
        await priced.begin(brief, f"{film}-{name}", approve="auto", **options)
        assert (await through_the_door(priced, f"{film}-{name}")).stage == stage


async def taken(client: Client, workflow_id: str) -> None:
    """Somebody else's workflow under an id; nobody serves it."""
    await client.start_workflow(
        "Somebodys", id=workflow_id, task_queue="nobody", id_conflict_policy=WorkflowIDConflictPolicy.FAIL
    )


async def test_a_story_whose_workflow_id_is_taken(priced: StudioKit, film: str) -> None:
    request = FilmRequest(brief=BY_MODELS, options=RunOptions(approve="auto"))
    handle = await priced.client.start_workflow(
        "FilmWorkflow", request, id=film, task_queue="film", start_delay=timedelta(seconds=1)
    )
    name = f"{film}/{run_mark(handle.first_execution_run_id or '')}/story"
    await taken(priced.client, name)
    view = await through_the_door(priced, film)
    assert view.stage == "failed"
    assert view.reason == (
        f"The workflow id '{name}' is taken by another workflow: terminate that one, then make the film again."
    )
    assert view.spent == 0, "nothing was begun, and nothing is booked"


async def test_a_shot_whose_workflow_id_is_taken_is_missing_and_costs_nothing(
    priced: StudioKit, film: str
) -> None:
    await priced.at_gate(short_shots("a quay", "a boat"), film)
    await taken(priced.client, await priced.part(film, "shot_002/take-1"))
    await priced.decide(film, Decision(kind="approve"))
    view = await through_the_door(priced, film)
    assert view.verdict == "finished with 1 shot missing"
    assert "is taken by another workflow" in view.shots[1].missing
    assert view.spent == PRICE * 5, "two pictures, a voice, a clip, a score"


async def test_ids_that_could_be_known_before_are_in_nobodys_way(studio: StudioKit, film: str) -> None:
    for name in ("story", "shot_001/take-1"):
        await taken(studio.client, f"{film}/{name}")
    await studio.begin(BY_MODELS, film, approve="auto")
    assert (await through_the_door(studio, film)).verdict == "finished"


async def by_hand(studio: StudioKit, film: str, what: Callable[[str], Awaitable[None]]) -> FilmView:
    held = studio.settings.home / "hold-llm"
    held.touch()
    await studio.begin(BY_MODELS, film, approve="auto")
    await studio.until(film, lambda view: view.stage == "story")
    name = await studio.part(film, "story")
    while True:
        try:
            await what(name)
            break
        except Exception:  # noqa: BLE001 - it has not begun yet
            await asyncio.sleep(0.05)
    held.unlink()
    return await through_the_door(studio, film)


async def test_a_story_that_is_ended_by_hand_fails_its_film_with_a_sentence(
    studio: StudioKit, film: str
) -> None:
    view = await by_hand(studio, f"{film}-1", lambda name: studio.client.get_workflow_handle(name).cancel())
    assert (view.stage, view.reason) == ("failed", "A part of the work was cancelled by hand.")
    view = await by_hand(
        studio, f"{film}-2", lambda name: studio.client.get_workflow_handle(name).terminate("enough")
    )
    assert (view.stage, view.reason) == ("failed", "A part of the work was terminated by hand.")


async def test_a_cancel_that_comes_while_a_film_ends_does_not_leave_it_half_ended(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slowly(view: FilmView, booked: FilmMoney | None) -> bytes:
        begun.set()
        assert may_end.wait(30)
        return report_paper(view, booked)

    monkeypatch.setattr(publishing, "report_paper", slowly)
    await studio.begin(short_shots("a quay"), film, stop_at="story")
    assert await asyncio.to_thread(begun.wait, 30)
    await studio.cancel(film, within_s=0)
    may_end.set()
    view = await through_the_door(studio, film)
    assert (view.stage, view.reason) == ("stopped", "The story was all that was asked for.")


async def test_a_film_whose_report_cannot_be_written_is_not_finished_and_one_that_failed_stays_so(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise BadInput("The report cannot be written.")

    monkeypatch.setattr(publishing, "report_paper", broken)
    quay = short_shots("a quay")
    await studio.start_and_fail(quay.model_copy(update={"profile": "golden"}), f"{film}-1")
    view = await studio.view(f"{film}-1")
    assert "There is no profile 'golden'" in view.reason
    assert "The report could not be written: The report cannot be written." in view.notes
    await studio.begin(quay, f"{film}-2", stop_at="story")
    with suppress(WorkflowFailureError):
        await studio.client.get_workflow_handle(f"{film}-2").result()
    view = await studio.view(f"{film}-2")
    assert (view.stage, view.reason) == ("failed", "The report cannot be written.")
