"""`longtake studio` and `longtake tokens`, as processes of their own: how they begin, what they refuse, how they end."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from infra.settings import Settings
from studio.cli.app import run
from studio.web.access.tokens import Tokens
from studio.web.server import IDLE_S
from tests.kit.engine import engine_at
from workers.engine import find_engine
from workers.engine_files import alone, lock_path, read_state, supervisor_pid

ROOT = Path(__file__).parents[5]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("TEMPORAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LONGTAKE_STUDIO_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


class Door:
    """The command, which serves; what it prints first is `ready`."""

    def __init__(self, process: asyncio.subprocess.Process, ready: dict[str, object]) -> None:
        self.process = process
        self.ready = ready
        self.address = str(ready["address"])

    async def ended_by(self, number: signal.Signals) -> tuple[int, str]:
        """Its exit code and what it said, after a signal."""
        self.process.send_signal(number)
        _, said = await asyncio.wait_for(self.process.communicate(), 60)
        return self.process.returncode or 0, said.decode()


@asynccontextmanager
async def door_at(*arguments: str, temporal: str = "") -> AsyncIterator[Door]:
    """The command, on a server that runs unless it is to have an engine of its own."""
    environment = (
        os.environ | {"PYTHONPATH": str(ROOT)} | ({"TEMPORAL_ADDRESS": temporal} if temporal else {})
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "studio", "studio", "--port", "0", "--json", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 90)
        yield Door(process, json.loads(line))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def asked(door: Door, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=door.address, timeout=30, trust_env=False) as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_until_it_is_told_to_end_and_then_ends_at_once(
    number: signal.Signals, address: str
) -> None:
    async with door_at(temporal=address) as door:
        assert door.ready == {"address": door.address, "docs": f"{door.address}/docs", "login": False}
        answer = await asked(door, "/health")
        assert (answer.status_code, answer.json()["engine"]) == (200, "none")
        began = time.monotonic()
        code, said = await door.ended_by(number)
        assert (code, time.monotonic() - began < IDLE_S) == (0, True)
        assert "Traceback" not in said
        assert "GET /health 200" in said


async def test_with_a_token_of_the_environment_others_come_in(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "0123456789" * 4
    monkeypatch.setenv("LONGTAKE_STUDIO_TOKEN", token)
    async with door_at("--host", "0.0.0.0", temporal=address) as door:
        assert door.ready["login"] is True
        assert (await asked(door, "/nowhere")).status_code == 401
        assert (await asked(door, "/nowhere", Authorization=f"Bearer {token}")).status_code == 404
        code, said = await door.ended_by(signal.SIGTERM)
    assert code == 0
    assert token not in said
    assert "environment GET /nowhere 404" in said


async def test_an_engine_that_dies_is_started_again_and_one_that_is_stopped_when_it_is_asked_for(
    tmp_path: Path,
) -> None:
    async with engine_at(tmp_path / "home") as engine:
        async with door_at() as door:
            before = find_engine(Settings(home=tmp_path / "home"))
            assert before is not None
            engine.kill("supervisor", "server")
            async with asyncio.timeout(60):
                while (now := find_engine(Settings(home=tmp_path / "home"))) is None or now.pid == before.pid:
                    await asyncio.sleep(0.1)
                while (await asked(door, "/health")).json()["engine"] != "running":
                    await asyncio.sleep(0.1)
            assert await asyncio.to_thread(run, ["down"]) == 0
            await asyncio.sleep(2.5)
            assert (await asked(door, "/health")).json()["engine"] == "stopped"
            code, said = await door.ended_by(signal.SIGTERM)
        assert code == 0
        assert "The engine was gone: it runs again." in said


@pytest.mark.ops
async def test_where_nobody_could_log_in_its_owner_is_given_a_token_once_and_the_engine_ends_with_it(
    home: Path,
) -> None:
    settings = Settings(home=home)
    alone = ("--host", "0.0.0.0", "--login", "--first-token", "--with-engine")
    async with door_at(*alone) as door:
        token = str(door.ready["token"])
        assert (await asked(door, "/nowhere")).status_code == 401
        assert (await asked(door, "/nowhere", Authorization=f"Bearer {token}")).status_code == 404
        engine = find_engine(settings)
        assert engine is not None
        code, said = await door.ended_by(signal.SIGTERM)
    assert code == 0
    assert said.count(token) == 1, "whatever fails before it serves, it was shown"
    assert supervisor_pid(settings) is None, "whoever began the engine has waited for its end"
    async with door_at(*alone) as door:
        assert "token" not in door.ready, "it was shown once"
        assert (await asked(door, "/nowhere", Authorization=f"Bearer {token}")).status_code == 404
        engine, state = find_engine(settings), read_state(settings)
        assert engine is not None and state is not None
        # A server that stands still is killed after seconds: the engine is about to end until then.
        os.kill(state.children["server"].pid, signal.SIGSTOP)
        door.process.send_signal(signal.SIGTERM)
        while read_state(settings) is not None:
            await asyncio.sleep(0.02)
        assert psutil.pid_exists(engine.pid), "it is about to end"
        assert (await door.ended_by(signal.SIGTERM))[0] == 0
    assert supervisor_pid(settings) is None, "who is told twice ends no worse"


@pytest.mark.ops
async def test_told_to_end_before_it_serves_it_leaves_no_engine_behind(home: Path) -> None:
    settings = Settings(home=home)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "studio", "studio", "--port", "0", "--with-engine"),
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    while not supervisor_pid(settings):
        assert process.returncode is None
        await asyncio.sleep(0.02)
    process.terminate()
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 130
    assert "Traceback" not in said.decode()
    assert supervisor_pid(settings) is None


async def test_a_first_token_is_shown_also_where_nothing_can_be_served(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nobody = f"127.0.0.1:{silent.getsockname()[1]}"
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-P",
            "-m",
            "studio",
            "studio",
            "--port",
            "0",
            "--json",
            "--login",
            "--first-token",
        ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TEMPORAL_ADDRESS": nobody},
    )
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    [token] = re.findall(r"^(lt_\S{43})$", said.decode(), re.MULTILINE)
    assert Tokens(home).find(token) is not None


async def test_no_token_is_made_where_somebody_can_log_in(
    address: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = ("--trusted-proxy", "127.0.0.1", "--identity-header", "X-User")
    async with door_at("--first-token", *proxy, temporal=address) as door:
        assert "token" not in door.ready
    monkeypatch.setenv("LONGTAKE_STUDIO_TOKEN", "0123456789" * 4)
    async with door_at("--first-token", "--login", temporal=address) as door:
        assert "token" not in door.ready
    assert not (home / "tokens.json").exists()


def test_a_port_that_is_taken_is_one_sentence(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["studio", "--port", port]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"Nobody can listen at 127.0.0.1, port {port} (Address already in use): choose another --port.\n"
    )
    assert not home.exists(), "nothing is started for it"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "nowhere.invalid"], "--host 'nowhere.invalid' is no host that is known here"),
        (["--host", "192.0.2.1"], "--host '192.0.2.1' is no address of this machine"),
        (["--host", ""], "--host is empty: give it an address, or leave it out."),
        (["--host", "a" * 300], "is no host that is known here"),
        (["--port", "70000"], "Input should be less than or equal to 65535"),
        (["--port", "http"], "--port"),
        (["--host", "0.0.0.0", "--port", "0"], "Other machines reach 0.0.0.0, and nobody could log in"),
        (["--port", "0", "--login"], "Everybody has to log in, and nobody could log in"),
        (["--port", "0", "--allowed-host", "films.example"], "and nobody could log in"),
        (
            ["--port", "0", "--codec-origin", "temporal.example"],
            "--codec-origin 'temporal.example' is no address",
        ),
        (["--port", "0", "--identity-header", "X-User"], "--identity-header takes --trusted-proxy too"),
        (
            ["--port", "0", "--identity-role", "boss"],
            "There is no role 'boss'. Known: see, comment, decide, spend.",
        ),
    ],
)
def test_what_cannot_be_served_is_refused_before_anything_is_started(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert run(["studio", *arguments]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1
    assert not home.exists()


def test_there_is_no_engine_to_end_beside_a_temporal_server_and_no_token_is_made(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert run(["studio", "--port", "0", "--login", "--first-token", "--with-engine"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("--with-engine ends the embedded engine, and a Temporal server is configured")
    assert not home.exists()


async def test_one_that_would_end_an_engine_of_others_says_so_before_it_waits_for_it(home: Path) -> None:
    settings = Settings(home=home)
    settings.state_dir.mkdir(parents=True)
    with alone(lock_path(settings)) as held:
        assert held
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "studio", "studio", "--port", "0", "--with-engine"),
            stderr=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "1000"},
        )
        assert process.stderr
        said = (await asyncio.wait_for(process.stderr.readline(), 90)).decode()
        process.kill()
        await process.wait()
    assert said.startswith(f"The engine of {home} runs already: it ends with this studio, or with another")


def test_without_what_it_is_made_of_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("studio.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    assert run(["studio", "--port", "0"]) == 1
    assert capsys.readouterr().err.strip().endswith('pip install -e ".[studio]".')
    assert run(["tokens", "add", "mara"]) == 0, "tokens take none of that"


def test_a_token_is_shown_once_listed_by_its_name_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["tokens", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"tokens": []}
    assert run(["tokens", "add", "mara", "--role", "decide"]) == 0
    token = capsys.readouterr().out.strip()
    assert token.startswith("lt_")
    assert run(["tokens", "add", "noa", "--json"]) == 0
    added = json.loads(capsys.readouterr().out)
    assert (added["name"], added["role"], added["token"][:3]) == ("noa", "see", "lt_")
    assert run(["tokens", "list"]) == 0
    shown = capsys.readouterr().out
    assert "mara" in shown
    assert "decide" in shown
    assert token not in shown
    assert run(["tokens", "revoke", "mara"]) == 0
    assert run(["tokens", "revoke", "mara"]) == 2
    assert run(["tokens", "add", "a b"]) == 2
    assert run(["tokens", "add", "mara", "--role", "king"]) == 2
    errors = capsys.readouterr().err
    assert "There is no token 'mara'. Known: noa." in errors
    assert "There is no role 'king'" in errors
