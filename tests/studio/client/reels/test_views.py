"""Looking at a film of many reels: few are asked at a time, and one that does not answer is a note."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.engine.server import TemporalServer
from infra.storage import LocalStore
from models.errors import EngineUnavailable, NoWorker
from models.film.page import FilmPage
from models.film.reels import ReelStanding
from models.film.view import FilmView
from studio.client.reels import views
from studio.client.reels.views import ASKED_AT_ONCE, ReelViews, reel_workflow
from tests.kit.long_film import swift_studio


def film_of(count: int) -> FilmView:
    """A film of so many reels, all of them at work."""
    reels = [
        ReelStanding(number=n, first_number=n, last_number=n, count=1, stage="shots")
        for n in range(1, count + 1)
    ]
    return FilmView(
        film_id="film", brief_digest="", stage="shots", notes=("It is long.",), reels=tuple(reels)
    )


class Reels:
    """Reels that answer, or do not, and how often and how many at a time they were asked."""

    def __init__(self, *silent: int, nobody: int = 0) -> None:
        self._silent = {reel_workflow("film", "mark", number) for number in silent}
        self._nobody = reel_workflow("film", "mark", nobody)
        self.asked = Counter[str]()
        self.now = self.most = 0

    async def ask(self, workflow_id: str) -> FilmView:
        self.asked[workflow_id] += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0)
            if workflow_id == self._nobody:
                raise NoWorker("No worker answers: start one with `longtake worker film`.")
            if workflow_id in self._silent:
                await asyncio.Event().wait()
            return FilmView(film_id=workflow_id, brief_digest="", notes=(f"{workflow_id} is there.",))
        finally:
            self.now -= 1


@pytest.fixture
def local(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


async def test_all_reels_are_asked_and_only_so_many_at_a_time(local: LocalStore) -> None:
    reels = Reels()
    whole = await ReelViews(reels.ask, local).whole(film_of(200), "mark")
    assert len(whole.notes) == 1 + 200
    assert set(reels.asked.values()) == {1}
    assert reels.most == ASKED_AT_ONCE


async def test_reels_that_do_not_answer_are_one_note_and_are_waited_for_once(
    local: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ANSWER_WITHIN_S", 0.05)
    reels = Reels(2, 5, nobody=6)
    read = ReelViews(reels.ask, local)
    for _ in range(2):
        whole = await read.whole(film_of(6), "mark")
        said = "Reels 2, 5 and 6 do not answer: what they have of papers, notes, needs and decisions is missing here"
        assert [note for note in whole.notes if said in note] == [whole.notes[1]]
        assert [note for note in whole.notes if "is there" in note] == [
            f"{reel_workflow('film', 'mark', number)} is there." for number in (1, 3, 4)
        ]
    assert [reels.asked[reel_workflow("film", "mark", number)] for number in range(1, 7)] == [
        2,
        1,
        2,
        2,
        1,
        1,
    ]


async def test_a_reel_that_did_not_answer_is_asked_again_after_a_while(
    local: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ANSWER_WITHIN_S", 0.05)
    monkeypatch.setattr(views, "SPARED_FOR_S", 0.0)
    reels = Reels(1)
    read = ReelViews(reels.ask, local)
    for _ in range(2):
        await read.whole(film_of(1), "mark")
    assert reels.asked[reel_workflow("film", "mark", 1)] == 2


async def test_however_many_do_not_answer_the_others_are_read_in_time_and_the_rest_at_the_next_look(
    local: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ANSWER_WITHIN_S", 1.0)
    monkeypatch.setattr(views, "ALL_WITHIN_S", 1.9)
    reels = Reels(*range(1, 2 * ASKED_AT_ONCE + 1))
    read, film = ReelViews(reels.ask, local), film_of(2 * ASKED_AT_ONCE + 1)
    last = reel_workflow("film", "mark", 2 * ASKED_AT_ONCE + 1)
    whole = await read.whole(film, "mark")
    assert f"and {2 * ASKED_AT_ONCE + 1} do not answer" in whole.notes[1], "it had no turn"
    whole = await read.whole(film, "mark")
    assert f"{last} is there." in whole.notes


async def test_a_server_that_is_gone_is_no_silent_reel(local: LocalStore) -> None:
    async def gone(_: str) -> FilmView:
        raise EngineUnavailable("The Temporal server refused: gone.")

    with pytest.raises(EngineUnavailable, match="gone"):
        await ReelViews(gone, local).whole(film_of(2), "mark")


@workflow.defn(name="FilmWorkflow")
class OfTwoReels:
    """A film that says that two reels of it are at work."""

    @workflow.run
    async def run(self) -> None:
        """Stand there for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.query
    def film(self) -> FilmPage:
        """As a film answers."""
        info = workflow.info()
        view = film_of(2).model_copy(update={"film_id": info.workflow_id, "run_id": info.run_id})
        return FilmPage(film=view, count=0)


async def test_a_film_can_be_read_of_whose_reels_one_has_no_worker(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        queue = f"films-{film}"
        async with Worker(
            studio.client,
            task_queue=queue,
            workflows=[OfTwoReels],
            workflow_runner=UnsandboxedWorkflowRunner(),
        ):
            await studio.client.start_workflow(OfTwoReels.run, id=film, task_queue=queue)
            answering = await studio.part(film, "reel-1")
            await studio.client.start_workflow(OfTwoReels.run, id=answering, task_queue=queue)
            await studio.client.start_workflow(
                "ReelWorkflow",
                id=await studio.part(film, "reel-2"),
                task_queue=f"nobody-{film}",
                execution_timeout=timedelta(minutes=5),
            )
            async with asyncio.timeout(60):
                view = await studio.view(film)
            assert [note for note in view.notes if note.startswith("Reel 2 does not answer: what it has")]
            assert not [note for note in view.notes if "Reel 1" in note]
            assert (await studio.glance(film, 10)).film.notes == view.notes
