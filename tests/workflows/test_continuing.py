"""A long run of a film, or of a reel, continues as a new one while it stands still: nobody notices, and nothing is lost or paid twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError

from infra.database.database import open_database
from infra.database.tables import ledger
from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.film.approval_policy import ApprovalPolicy
from models.film.decisions import Decision, DecisionKind, read_decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.queues import FILM
from models.shots.takes import Change
from studio.service.film.retakes import changed_film
from tests.kit.early import continuing_after
from tests.kit.long_film import MadeUp, long_brief, swift_studio
from tests.kit.studio import StudioKit
from workers.engine_files import prepare_home

PRICE = Decimal("0.01")
"""Of everything that is made."""

RUNNING = WorkflowExecutionStatus.RUNNING

SUGGESTED_AT = 40
"""Events after which the server suggests that a run continues as new: every stage has more."""


@pytest.fixture(scope="module")
async def brief_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TemporalServer]:
    """A server that suggests early that a run continues as new."""
    settings = Settings(home=tmp_path_factory.mktemp("brief"))
    prepare_home(settings)
    with continuing_after(SUGGESTED_AT):
        server = TemporalServer(settings)
        await server.start()
    yield server
    await server.stop()


async def runs_of(studio: StudioKit, workflow_id: str) -> int:
    """How many runs a workflow had, which has ended."""
    count, run = 1, await studio.client.get_workflow_handle(workflow_id).fetch_history()
    while before := run.events[0].workflow_execution_started_event_attributes.continued_execution_run_id:
        run = await studio.client.get_workflow_handle(workflow_id, run_id=before).fetch_history()
        count += 1
    return count


async def continued(studio: StudioKit, workflow_id: str, before: str | None = "") -> None:
    """Wait until a workflow has continued as new, after its first run or the one `before`."""
    handle = studio.client.get_workflow_handle(workflow_id)
    first = before or (await handle.describe()).raw_description.workflow_execution_info.first_run_id

    async with asyncio.timeout(60):
        while (await handle.describe()).run_id == first:
            await asyncio.sleep(0.05)


def booked(home: Path, film: str) -> tuple[int, int, Decimal]:
    """How many entries a film's ledger has, how many different ones, and the dollars that were charged."""
    with closing(open_database(Settings(home=home).database_url)) as database:
        rows = database.read(
            lambda c: c.execute(
                select(ledger.c.number, ledger.c.entry, ledger.c.usd).where(ledger.c.film_id == film)
            ).all()
        )
    charged = sum((row.usd for row in rows if row.entry == "charge"), ZERO)
    return len(rows), len({row.number for row in rows}), charged


def made_once(made_up: MadeUp, *kinds: str) -> bool:
    """Whether everything of these kinds was asked for exactly once."""
    return {count for what, count in made_up.asked.items() if what.startswith(kinds)} == {1}


async def test_reels_continue_at_their_gates_and_the_film_before_its_cut_and_all_is_made_and_paid_once(
    brief_server: TemporalServer, tmp_path: Path
) -> None:
    shots, film, made_up = 120, "continued-reels", MadeUp(PRICE)
    steps = 2 * shots + shots // 3 + 1
    async with swift_studio(brief_server.address, tmp_path, price=PRICE, made_up=made_up.all) as studio:
        await studio.begin(long_brief(shots), film, approve="wait", budget=(steps + 1) * PRICE)
        mark = (await studio.part(film, "")).rstrip("/")
        for number in (1, 2):
            await studio.until(film, lambda view: bool(view.reels) and all(reel.waits for reel in view.reels))
            await continued(studio, f"{mark}/reel-{number}")
        await studio.decide(film, Decision(kind="revise", shot="3", note="at night"))
        await studio.until(film, lambda view: view.reels[0].board == 2 and view.reels[0].waits)
        await studio.decide(film, Decision(kind="approve"))
        view = await studio.until(film, lambda view: view.ended)
        assert (view.verdict, view.reason, view.reserved) == ("finished", "", ZERO)
        assert view.spent == (steps + 1) * PRICE, "one picture twice"
        entries, different, charged = booked(tmp_path, film)
        assert (entries, charged) == (different, view.spent)
        assert made_once(made_up, "keyframe", "clip")
        assert [stage.stage for stage in view.stages].count("approval") == 1
        assert [decision.decision.kind for decision in view.decisions] == ["revise", "approve"]
        assert [reel.board for reel in view.reels] == [2, 1]
        assert await runs_of(studio, film) > 1
        assert await runs_of(studio, f"{mark}/reel-1") > 2
        listed = await studio.films()
        assert [(one.film_id, one.stage) for one in listed if one.film_id == film] == [(film, "finished")]


async def test_a_short_film_continues_at_its_gate_and_looks_as_one_that_did_not(
    brief_server: TemporalServer, server: TemporalServer, tmp_path: Path
) -> None:
    views: list[FilmView] = []
    for number, where in enumerate((server, brief_server)):
        film = f"continued-short-{number}"
        async with swift_studio(where.address, tmp_path / str(number), price=PRICE) as studio:
            await studio.begin(long_brief(12), film, approve="wait", budget=Decimal(5))
            await studio.until(film, lambda view: view.board == 1)
            if where is brief_server:
                await continued(studio, film)
            await studio.decide(
                film, Decision(kind="revise", shot="shot_003", prompt="A gull at night.", by="ann")
            )
            await studio.until(film, lambda view: view.board == 2)
            await studio.decide(film, Decision(kind="approve", board=2, by="ann"))
            views.append(await studio.until(film, lambda view: view.ended))
            assert (await runs_of(studio, film) > 1) == (where is brief_server)
    plain, other = (
        view.model_copy(
            update={"film_id": "", "run_id": "", "runs": (), "stages": (), "decisions": (), "documents": {}}
        )
        for view in views
    )
    assert other == plain
    assert [one.decision for one in views[0].decisions] == [one.decision for one in views[1].decisions]
    assert views[0].documents.keys() == views[1].documents.keys()


async def test_every_signal_is_heard_that_comes_while_a_film_continues(
    brief_server: TemporalServer, tmp_path: Path
) -> None:
    film, told = "continued-told", 60
    async with swift_studio(brief_server.address, tmp_path) as studio:
        await studio.begin(long_brief(12), film, approve="wait")
        handle = studio.client.get_workflow_handle(film)
        for number in range(told):
            await handle.signal("pause" if number % 2 else "resume", {"by": str(number)})
        await continued(studio, film)
        await handle.signal("resume", {})
        view = await studio.until(film, lambda view: view.board == 1 and not view.paused)
        assert (view.told, view.refused) == (told + 1, 0)
        assert [one.decision.by for one in view.decisions][:told] == [str(number) for number in range(told)]
        await studio.cancel(film)
        assert (await studio.view(film)).stage == "cancelled"


async def test_a_retake_continues_at_its_gate_and_can_be_rejected_or_finished_all_the_same(
    brief_server: TemporalServer, tmp_path: Path
) -> None:
    film = "continued-again"
    async with swift_studio(brief_server.address, tmp_path, price=PRICE) as studio:
        first = await studio.make(long_brief(12), film)
        await studio.start(
            await changed_film(studio, film, (Change(shot_id="3", note="at night", by="ann"),), auto=False),
            film,
        )
        await studio.until(film, lambda view: view.board == 2)
        for number in range(12):  # which fill the history
            await studio.decide(film, Decision(kind="pause" if number % 2 else "resume"))
        await studio.decide(film, Decision(kind="resume"))
        await continued(studio, film)
        await studio.decide(film, Decision(kind="reject"))
        rejected = await studio.until(film, lambda view: view.ended)
        assert (rejected.stage, rejected.shots[2].take) == ("finished", 1)
        assert "stays as it was" in rejected.reason
        assert rejected.shots[2].shot == first.shots[2].shot
        await studio.start(
            await changed_film(studio, film, (Change(shot_id="4", note="at night", by="ann"),), auto=True),
            film,
        )
        second = await studio.until(film, lambda view: view.ended)
        assert (second.verdict, second.shots[3].take, second.shots[2].take) == ("finished", 2, 1)
        assert second.spent > first.spent


async def patience(studio: StudioKit, workflow_id: str) -> float:
    """Seconds of the last timer of more than a minute that the present run of a workflow set, once it has set one."""
    async with asyncio.timeout(60):
        while True:
            history = await studio.client.get_workflow_handle(workflow_id).fetch_history()
            timers = [event.timer_started_event_attributes.start_to_fire_timeout for event in history.events]
            found = [timer.ToTimedelta().total_seconds() for timer in timers if timer.seconds > 60]
            if found:
                return found[-1]
            await asyncio.sleep(0.05)


async def test_a_film_that_continues_waits_no_longer_for_a_person_than_one_that_does_not(
    brief_server: TemporalServer, tmp_path: Path
) -> None:
    film, hour = "continued-patient", ApprovalPolicy(timeout_hours=1, on_timeout="cancel")
    async with swift_studio(brief_server.address, tmp_path) as studio:
        await studio.begin(long_brief(12), film, approve="wait", approve_bible=True, approval=hour)
        await studio.until(film, lambda view: view.bible_waits)
        asked = await patience(studio, film)
        for number in range(16):  # which fill the history
            await studio.decide(film, Decision(kind="resume" if number % 2 else "pause"))
        await continued(studio, film)
        view = await studio.until(film, lambda view: view.bible_waits)
        assert 3600 - 120 < await patience(studio, film) <= asked < 3600 + 1
        second = (await studio.client.get_workflow_handle(film).describe()).run_id
        await studio.decide(film, Decision(kind="approve_bible", board=view.bible_revision))
        await studio.until(film, lambda view: view.board == 1)
        await continued(studio, film, second)
        assert 3600 - 120 < await patience(studio, film) < 3600
        await studio.decide(film, Decision(kind="approve"))
        view = await studio.until(film, lambda view: view.ended)
        assert view.verdict == "finished"
        assert [stage.stage for stage in view.stages][:4] == ["casting", "story", "bible", "keyframes"]


@pytest.mark.parametrize("how", ["cancelled", "terminated"])
async def test_a_long_film_ends_with_its_reels_though_they_continued(
    brief_server: TemporalServer, tmp_path: Path, how: str
) -> None:
    film = f"continued-{how}"
    async with swift_studio(brief_server.address, tmp_path) as studio:
        await studio.begin(long_brief(120), film, approve="wait")
        await studio.until(film, lambda view: bool(view.reels) and all(reel.waits for reel in view.reels))
        mark = (await studio.part(film, "")).rstrip("/")
        reels = [f"{mark}/reel-{number}" for number in (1, 2)]
        for reel in reels:
            await continued(studio, reel)
        if how == "cancelled":
            await studio.cancel(film, within_s=60)
            view = await studio.view(film)
            assert (view.stage, [reel.stage for reel in view.reels]) == ("cancelled", ["cancelled"] * 2)
        else:
            await studio.client.get_workflow_handle(film).terminate()
        for reel in reels:
            async with asyncio.timeout(60):
                while (await studio.client.get_workflow_handle(reel).describe()).status == RUNNING:
                    await asyncio.sleep(0.05)


async def test_nobody_begins_a_film_as_if_it_went_on_from_a_run(
    server: TemporalServer, studio: StudioKit, film: str
) -> None:
    request = FilmRequest(brief=long_brief(2), options=RunOptions(approve="auto"))
    begun = await studio.client.start_workflow(
        "FilmWorkflow", args=[request, {"point": "board"}], id=film, task_queue=FILM
    )
    with pytest.raises(WorkflowFailureError) as failed:
        await begun.result()
    assert "must be the one input that the workflow is started with: there are 2" in str(failed.value.cause)


async def shown(studio: StudioKit, film: str, told: int) -> FilmView:
    """The film once it shows the board after so many decisions."""
    return await studio.until(film, lambda view: view.told == told and view.waiting.startswith("Board"))


async def test_what_can_be_undone_of_a_board_goes_along_into_the_next_run(
    brief_server: TemporalServer, tmp_path: Path
) -> None:
    film = "continued-edits"
    async with swift_studio(brief_server.address, tmp_path) as studio:
        first = await studio.at_gate(long_brief(8), film)
        await continued(studio, film)
        handle = studio.client.get_workflow_handle(film)
        edits: tuple[tuple[DecisionKind, dict[str, object]], ...] = (
            ("drop", {"shot": "shot_002"}),
            ("move", {"shot": "shot_001", "after": "shot_004"}),
            ("insert", {"after": "shot_008", "prompt": "a lamp on the wall"}),
            ("revise", {"shot": "shot_005", "mood": "calm"}),
        )
        begun = (await handle.describe()).run_id
        for told, (kind, fields) in enumerate(edits, start=1):
            await studio.decide(film, read_decision(kind, fields))
            view = await shown(studio, film, told)
        async with asyncio.timeout(60):
            while (await handle.describe()).run_id == begun:
                await asyncio.sleep(0.05)
        assert [shot.shot.shot_id for shot in view.dropped] == ["shot_002"]
        for told in range(5, 9):
            await studio.decide(film, Decision(kind="undo"))
            view = await shown(studio, film, told)
        assert [shot.shot for shot in view.shots] == [shot.shot for shot in first.shots]
        assert [shot.shot.shot_id for shot in view.dropped] == ["shot_008a"]
