"""The embedded Temporal server: ready means usable, whatever is on the disk and on the ports."""

import asyncio
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, closing
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from infra.engine.ports import Ports, choose_ports, is_free
from infra.engine.server import TemporalServer
from infra.engine.server_database import database_fault, set_aside
from infra.settings import Settings
from models.errors import EngineUnavailable, StorageError
from models.film.view import COST_ATTRIBUTE, STAGE_ATTRIBUTE, TITLE_ATTRIBUTE
from tests.kit.object_stores import free_ports

Servers = Callable[..., TemporalServer]


def home(path: Path) -> Settings:
    settings = Settings(home=path)
    settings.state_dir.mkdir(parents=True)
    settings.logs_dir.mkdir()
    return settings


@pytest.fixture
async def servers() -> AsyncIterator[Servers]:
    """Makes servers that are killed after the test."""
    async with AsyncExitStack() as stack:

        def make(settings: Settings, ports: Ports | None = None) -> TemporalServer:
            server = TemporalServer(settings, ports)

            async def kill() -> None:
                if server._process is not None and server._process.returncode is None:
                    server._process.kill()
                await server.stop()

            stack.push_async_callback(kill)
            return server

        yield make


@pytest.fixture(scope="module")
async def used_database(tmp_path_factory) -> Path:
    """A database that a server used and left in an orderly way."""
    settings = home(tmp_path_factory.mktemp("used") / "home")
    server = TemporalServer(settings)
    await server.start()
    await server.stop()
    return next(settings.state_dir.glob("temporal-*.db"))


def copy_of(database: Path, folder: Path) -> Path:
    for part in database.parent.glob(database.name + "*"):
        shutil.copy(part, folder)
    return folder / database.name


def occupy(stack: ExitStack, port: int) -> None:
    """Listen on a port, unless somebody already does."""
    if is_free(port):
        listener = stack.enter_context(closing(socket.socket()))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()


async def start_film(server: TemporalServer, title: str) -> None:
    attributes = TypedSearchAttributes(
        [
            SearchAttributePair(SearchAttributeKey.for_keyword(STAGE_ATTRIBUTE), "shots"),
            SearchAttributePair(SearchAttributeKey.for_text(TITLE_ATTRIBUTE), title),
            SearchAttributePair(SearchAttributeKey.for_float(COST_ATTRIBUTE), 1.5),
        ]
    )
    await server.client.start_workflow(
        "Film", id=f"film-{uuid4().hex}", task_queue="nobody", search_attributes=attributes
    )


async def found(server: TemporalServer, query: str) -> int:
    """How many films the query finds, once it finds any; visibility follows a start within milliseconds."""
    async with asyncio.timeout(60):
        while True:
            if count := (await server.client.count_workflows(query)).count:
                return count
            await asyncio.sleep(0.02)


async def test_servers_of_two_homes_started_at_once_step_around_taken_ports_and_each_other(tmp_path, servers):
    one, other = servers(home(tmp_path / "one")), servers(home(tmp_path / "other"))
    with ExitStack() as stack:
        occupy(stack, 7233)
        occupy(stack, 8233)
        await asyncio.gather(one.start(), other.start())

        used = [*one.ports.model_dump().values(), *other.ports.model_dump().values()]
        assert len(set(used)) == 8
        assert not {7233, 8233} & set(used)

        await start_film(one, "Storm over the lighthouse")
        query = f"{STAGE_ATTRIBUTE}='shots' AND {TITLE_ATTRIBUTE}='lighthouse' AND {COST_ATTRIBUTE} > 1"
        assert await found(one, query) == 1
        assert (await other.client.count_workflows(query)).count == 0


async def test_a_killed_server_comes_back_at_its_address_with_its_films_and_keeps_histories_for_years(
    tmp_path, servers
):
    # At the usual ports a server of another test may begin while this one is down.
    grpc, ui, http, metrics = free_ports(4)
    server = servers(home(tmp_path / "home"), Ports(grpc=grpc, ui=ui, http=http, metrics=metrics))
    await server.start()
    ports, client = server.ports, server.client
    await start_film(server, "Storm")
    assert await found(server, f"{TITLE_ATTRIBUTE}='storm'") == 1

    os.kill(server.pid, signal.SIGKILL)
    assert await server.wait() == -signal.SIGKILL
    await server.start()

    assert server.ports == ports
    assert server.notes == []
    assert (await client.count_workflows(f"{TITLE_ATTRIBUTE}='storm'")).count == 1
    namespace = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace="default"), retry=True
    )
    assert namespace.config.workflow_execution_retention_ttl.ToTimedelta().days > 365

    server._process.kill()
    await server.wait()
    with ExitStack() as stack:
        occupy(stack, ports.grpc)
        with pytest.raises(EngineUnavailable, match=rf"{ports.grpc}.*in use.*server\.log"):
            await server.start()


async def test_a_garbage_database_is_set_aside_and_the_assets_stay(tmp_path, servers, used_database):
    settings = home(tmp_path / "home")
    asset = settings.assets_dir / "objects" / "ab" / "abcd.png"
    asset.parent.mkdir(parents=True)
    asset.write_bytes(b"a picture that was paid for")
    (settings.state_dir / used_database.name).write_bytes(b"garbage " * 1000)

    server = servers(settings)
    await server.start()

    aside = settings.home / "aside-1" / used_database.name
    assert aside.read_bytes() == b"garbage " * 1000
    assert len(server.notes) == 1
    assert str(aside.parent) in server.notes[0]
    assert asset.read_bytes() == b"a picture that was paid for"
    assert (await server.client.count_workflows()).count == 0


def test_a_database_that_was_used_has_no_fault(tmp_path, used_database):
    assert database_fault(copy_of(used_database, tmp_path)) is None


def test_a_truncated_a_scrambled_and_an_unfinished_database_are_told_from_a_good_one(tmp_path, used_database):
    truncated = copy_of(used_database, tmp_path)
    assert database_fault(truncated) is None  # folds the write-ahead log into the file
    data = truncated.read_bytes()

    truncated.write_bytes(data[: len(data) // 3])
    assert database_fault(truncated)

    scrambled = tmp_path / "scrambled.db"
    scrambled.write_bytes(data[:20_480] + b"\xa5" * 81_920 + data[102_400:])
    assert database_fault(scrambled)

    unfinished = tmp_path / "unfinished.db"
    unfinished.touch()
    assert database_fault(unfinished)


def test_a_database_that_cannot_be_opened_is_reported_and_left_where_it_is(tmp_path):
    folder = tmp_path / "temporal-1.9.1.db"
    folder.mkdir()
    with pytest.raises(StorageError, match="cannot be opened"):
        database_fault(folder)
    assert folder.is_dir()


def test_each_database_set_aside_gets_a_folder_of_its_own_with_its_log(tmp_path):
    database = tmp_path / "state" / "temporal-1.9.1.db"
    database.parent.mkdir()
    for n in (1, 2):
        database.write_text(f"database {n}")
        database.with_name(database.name + "-wal").write_text(f"log {n}")
        folder = set_aside(database, tmp_path)
        assert folder == tmp_path / f"aside-{n}"
        assert (folder / database.name).read_text() == f"database {n}"
        assert (folder / f"{database.name}-wal").read_text() == f"log {n}"
    assert list(database.parent.iterdir()) == []


def test_the_ports_of_the_previous_time_are_taken_again_while_they_are_free():
    first = choose_ports()
    assert first is not None
    previous = Ports(**{name: port + 7 for name, port in first.model_dump().items()})
    if all(is_free(port) for port in previous.model_dump().values()):
        assert choose_ports(previous) == previous
    with ExitStack() as stack:
        occupy(stack, previous.grpc)
        moved = choose_ports(previous)
    assert moved is not None
    assert moved.grpc != previous.grpc
    assert moved.ui == previous.ui
