"""A home moved to PostgreSQL, S3 and another Temporal server, killed on its way: everything is there, films go on, budgets hold."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from activities.documents.last_word import LAST_WORD
from infra.database.database import open_database
from infra.database.transfer import copy_rows
from infra.payloads.names import is_payload
from infra.settings import Settings
from infra.storage import LocalStore, open_store
from infra.storage.moved import MOVED
from infra.temporal import connect, local_config
from models.film.decisions import Decision
from models.shots.takes import Change
from studio.cli.app import run
from studio.service.film.retakes import changed_film
from tests.kit.databases import PostgresServer
from tests.kit.filled_tables import told as rows_of
from tests.kit.homes import PatientKit, hosted_commands
from tests.kit.hosted import PRICE, hosted_registry
from tests.kit.object_stores import ObjectServer, s3_settings, use_credentials
from tests.kit.studio import short_shots, studio_of
from tests.kit.vendor_process import Vendor, vendor_at
from tests.studio.service.upkeep.test_lost_homes import film_of
from workers.engine import ensure_engine, stop_engine

pytestmark = pytest.mark.ops

BUDGET = Decimal("0.30")


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    settings = Settings(home=tmp_path / "home")
    yield settings
    stop_engine(settings)


@pytest.fixture
def cluster(
    home: Settings, object_server: ObjectServer, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The settings of a database without tables, and of an empty folder of a bucket."""
    use_credentials(monkeypatch)
    name = postgres.create()
    bucket = s3_settings(object_server, home.home)
    yield bucket.model_copy(update={"database": postgres.url(name)})
    postgres.drop(name)


def environment(cluster: Settings, address: str) -> dict[str, str]:
    return {
        "LONGTAKE_HOME": str(cluster.home),
        "LONGTAKE_DATABASE": cluster.database,
        "LONGTAKE_STORE": cluster.store,
        "LONGTAKE_S3_ENDPOINT": cluster.s3_endpoint,
        "TEMPORAL_ADDRESS": address,
    }


async def moved(told: dict[str, str], *arguments: str) -> tuple[int, str]:
    """What `longtake move` says, and its exit code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "studio", "move", *arguments),
        env=os.environ | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return int(process.returncode or 0), said.decode()


async def killed_on_its_way(told: dict[str, str], home: Path, *, planned: bool) -> None:
    """`kill -9` of a move as soon as it has begun to stop films, or nothing is added to its plan any more."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "studio", "move", "--running", "begin-again"),
        env=os.environ | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    file = home / MOVED
    while not (file.exists() and (json.loads(file.read_bytes())["planned"] or not planned)):
        assert process.returncode is None, (await process.stdout.read()).decode()
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.wait()


def as_if_killed_before_it_was_written_down(home: Path) -> None:
    """The journal as it was before films had come, which are there by now."""
    journal = json.loads((home / MOVED).read_bytes())
    assert journal["done"]
    (home / MOVED).write_text(json.dumps(journal | {"done": False}))


def as_if_planned_for_another_place(home: Path) -> None:
    """The journal as of a move that was begun for another cluster, which has nothing of the home yet."""
    journal = json.loads((home / MOVED).read_bytes())
    assert journal["planned"]
    assert not journal["rows"]
    (home / MOVED).write_text(json.dumps(journal | {"where": "a cluster that is no more"}))


async def a_cluster_in_use_is_refused_before_anything_is_stopped(
    told: dict[str, str], home: Settings, postgres: PostgresServer
) -> None:
    """A move that is led to a database with a copy of the home, which a restored copy of it works on."""
    name, journal = postgres.create(), (home.home / MOVED).read_bytes()
    with (
        closing(open_database(home.database_url)) as here,
        closing(open_database(postgres.url(name))) as there,
        here.reading() as rows,
        there.writing() as connection,
    ):
        copy_rows(rows, connection)
    code, said = await moved(told | {"LONGTAKE_DATABASE": postgres.url(name)}, "--running", "begin-again")
    assert code == 2, said
    assert "is in use by another home" in said
    assert "Stopping" not in said
    assert (home.home / MOVED).read_bytes() == journal
    postgres.drop(name)


def everything_is_the_same(home: Settings, cluster: Settings) -> None:
    """Every row, and every byte of every stored file but what histories refer to."""
    with (
        closing(open_database(f"sqlite:///{home.home / 'longtake.db'}")) as here,
        closing(open_database(cluster.database)) as there,
        here.reading() as before,
        there.reading() as after,
    ):
        ours, theirs = rows_of(before), rows_of(after)
        assert len(ours["ledger"]) > 8
        # What a film left is said anew there, by the run that it is there.
        assert {name for name in ours if ours[name] != theirs[name]} <= {"documents", "leavings", "pair"}
        assert all(LAST_WORD in row for row in {*ours["documents"]} ^ {*theirs["documents"]})
    source, target, count = LocalStore(home.assets_dir), open_store(cluster), 0
    for stored in source.blobs():
        if not is_payload(stored.blob.suffix):
            assert target.read_bytes(stored.blob) == source.read_bytes(stored.blob)
            count += 1
    assert count > 8


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    said: dict[str, object] = json.loads(capsys.readouterr().out)
    return said


async def test_a_home_is_moved_and_its_films_go_on_within_their_budgets(
    home: Settings,
    cluster: Settings,
    vendor: Vendor,
    postgres: PostgresServer,
    address: str,
    film: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told, done, waits = environment(cluster, address), f"{film}-done", f"{film}-waits"
    for name in [name for name in os.environ if name.startswith(("TEMPORAL_", "LONGTAKE_"))]:
        monkeypatch.delenv(name)
    engine = await asyncio.to_thread(
        ensure_engine, home, worker_commands=hosted_commands(home, vendor.address)
    )
    here = PatientKit(await connect(open_store(home), local_config(engine.address)), home)
    made = await here.make(film_of("a quay", "a boat"), done, budget=BUDGET)
    await here.at_gate(film_of("a hill", "a road"), waits, budget=BUDGET)
    assert (made.verdict, made.spent, len(vendor.accepted)) == ("finished", 4 * PRICE, 6)
    await here.at_gate(short_shots("a well"), f"{film}-given-up")
    await here.cancel(f"{film}-given-up")
    for arguments in (["comment", done, "Too dark."], ["share", done, "--days", "7"]):
        monkeypatch.setenv("LONGTAKE_HOME", str(home.home))
        assert await asyncio.to_thread(run, arguments) == 0

    code, said = await moved(told)
    assert code == 1, said
    assert f"A film runs in this home: {waits}." in said
    assert not (home.home / MOVED).exists()
    await killed_on_its_way(told, home.home, planned=False)
    assert await asyncio.to_thread(run, ["list"]) == 0
    assert "was begun: films that were stopped for it are cancelled here" in capsys.readouterr().err
    await a_cluster_in_use_is_refused_before_anything_is_stopped(told, home, postgres)
    await killed_on_its_way(told, home.home, planned=True)
    as_if_planned_for_another_place(home.home)
    code, said = await moved(told, "--running", "begin-again")
    assert code == 0, said
    assert "the same on both sides" in said
    assert f"begun again: {waits}" in said
    everything_is_the_same(home, cluster)
    as_if_killed_before_it_was_written_down(home.home)
    code, said = await moved(told)
    assert code == 0, said
    assert "of which 0 were carried now" in said
    client = await connect(open_store(cluster), local_config(address))
    for each in (done, waits):
        runs = [run async for run in client.list_workflows(f"WorkflowId = '{each}'")]
        assert len(runs) == 1, "each film is there once, however often it is moved"
    code, said = await moved(told)
    assert code == 0, said
    assert "was moved to" in said

    assert await asyncio.to_thread(run, ["list"]) == 2
    assert f"were moved to {address} (namespace default)" in capsys.readouterr().err
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    for forgotten in ("state", "longtake.db", "longtake.db-wal", "assets"):
        path = home.home / forgotten
        path.rename(tmp_path / forgotten) if path.exists() else None
    assert len(vendor.accepted) == 6
    async with studio_of(address, cluster, hosted_registry(vendor.address)) as there:
        view = await there.view(done)
        assert view.runs == (made.run_id,), "it goes on from the run that it had in the home"
        assert view.model_copy(update={"run_id": made.run_id, "runs": ()}) == made
        assert (await there.view(f"{film}-given-up")).stage == "cancelled"
        listed = await asyncio.to_thread(answer, capsys, "list")
        lines = {each["id"]: each for each in listed["films"]}  # type: ignore[attr-defined]
        assert [lines[each]["stage"] for each in (done, f"{film}-given-up")] == ["finished", "cancelled"]
        fetched = await asyncio.to_thread(answer, capsys, "fetch", done, "--out", str(tmp_path / "fetched"))
        assert (tmp_path / "fetched" / "film.mp4").stat().st_size == made.documents["film.mp4"].size, fetched
        comments = await asyncio.to_thread(answer, capsys, "comments", done)
        assert "Too dark." in json.dumps(comments)
        costs = await asyncio.to_thread(answer, capsys, "costs", "--film", done)
        assert str(4 * PRICE) in json.dumps(costs)

        again = await there.until(waits, lambda view: view.stage == "approval")
        assert (again.spent, again.budget) == (Decimal(0), BUDGET - 2 * PRICE), (
            "what it had cost is not to be had again"
        )
        assert len(vendor.accepted) == 6, "its pictures were found"
        await there.decide(waits, Decision(kind="approve", by="ann", board=again.board))
        ended = await there.until(waits, lambda view: view.ended, within_s=120)
        assert (ended.verdict, ended.spent, len(vendor.accepted)) == ("finished", 2 * PRICE, 8)

        changes = (Change(shot_id="shot_002", prompt="a boat at night", by="ann"),)
        await there.start(await changed_film(there, done, changes, auto=True), done)
        retaken = await there.until(done, lambda view: view.ended and view.retake, within_s=120)
        assert (retaken.verdict, retaken.budget) == ("finished", BUDGET)
        assert retaken.spent == 6 * PRICE, "a picture and a clip more, beside all that it had cost before"
        await there.start(
            await changed_film(
                there, done, (Change(shot_id="shot_001", prompt="a quay at dawn", by="ann"),), auto=True
            ),
            done,
        )
        short = await there.until(done, lambda view: bool(view.needs) or view.spent > BUDGET, within_s=120)
        assert short.spent <= BUDGET, "nobody escapes a budget by moving"
        await there.cancel(done)
    assert vendor.crimes == []


async def test_what_is_no_cluster_or_is_in_use_is_refused_and_nothing_is_moved(
    home: Settings, cluster: Settings, address: str, tmp_path: Path
) -> None:
    with closing(open_database(home.database_url)):
        pass
    told = environment(cluster, address)
    code, said = await moved(
        {name: told[name] for name in told if name in ("LONGTAKE_HOME", "TEMPORAL_ADDRESS")}
    )
    assert code == 2
    assert "LONGTAKE_DATABASE=postgresql://… and LONGTAKE_STORE=s3://… are not set" in said
    with closing(open_database(cluster.database)) as database, database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO pair (id, mark) VALUES (1, 'another')")
    code, said = await moved(told)
    assert code == 2, said
    assert "is in use by another home or by workers already" in said
    code, said = await moved(told | {"TEMPORAL_ADDRESS": "127.0.0.1:1"})
    assert code == 1, said
    assert "No Temporal server answers at 127.0.0.1:1: start it, or correct TEMPORAL_ADDRESS." in said
    assert not (home.home / MOVED).exists()
