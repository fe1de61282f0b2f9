"""An encrypted film, looked at and approved by Temporal's own program through the codec server."""

import asyncio
import json
import re
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from infra.engine import server_program
from infra.engine.server import TemporalServer
from infra.payloads.key_file import create
from infra.settings import Settings
from models.brief import Brief
from tests.kit.makers import V1, making
from tests.kit.studio import short_shots, studio_of
from tests.kit.web import ELSEWHERE, HERE, token_for

TITLE = "Zephyrine"


def told() -> Brief:
    return short_shots("a quay at quaxmoor", "a boat").model_copy(update={"title": TITLE})


async def temporal(address: str, *arguments: str) -> str:
    """What Temporal's own program says."""
    command = [server_program.find_temporal(), *arguments, "--address", address]
    ended = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60)
    return str(ended.stdout + ended.stderr)


def shown(history: str) -> str:
    """What a history as JSON has in its payloads."""
    return "".join(
        b64decode(data).decode("utf-8", "replace") for data in re.findall(r'"data": "([^"]*)"', history)
    )


async def test_an_encrypted_film_is_read_and_approved_by_temporals_own_program(
    server: TemporalServer, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "keys", "first")
    settings = Settings(home=tmp_path / "home", encryption_keys=tmp_path / "keys")
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    async with studio_of(server.address, settings) as studio:
        token = token_for(settings, "decide", "ann")
        await studio.at_gate(told(), film)
        async with making(studio, server.address, ELSEWHERE) as maker:
            codec = (
                *("--codec-endpoint", f"http://{maker.door.address.removeprefix('http://')}{V1}/codec"),
                *("--codec-auth", f"Bearer {token}"),
            )
            show = ("workflow", "show", "-w", film, "-o", "json")
            assert TITLE not in shown(await temporal(server.address, *show))
            assert TITLE in shown(await temporal(server.address, *show, *codec))
            approve = json.dumps({"board": 1, "by": "ann"})
            said = await temporal(
                server.address,
                "workflow",
                "signal",
                "-w",
                film,
                "--name",
                "approve_storyboard",
                "--input",
                approve,
                *codec,
            )
            assert "error" not in said.lower(), said
        view = await studio.until(film, lambda view: view.ended)
        assert (view.stage, view.decisions[-1].decision.by) == ("finished", "ann")
        history = await studio.client.get_workflow_handle(film).fetch_history()
        assert not any(b"quaxmoor" in event.SerializeToString() for event in history.events)


async def test_whoever_has_no_token_reads_nothing_and_what_are_no_payloads_is_a_sentence(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    plain = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "InNlYSI="}]}
    async with studio_of(server.address, settings) as studio:
        see = token_for(settings, "see")
        async with making(studio, server.address, ELSEWHERE) as maker:
            await maker.ask("POST", f"{V1}/codec/decode", 401, json=plain)
            assert await maker.as_(see).post(f"{V1}/codec/decode", 200, **plain) == plain
            await maker.as_(see).post(f"{V1}/codec/encode", 403, **plain)
        async with making(studio, server.address, HERE) as maker:
            assert await maker.post(f"{V1}/codec/encode", 200, **plain) == plain
            for body in ("", '"x"', '{"payloads": 5}', "[" * 100_000):
                told = await maker.ask("POST", f"{V1}/codec/decode", 422, content=body.encode())
                assert told["detail"].startswith("The body must be Temporal's payloads as JSON")
