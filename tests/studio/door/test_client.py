"""A client that is generated from the document makes a film with it."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import making
from tests.kit.studio import StudioKit
from tests.kit.web import ELSEWHERE, token_for

pytestmark = pytest.mark.studio

GENERATOR = Path(sys.prefix) / "generator" / "bin"
"""An environment of its own (`make .venv/generator/.there`): what generates has other pins."""
PROGRAM = Path(__file__).parents[2] / "kit" / "client_film.py"
WITHIN_S = 240.0


async def ran(folder: Path, program: str, *arguments: str) -> str:
    """What a program of that environment prints."""
    environment = {
        **os.environ,
        "PATH": f"{GENERATOR}:{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(folder),
        "no_proxy": "*",
    }
    process = await asyncio.create_subprocess_exec(
        *(str(GENERATOR / program), *arguments),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), WITHIN_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, f"{out.decode()}\n{err.decode()}"
    return out.decode()


async def test_a_client_that_is_generated_from_the_document_makes_a_film(
    studio: StudioKit, server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    token = token_for(studio.settings, "spend", "program")
    async with making(studio, server.address, ELSEWHERE) as maker:
        document = tmp_path / "openapi.json"
        document.write_bytes((await maker.door.ask("/openapi.json")).content)
        given = ("--path", str(document), "--output-path", str(tmp_path / "longtake_client"))
        told = await ran(
            tmp_path,
            "python",
            "-m",
            "openapi_python_client",
            "generate",
            *given,
            "--meta",
            "none",
            "--fail-on-warning",
        )
        assert "WARNING" not in told.upper(), told
        film = tmp_path / "film.mp4"
        made = json.loads(
            await ran(tmp_path, "python", "-P", str(PROGRAM), maker.door.address, token, str(film))
        )
    view = await studio.view(made["film"])
    assert (made["accepted"], made["stage"], made["shots"]) == (True, "finished", 2)
    assert made["nobody"] == "urn:longtake:problem:unknown-film"
    assert film.read_bytes() == studio.store.read_bytes(view.documents["film.mp4"])
    assert [each.decision.by for each in view.decisions] == ["program"]
