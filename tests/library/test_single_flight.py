"""Single flight: whoever wants the same at the same moment, in threads or processes, it is made and paid once."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from activities.contracts import Answer, AskRequest
from activities.story.model_call import Answering
from activities.story.templates import load_templates
from infra.database.database import Database
from infra.database.tables import assets, leases
from infra.settings import Settings
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from models.brief import Brief
from models.errors import InvalidRequest
from models.money.dollars import ZERO
from models.orders.assets import Asset
from models.story.plan import ModelChoice
from tests.kit.flight import PRICE, draw, workshop_at
from tests.kit.house_models import KEY, KEY_VARIABLE, write_models
from tests.kit.llm_server import Answer as Reply
from tests.kit.llm_server import llm_server
from tests.kit.obedient import good
from tests.kit.providers import Journal, renders
from tests.kit.standstill import freeze, thaw
from workers.language_models import chat_desk

STALE_S = 4.0


class Race:
    """Processes that all want the same picture, and the journal of who drew it."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder
        self.journal = folder / "journal"
        self.hold = Journal(self.journal).hold("image")
        self.processes: list[subprocess.Popen[str]] = []

    def enter(self) -> subprocess.Popen[str]:
        """One more process."""
        command = [sys.executable, "-m", "tests.kit.flight", self._url, str(self._folder / "assets")]
        process = subprocess.Popen(
            [*command, str(self.journal), str(STALE_S)], stdout=subprocess.PIPE, text=True
        )
        self.processes.append(process)
        return process

    def enter_and_begin(self) -> subprocess.Popen[str]:
        """One more process, until it draws; it ends its drawing when `hold` is gone."""
        self.hold.touch()
        process = self.enter()
        until(lambda: str(process.pid) in self.drawn_by())
        return process

    def result(self, process: subprocess.Popen[str]) -> Asset:
        out, _ = process.communicate(timeout=60)
        return Asset.model_validate_json(out)

    def drawn_by(self) -> list[str]:
        """The processes that began to draw, in order."""
        lines = self.journal.read_text().split("\n") if self.journal.exists() else []
        return [line.split()[3] for line in lines if line.startswith("begin")]


def until(reached: Callable[[], object], within_s: float = 60) -> None:
    give_up_at = time.monotonic() + within_s
    while not reached():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def stored(database: Database) -> list[list[Any]]:
    """Every asset and every lease."""
    tables = (select(assets), select(leases))
    return database.read(lambda connection: [list(connection.execute(table)) for table in tables])


SQLITE_SAMPLE = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.chaos)], indirect=True
)
"""Tests that wait for the dead are long: `make chaos` runs them on PostgreSQL too."""


@pytest.fixture
def race(database_url: str, tmp_path: Path) -> Iterator[Race]:
    """A race on either database; nobody is left running."""
    race = Race(database_url, tmp_path)
    yield race
    for process in race.processes:
        process.kill()
        process.communicate()


def test_eight_threads_that_want_the_same_draw_it_once(database: Database, tmp_path: Path) -> None:
    journal, together = tmp_path / "journal", threading.Barrier(8)

    def want(_: int) -> Asset:
        workshop = workshop_at(tmp_path / "assets", database, STALE_S)
        together.wait()
        return draw(workshop, journal)

    with ThreadPoolExecutor(8) as pool:
        assets = list(pool.map(want, range(8)))
    assert len(renders(journal, what="begin")) == 1
    assert sorted(asset.cost for asset in assets) == [0] * 7 + [PRICE], "whoever draws pays, nobody else"
    assert [asset.cached for asset in assets].count(False) == 1
    assert len({asset.blob for asset in assets}) == 1


def test_three_processes_that_want_the_same_draw_it_once(race: Race) -> None:
    first = race.enter_and_begin()
    others = [race.enter() for _ in range(2)]
    race.hold.unlink()
    assets = [race.result(process) for process in (first, *others)]
    assert race.drawn_by() == [str(first.pid)]
    assert [asset.cost for asset in assets] == [PRICE, 0, 0]
    assert len({asset.blob for asset in assets}) == 1


@SQLITE_SAMPLE
def test_when_the_one_that_draws_is_killed_exactly_one_other_takes_over(race: Race) -> None:
    first = race.enter_and_begin()
    others = [race.enter() for _ in range(2)]
    first.send_signal(signal.SIGKILL)
    first.wait()
    race.hold.unlink()
    assets = [race.result(process) for process in others]
    assert len(race.drawn_by()) == 2
    assert sorted(asset.cost for asset in assets) == [0, PRICE]
    assert len({asset.blob for asset in assets}) == 1


@SQLITE_SAMPLE
def test_one_that_was_stopped_and_wakes_up_late_does_not_overwrite_its_successors(
    race: Race, database: Database, tmp_path: Path
) -> None:
    first = race.enter_and_begin()
    freeze(first.pid)
    race.hold.unlink()
    successor = race.result(race.enter())
    made = stored(database)
    thaw(first.pid)
    late = race.result(first)
    assert (successor.cost, successor.cached) == (PRICE, False)
    assert late.blob == successor.blob
    assert (late.cost, late.cached) == (PRICE, False), "it did pay"
    assert stored(database) == made


def test_when_the_one_that_draws_fails_each_other_tries_for_itself(
    database: Database, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    workshop = workshop_at(tmp_path / "assets", database, STALE_S)

    def want(_: int) -> str:
        with pytest.raises(InvalidRequest) as refused:
            draw(workshop, journal, prompt="FAIL-image")
        return str(refused.value)

    with ThreadPoolExecutor(3) as pool:
        assert len(list(pool.map(want, range(3)))) == 3
    assert len(renders(journal, what="begin")) == 3


def test_a_run_that_wants_it_fresh_neither_waits_nor_takes_what_is_there(
    database: Database, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    workshop = workshop_at(tmp_path / "assets", database, STALE_S)
    usual = draw(workshop, journal)
    assert workshop.library.leases.take(f"{usual.recipe_key}/"), "somebody draws it, and will for long"
    fresh = draw(workshop, journal, fresh="run-2")
    again = draw(workshop, journal, fresh="run-2")
    assert (fresh.cost, fresh.cached) == (PRICE, False)
    assert (again.cost, again.cached) == (ZERO, True)
    assert len(renders(journal)) == 2


def test_two_films_that_ask_a_model_the_same_at_once_ask_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer_now = threading.Semaphore(0), threading.Event()
    calls: list[str] = []

    def script(body: dict[str, object]) -> Reply:
        calls.append(str(body["model"]))
        asked.release()
        assert answer_now.wait(30)
        return good(body)

    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with llm_server(script, key=KEY, bounded=True) as server:
        write_models(tmp_path, server.base_url)
        desk = chat_desk(Settings(home=tmp_path))
        brief, model = (
            Brief(prompt="A door in the sea", seconds=20),
            ModelChoice(vendor="studio", model="good"),
        )
        request = AskRequest(stage="template", model=model, brief=brief, seconds=20)

        def ask(waiting: Callable[[], None]) -> Answer:
            library = Library(LocalStore(tmp_path / "assets"), database)
            return Answering(desk, library, load_templates).answer(request, Work(), waiting)

        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(ask, lambda: None)
            assert asked.acquire(timeout=30)
            second = pool.submit(ask, answer_now.set)
            answers = [first.result(), second.result()]
    assert calls == ["good"]
    assert [answer.call.cached for answer in answers] == [False, True]
    assert answers[0].result == answers[1].result
    assert [answer.call.cost > 0 for answer in answers] == [True, False]
