"""The engine as a person meets it: shared, restarted when something dies, gone when nobody needs it."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import uuid4

import psutil
import pytest
from temporalio.client import Client, WorkflowHandle

from infra.processes import ProcessMark, kill_marked
from infra.settings import Settings
from models.errors import BadInput, DiskFull, StorageError
from tests.kit.object_stores import free_ports
from workers.engine import Engine, attached, engine_environment, ensure_engine, find_engine, stop_engine
from workers.engine_files import (
    EngineState,
    prepare_home,
    read_state,
    state_path,
    supervisor_pid,
    write_state,
)

STAND_IN = {"cpu": (sys.executable, "-S", "-c", "import signal; signal.pause()")}
"""A worker process that does nothing, so that a test is about the supervisor alone."""

COMMAND = """
import sys
from pathlib import Path
from infra.settings import Settings
from workers.engine import attached, ensure_engine

settings = Settings(home=Path(sys.argv[1]), idle_s=0.4)
with attached(settings):
    print(ensure_engine(settings, worker_commands={"cpu": ("sleep", "1000")}).pid, flush=True)
    if sys.argv[2] == "stay":
        sys.stdin.read()
"""

T = TypeVar("T")


def until(look: Callable[[], T | None], within_s: float = 60) -> T:
    """What `look` finds, as soon as it finds something."""
    give_up_at = time.monotonic() + within_s
    while time.monotonic() < give_up_at:
        if found := look():
            return found
        time.sleep(0.03)
    raise AssertionError("it did not happen in time")


def command(settings: Settings, what: Literal["leave", "stay"]) -> subprocess.Popen[str]:
    """A command of a person, as a process of its own, that needs the engine; it prints the engine's number."""
    arguments = [sys.executable, "-c", COMMAND, str(settings.home), what]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def children(settings: Settings) -> dict[str, ProcessMark]:
    state = read_state(settings)
    return dict(state.children) if state else {}


def both(settings: Settings) -> list[ProcessMark] | None:
    """The server and the one worker, once both were started."""
    marks = children(settings)
    return list(marks.values()) if len(marks) == 2 else None


def ended(mark: ProcessMark) -> bool:
    """Whether a process has ended, be it reaped or not."""
    try:
        process = psutil.Process(mark.pid)
        return process.create_time() != mark.created or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def leaves(settings: Settings, within_s: float) -> bool:
    """Whether the supervisor ends within that time."""
    with suppress(AssertionError):
        return until(lambda: supervisor_pid(settings) is None, within_s)
    return False


def clean_up(settings: Settings) -> None:
    """Kill at once whatever a test left running."""
    marks = children(settings).values()
    if pid := supervisor_pid(settings):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        until(lambda: supervisor_pid(settings) is None)
    kill_marked(marks)


@pytest.fixture
def settings(tmp_path) -> Iterator[Settings]:
    """A home of the test's own, whose engine is killed afterwards."""
    settings = Settings(home=tmp_path / "home", idle_s=0.4)
    yield settings
    clean_up(settings)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory) -> Iterator[Settings]:
    """One home for the tests that leave a living engine behind."""
    settings = Settings(home=tmp_path_factory.mktemp("lasting") / "home", idle_s=600)
    prepare_home(settings)
    # What an engine had is what the next one prefers; at the usual ones others take the place of a server that is down.
    ports = dict(zip(("grpc", "ui", "http", "metrics"), free_ports(4), strict=True))
    last = {"supervisor": {"pid": 1, "created": 0}, "children": {}, "started_at": datetime.now(UTC)}
    write_state(settings, EngineState.model_validate({**last, "ports": ports}))
    yield settings
    clean_up(settings)


async def start_film(engine: Engine) -> WorkflowHandle[Any, Any]:
    client = await Client.connect(engine.address)
    return await client.start_workflow("Film", id=f"film-{uuid4().hex}", task_queue="nobody")


def test_commands_at_once_share_one_engine(lasting):
    assert find_engine(lasting) is None
    with ThreadPoolExecutor() as pool:
        engines = list(pool.map(lambda _: ensure_engine(lasting, worker_commands=STAND_IN), range(3)))

    assert len(set(engines)) == 1
    assert find_engine(lasting) == engines[0]
    assert engines[0].notes == ()
    until(lambda: children(lasting).keys() == {"server", "cpu"})


def test_a_killed_worker_is_started_again_and_told_where_the_server_is(lasting):
    engine = ensure_engine(lasting, worker_commands=STAND_IN)
    killed = until(lambda: children(lasting).get("cpu"))

    os.kill(killed.pid, signal.SIGKILL)
    worker = until(lambda: None if (mark := children(lasting).get("cpu")) == killed else mark)

    environment = psutil.Process(worker.pid).environ()
    assert environment["TEMPORAL_ADDRESS"] == engine.address
    assert environment["LONGTAKE_HOME"] == str(lasting.home)
    assert find_engine(lasting) == engine


async def test_a_killed_server_is_started_again_where_clients_expect_it_with_its_films(lasting):
    engine = ensure_engine(lasting, worker_commands=STAND_IN)
    film = await start_film(engine)
    killed = children(lasting)["server"]

    os.kill(killed.pid, signal.SIGKILL)
    until(lambda: children(lasting)["server"] != killed)

    assert ensure_engine(lasting) == engine
    assert (await film.describe()).run_id == film.result_run_id


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_one_is_not_held_up(lasting):
    engine = ensure_engine(lasting, worker_commands=STAND_IN)
    marks = until(lambda: both(lasting))

    os.kill(engine.pid, signal.SIGKILL)
    until(lambda: all(ended(mark) for mark in marks))
    assert read_state(lasting) is not None  # it had no time to tidy up
    until(
        lambda: find_engine(lasting) is None
    )  # the kernel frees the lock and the port a moment after the kill

    following = ensure_engine(lasting, worker_commands=STAND_IN)
    assert following.pid != engine.pid
    assert following.address == engine.address


async def test_a_command_that_comes_while_the_engine_stops_gets_a_living_one_and_down_ends_all(lasting):
    stopping = ensure_engine(lasting, worker_commands=STAND_IN)
    os.kill(stopping.pid, signal.SIGTERM)
    until(lambda: read_state(lasting) is None)
    assert supervisor_pid(lasting) == stopping.pid  # it still waits for its children

    engine = ensure_engine(lasting, worker_commands=STAND_IN)
    assert engine.pid != stopping.pid
    await start_film(engine)

    marks = until(lambda: both(lasting))
    assert stop_engine(lasting) is True
    assert find_engine(lasting) is None
    assert all(ended(mark) for mark in marks)
    assert stop_engine(lasting) is False


async def test_the_engine_stays_for_a_film_or_a_command_and_leaves_when_the_last_is_gone(settings):
    first, second = command(settings, "leave"), command(settings, "stay")
    assert second.stdout is not None
    pid = int(second.stdout.readline())
    assert first.communicate()[0] == f"{pid}\n"

    assert not leaves(settings, within_s=2.5 * settings.idle_s)  # a command is attached
    engine = ensure_engine(settings)
    film, client = await start_film(engine), await Client.connect(engine.address)
    while not (await client.count_workflows("ExecutionStatus = 'Running'")).count:
        await asyncio.sleep(0.02)  # what the engine looks at is a moment behind
    second.kill()
    second.communicate()
    assert not leaves(settings, within_s=2.5 * settings.idle_s)  # a film runs
    marks = until(lambda: both(settings))

    await film.terminate()
    assert leaves(settings, within_s=60)
    assert all(ended(mark) for mark in marks)
    assert not state_path(settings).exists()


def test_a_home_with_stale_files_leftovers_and_a_broken_database_still_starts(settings):
    prepare_home(settings)
    leftover, stranger = (subprocess.Popen(["sleep", "1000"]) for _ in range(2))
    try:
        mark = ProcessMark(pid=leftover.pid, created=psutil.Process(leftover.pid).create_time())
        same_number = ProcessMark(pid=stranger.pid, created=mark.created - 1000)
        (settings.state_dir / "supervisor.lock").write_text(str(os.getpid()))
        write_state(
            settings,
            EngineState.model_validate(
                {
                    "supervisor": {"pid": os.getpid(), "created": 0},
                    "started_at": "2026-01-01T00:00:00Z",
                    "ports": {},
                    "children": {"server": mark, "cpu": same_number},
                }
            ),
        )
        (settings.state_dir / "temporal-1.9.1.db").write_bytes(b"garbage " * 1000)

        assert find_engine(settings) is None
        with attached(settings):
            engine = ensure_engine(settings, worker_commands={"cpu": ("false",)})

            assert leftover.wait(timeout=5) == -signal.SIGKILL
            assert stranger.poll() is None
            assert "set aside" in engine.notes[0]
            assert (settings.home / "aside-1" / "temporal-1.9.1.db").exists()
            until(
                lambda: (e := find_engine(settings)) and any("cpu keeps stopping" in note for note in e.notes)
            )
    finally:
        for process in (leftover, stranger):
            process.kill()
            process.wait()


def test_a_supervisor_that_cannot_start_says_why_in_its_own_words(settings):
    (settings.state_dir / "temporal-1.9.1.db").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"temporal-1\.9\.1\.db cannot be opened"):
        ensure_engine(settings, worker_commands=STAND_IN)
    assert supervisor_pid(settings) is None


def test_a_home_that_is_a_file_or_cannot_be_written_or_is_full_is_refused_with_a_sentence(tmp_path):
    file = tmp_path / "file"
    file.touch()
    for home in (file, file / "below"):
        with pytest.raises(BadInput, match=r"file is a file: name a folder\."):
            ensure_engine(Settings(home=home))
    with pytest.raises(StorageError, match="/proc/longtake cannot be used"):
        ensure_engine(Settings(home=Path("/proc/longtake")))
    with pytest.raises(DiskFull, match="free some space"):
        prepare_home(Settings(home=tmp_path / "home"), room_needed=2**62)


def test_the_background_reads_the_very_settings_of_the_command(tmp_path, monkeypatch):
    settings = Settings(
        home=tmp_path, idle_s=7.5, cpu_slots=3, sqlite_synchronous="full", at_once="shots=3,reels=2"
    )
    monkeypatch.setenv("TEMPORAL_ADDRESS", "elsewhere:7233")
    environment = engine_environment(settings)
    script = "from infra.settings import load_settings; print(load_settings().model_dump_json())"
    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert json.loads(said.stdout) == settings.model_dump(mode="json")
    assert "TEMPORAL_ADDRESS" not in environment


def test_a_home_that_is_removed_takes_its_engine_along_which_says_so(settings, tmp_path):
    # Soon idle, it would look at a file of the home all the time, and end by itself.
    settings = settings.model_copy(update={"idle_s": 600.0})
    prepare_home(settings)
    environment = engine_environment(settings)
    log = tmp_path / "said.log"
    with log.open("w") as said:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "workers.supervisor", json.dumps({"cpu": STAND_IN["cpu"]})],
            env=environment,
            stdout=said,
            stderr=subprocess.DEVNULL,
        )
    marks = until(lambda: both(settings))
    shutil.rmtree(settings.home)
    assert supervisor.wait(timeout=30) == 1
    assert f"The folder {settings.home}" in log.read_text()
    assert "was removed while it was in use" in log.read_text()
    until(lambda: all(ended(mark) for mark in marks))
