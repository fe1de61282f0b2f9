"""What probes answer: over a real socket, in the loop of those that they speak of."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from infra.probes import probes_at
from infra.settings import Settings, load_settings
from models.errors import BadInput
from studio.cli.app import run
from tests.kit.driver import play_driver
from tests.kit.probes import answered, status
from workers.cards.devices import devices
from workers.cards.fleet import serve_cards
from workers.cards.process import CardOrders
from workers.probes.readiness import Readiness
from workers.probes.server import MOST_AT_ONCE, MOST_HEAD, answering


class Crewman:
    is_running = True


@asynccontextmanager
async def door(readiness: Readiness, caplog: pytest.LogCaptureFixture) -> AsyncIterator[int]:
    """The port of probes that answer meanwhile."""
    caplog.set_level(logging.INFO)
    async with answering("0", readiness):
        [said] = [record.args for record in caplog.records if "probes at" in record.message]
        assert isinstance(said, tuple)
        assert said[0] == "127.0.0.1"
        yield int(str(said[1]))


async def test_a_process_is_ready_from_when_all_its_workers_run_until_it_is_told_to_stop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    readiness, one, other = Readiness(), Crewman(), Crewman()
    async with door(readiness, caplog) as port:
        assert await status(port, "/ready") == 503
        other.is_running = False
        with readiness.at_work([one, other]):
            assert await status(port, "/ready") == 503
            other.is_running = True
            assert await status(port, "/ready") == 200
            assert (await answered(port, "/live")).endswith("\r\n\r\nalive\n")
        assert await status(port, "/ready") == 503
        assert await status(port, "/live") == 200


async def test_who_serves_several_tenants_is_ready_while_one_of_them_is_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    readiness, lost = Readiness(), Crewman()
    async with door(readiness, caplog) as port:
        with readiness.at_work([lost]):
            with readiness.at_work([Crewman()]):
                lost.is_running = False
                assert await status(port) == 200
            assert await status(port) == 503


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"HEAD /live HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK"),
        (b"GET /live?why=1 HTTP/1.1\r\nHost: 10.1.2.3:8086\r\nUser-Agent: kube-probe/1.34\r\n\r\n", "HTTP/1.1 200 OK"),
        (b"POST /ready HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed"),
        (b"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found"),
        (b"\x16\x03\x01\r\n\r\n", "HTTP/1.1 404 Not Found"),
        (b"GET /live HTTP/1.1\r\nA: " + b"a" * MOST_HEAD, ""),
    ],
)  # fmt: skip
async def test_whatever_a_caller_says_it_gets_a_short_answer_or_none(
    head: bytes, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with door(Readiness(), caplog) as port:
        assert (await answered(port, head=head)).partition("\r\n")[0] == said
        assert await status(port, "/live") == 200


async def test_callers_who_say_nothing_keep_nobody_out_for_long(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.probes.server.HEAD_WITHIN_S", 0.5)
    async with door(Readiness(), caplog) as port, AsyncExitStack() as stack:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_AT_ONCE)]
        for _, writer in silent:
            stack.callback(writer.close)
        for reader, _ in silent:
            assert await reader.read() == b"", "they are hung up on"
        assert await status(port, "/live") == 200


async def test_a_port_in_use_is_one_sentence() -> None:
    async with AsyncExitStack() as stack:
        taken = await asyncio.start_server(lambda _r, writer: writer.close(), "127.0.0.1", 0)
        stack.callback(taken.close)
        port = taken.sockets[0].getsockname()[1]
        with pytest.raises(BadInput) as refused:
            await stack.enter_async_context(answering(f"127.0.0.1:{port}", Readiness()))
    assert str(refused.value) == (
        f"Nobody can listen for probes at 127.0.0.1, port {port} (Address already in use): give --probes or "
        "LONGTAKE_PROBES another one."
    )


async def test_without_a_place_nothing_listens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with answering("", Readiness()):
        assert not caplog.records


def test_a_port_alone_is_one_of_this_machine() -> None:
    assert probes_at("8086") == ("127.0.0.1", 8086)
    assert probes_at("0.0.0.0:8086") == ("0.0.0.0", 8086)
    assert probes_at("[::]:8086") == ("::", 8086)
    assert probes_at("worker.example:0") == ("worker.example", 0)


@pytest.mark.parametrize("wrong", ["http://x:1", "::8086", ":8086", "65536", "all", "1:2:3"])
def test_what_is_no_place_is_refused_by_the_name_it_was_given_under(
    wrong: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    must = f"must be a port, or an address and a port such as 0.0.0.0:8086, not {wrong!r}."
    assert run(["worker", "film", "--probes", wrong]) == 2
    assert capsys.readouterr().err == f"--probes {must}\n"
    monkeypatch.setenv("LONGTAKE_PROBES", wrong)
    with pytest.raises(BadInput) as refused:
        load_settings()
    assert str(refused.value) == f"The setting LONGTAKE_PROBES {must}"


def test_an_empty_place_is_refused_where_it_was_typed_and_is_none_as_a_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert run(["worker", "film", "--probes", ""]) == 2
    assert capsys.readouterr().err.startswith("--probes must be a port, or an address and a port")
    monkeypatch.setenv("LONGTAKE_PROBES", "")
    assert load_settings().probes == ""


def test_a_worker_with_several_cards_has_several_processes_and_no_probes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path, monkeypatch)
    # Whether PyTorch is installed is another question.
    monkeypatch.setattr("workers.cards.fleet.cards_for", lambda _orders: devices())
    with pytest.raises(BadInput) as refused:
        serve_cards(Settings(home=tmp_path, probes="8086"), CardOrders(labels=("gpu",)))
    assert str(refused.value) == (
        "A worker with 2 cards has a process for each, and --probes and LONGTAKE_PROBES are about one: start a worker "
        "for each card, with --device and a port of its own."
    )
