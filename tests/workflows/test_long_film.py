"""A long film costs as many times a short one as it has shots: counted, not timed."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from temporalio.client import WorkflowHistory

from infra.engine.server import TemporalServer
from infra.payloads.converter import data_converter
from infra.settings import Settings
from infra.storage import open_store
from library.states.reader import ShotRow
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from studio.client.shot_states import _Known
from tests.kit.long_film import long_brief, long_history, swift_studio
from tests.kit.replayer import PatientReplayer
from workers.composition import WORKFLOWS
from workers.interceptors.film_details import Details
from workers.query_guard import GuardedRunner

ROOT = str(Path(__file__).parents[2])
ROOMS = tuple(f"{ROOT}/{room}/" for room in ("models", "workflows"))
SHORT, LONG = 20, 60


@contextmanager
def counted() -> Iterator[tuple[ThreadPoolExecutor, Counter[str]]]:
    """A thread in which every call of our workflows' and models' functions is counted, by its name."""
    calls = Counter[str]()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(ROOMS):
            calls[frame.f_code.co_name] += 1

    threading.setprofile(count)
    try:
        with ThreadPoolExecutor(1) as threads:
            yield threads, calls
    finally:
        threading.setprofile(None)


async def replayed(history: WorkflowHistory, home: Path) -> Counter[str]:
    """What is called in a replay."""
    with counted() as (threads, calls):
        await PatientReplayer(
            workflows=list(WORKFLOWS),
            data_converter=data_converter(open_store(Settings(home=home))),
            workflow_runner=GuardedRunner(),
            interceptors=[Details()],
            workflow_task_executor=threads,
        ).replay_workflow(history)
    return calls


async def test_the_work_and_the_history_of_a_shot_do_not_grow_with_the_number_of_shots(
    server: TemporalServer, tmp_path: Path
) -> None:
    work, size = {}, {}
    for count in (SHORT, LONG):
        home = tmp_path / str(count)
        history = await long_history(server.address, home, count)
        work[count], size[count] = await replayed(history, home), len(history.to_json())
    assert sum(work[SHORT].values()) > 1000, "nothing was counted"
    assert sum(work[LONG].values()) / LONG < 1.1 * sum(work[SHORT].values()) / SHORT
    assert size[LONG] / LONG < 1.1 * size[SHORT] / SHORT
    assert work[LONG]["board_markdown"] == 0, "a board is painted though nobody looks"


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[ShotRow]:
    """The shots that this process has read of films."""
    read: list[ShotRow] = []
    take = _Known.take

    def noted(known: _Known, rows: tuple[ShotRow, ...]) -> None:
        read.extend(rows)
        take(known, rows)

    monkeypatch.setattr(_Known, "take", noted)
    return read


async def test_a_long_film_is_read_once_and_then_only_what_changed(
    server: TemporalServer, tmp_path: Path, film: str, rows: list[ShotRow]
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        brief = long_brief(LONG)
        await studio.start(FilmRequest(brief=brief, options=RunOptions()), film)
        view = await studio.until(film, lambda view: view.board == 1)
        assert [shot.shot for shot in view.shots] == list(brief.shots)
        rows.clear()
        await studio.decide(film, Decision(kind="revise", shot="7", prompt="a lamp"))
        view = await studio.until(film, lambda view: view.board == 2)
        assert {row.place for row in rows} == {6}
        assert view.shots[6].shot.enhanced_prompt == "a lamp"
        details = await studio.details(film)
        assert len(details.encode()) < 20_000
        assert "a lamp" in details


async def test_a_film_that_has_ended_is_read_though_no_worker_is_there(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        made = await studio.make(long_brief(3), film)
    assert made.verdict == "finished"
    again = await studio.view(film)
    assert again == made
    assert "report.json" in again.documents


async def test_no_more_is_on_its_way_at_once_than_was_asked_for(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.make(long_brief(6), film, at_once={"shots": 2, "pictures": 2})
        history = await studio.client.get_workflow_handle(film).fetch_history()
    drawing, most = 0, 0
    begun: set[int] = set()
    for event in history.events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            if event.activity_task_scheduled_event_attributes.activity_type.name == "boards.keyframe":
                begun.add(event.event_id)
                drawing += 1
                most = max(most, drawing)
        elif event.activity_task_completed_event_attributes.scheduled_event_id in begun:
            drawing -= 1
    assert most == 2
