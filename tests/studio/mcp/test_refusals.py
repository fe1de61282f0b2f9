"""What cannot be done is said in one sentence: no traceback, no path of this machine, nothing left out silently."""

import asyncio
import json
import os
import signal
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from mcp import Client, MCPError

from infra.settings import Settings
from studio.cli.app import run
from studio.cli.commands.doors import mcp as command
from studio.mcp.callers import local_caller
from studio.mcp.door import Door
from studio.mcp.server import mcp_server
from studio.service.session import Session
from tests.kit.agents import AgentDesk, said, shots
from tests.kit.terminal import LONGTAKE


async def test_what_cannot_be_used_is_refused_in_one_sentence(desk: AgentDesk) -> None:
    key = {"accept_usd": 0, "idempotency_key": str(uuid4())}
    async with desk.agent("http") as agent:
        for tool, arguments, sentence in (
            ("get_film", {"film_id": "nobody"}, "There is no film 'nobody'"),
            ("get_plan", {"film_id": "../x"}, "../x"),
            ("get_film", {}, "film_id is missing."),
            ("get_film", {"film_id": "a", "wiat": 3}, "did you mean 'wait'?"),
            ("get_film", {"film_id": "a", "wait": 61}, "wait must be at most 60, not 61."),
            ("estimate", {"film": {}}, "There is nothing to film"),
            ("estimate", {"film": {"promt": "x"}}, "did you mean 'prompt'?"),
            ("estimate", {"film": {"prompt": "a", "story": "b"}}, "has prompt and story: give one of them"),
            ("estimate", {"film": shots("a") | {"id": "mine"}}, "id is not chosen here"),
            (
                "create_film",
                {"film": shots("a") | {"voices": ["Emma"]}, **key},
                "voices must be voices by name",
            ),
            ("create_film", {"film": shots("a"), **key, "accept_usd": -1}, "accept_usd must be at least 0"),
            ("create_film", {"film": shots("a"), **key, "idempotency_key": " "}, "idempotency_key must be"),
            ("get_costs", {"month": "11-2026"}, "month must be a year and a month"),
        ):
            assert sentence in await agent.refused(tool, **arguments), tool


async def test_no_file_of_the_server_is_named_over_http(desk: AgentDesk) -> None:
    files: dict[str, object] = {
        "music": "/etc/hostname",
        "subjects": {"Emma": {"references": ["/etc/hostname"]}},
        "effects": {"files": [{"file": "/etc/hostname"}]},
        "diffusion": {"loras": ["/etc/hostname"]},
    }
    async with desk.agent("http") as far, desk.agent("stdio") as near:
        for field, value in files.items():
            film = shots("a quay") | {field: value}
            refused = await far.refused("estimate", film=film)
            assert refused.startswith(field)
            assert "no path is read here" in refused
            assert "no path is read here" not in await near.refused("estimate", film=film)


async def test_whoever_does_not_say_who_they_are_or_comes_by_another_name_of_the_host_is_not_heard(
    desk: AgentDesk,
) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    headers = {"accept": "application/json, text/event-stream"}
    async with httpx.AsyncClient(timeout=60) as client:
        assert (await client.post(desk.url, json=ping, headers=headers)).status_code == 401
        known = headers | {"x-caller": "ann:spend"}
        for told, code in (({"host": "evil.test"}, 421), ({"origin": "http://evil.test"}, 403)):
            assert (await client.post(desk.url, json=ping, headers=known | told)).status_code == code


@pytest.mark.parametrize("how", ["killed", "terminated"])
async def test_a_film_and_the_engine_outlive_a_client_that_is_gone_in_mid_call(
    desk: AgentDesk, how: str
) -> None:
    film = desk.at_gate(f"outlives-{how}", f"a quay {how}")
    hold = desk.home / "hold-video"
    hold.touch()
    desk.run("approve", film)
    door = subprocess.Popen(
        [LONGTAKE, "mcp"],
        cwd=desk.folder,
        env=desk.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert door.stdin
    assert door.stdout
    hello = {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    for message in (
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {
            "id": 2,
            "method": "tools/call",
            "params": {"name": "get_film", "arguments": {"film_id": film, "wait": 60}},
        },
    ):
        door.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    door.stdin.flush()
    first = await asyncio.to_thread(door.stdout.readline)
    assert json.loads(first)["id"] == 1, "stdout is the protocol's from its first byte"
    if how == "killed":
        door.stdin.close()
        door.stdout.close()
    else:
        os.kill(door.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        await asyncio.to_thread(door.wait, 60)
    assert door.poll() == 0
    assert door.stderr
    assert "Traceback" not in door.stderr.read()
    hold.unlink()
    desk.run("watch", film)


async def test_a_client_that_hangs_up_in_mid_call_leaves_the_door_and_the_film_to_others(
    desk: AgentDesk,
) -> None:
    film = desk.at_gate("hung-up", "a mooring")
    hold = desk.home / "hold-video"
    hold.touch()
    desk.run("approve", film)
    async with desk.agent("http") as agent:
        with pytest.raises(MCPError, match="timed out"):
            await agent.client.call_tool("get_film", {"film_id": film, "wait": 60}, read_timeout_seconds=2)
    hold.unlink()
    async with desk.agent("http") as agent:
        await agent.until(film, "fetch")


async def test_a_clients_session_is_of_whoever_opened_it(desk: AgentDesk) -> None:
    def post(client: httpx.AsyncClient, caller: str, body: dict[str, object], **headers: str) -> Any:
        kinds = {"accept": "application/json, text/event-stream", "x-caller": caller}
        return client.post(desk.url, json={"jsonrpc": "2.0", **body}, headers=kinds | headers)

    hello = {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "t", "version": "1"},
    }
    async with httpx.AsyncClient(timeout=60) as client:
        opened = await post(client, "ann:see", {"id": 1, "method": "initialize", "params": hello})
        session = {"mcp-session-id": opened.headers["mcp-session-id"]}
        listed = {"id": 2, "method": "tools/list"}
        assert (await post(client, "ann:see", listed, **session)).status_code == 200
        assert (await post(client, "ben:spend", listed, **session)).status_code == 404


async def test_an_engine_that_cannot_start_is_told_by_the_tools_that_need_it(
    desk: AgentDesk, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    async with desk.agent(LONGTAKE_HOME=str(tmp_path / "file")) as agent:
        assert len((await agent.client.list_tools()).tools) == 14
        for _ in range(2):
            assert str(tmp_path / "file") in await agent.refused("list_films")


async def test_what_nobody_foresaw_is_a_sentence_and_its_traceback_is_in_the_logs(tmp_path: Path) -> None:
    async def broken() -> Session:
        raise ZeroDivisionError("a secret")

    settings = Settings(home=tmp_path)
    async with Client(mcp_server(Door(settings, broken, local_caller("ann")))) as client:
        answer = await client.call_tool("list_films", {})
        assert answer.is_error
        assert said(answer).startswith("Something unexpected happened (ZeroDivisionError)")
        with pytest.raises(Exception, match="Something unexpected happened"):
            await client.read_resource("film://a/board")
    log = (settings.logs_dir / "surprises.log").read_text()
    assert log.count("ZeroDivisionError: a secret") == 2


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "mcp" else find_spec(name))
    assert run(["mcp"]) == 1
    assert 'pip install -e ".[studio]"' in capsys.readouterr().err


async def test_the_door_stands_beside_the_routes_of_the_studio(desk: AgentDesk) -> None:
    studio = desk.start("studio", "--port", "0", "--json")
    try:
        assert studio.stdout
        address = json.loads(await asyncio.to_thread(studio.stdout.readline))["address"]
        for mode in ("legacy", "2026-07-28"):
            async with Client(f"{address}/mcp", mode=mode) as client:
                answer = await client.call_tool("list_films", {})
                assert not answer.is_error, said(answer)
        async with httpx.AsyncClient(timeout=60) as web:
            ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
            evil = await web.post(f"{address}/mcp", json=ping, headers={"origin": "http://evil.test"})
            assert evil.status_code == 403
            assert (await web.get(f"{address}/health")).status_code == 200
    finally:
        studio.terminate()
        await asyncio.to_thread(studio.wait, 30)
