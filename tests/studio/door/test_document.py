"""Everything that the document describes is asked as strangely as it allows, and is answered as it says."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from tests.kit.long_film import swift_studio
from tests.kit.web import Served, served, session_on

pytestmark = pytest.mark.studio

EXAMPLES = 4
"""How many requests each operation gets beside its examples."""
MOST_S = 75
WITHIN_S = 240.0
STREAMS = "/api/v1/events"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
TWICE = "^/api/(?!v1/)"
"""What is there under `/api` too: it is the same route."""


@pytest.fixture
async def door(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    """The application, where films are begun and go on, and nothing is rendered."""
    home = tmp_path / "home"
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    async with (
        swift_studio(server.address, home) as kit,
        session_on(server.address, kit.settings) as session,
        served(session) as door,
    ):
        yield door


async def test_every_answer_is_one_that_the_document_declares(door: Served, tmp_path: Path) -> None:
    schemathesis = Path(sys.executable).parent / "schemathesis"
    process = await asyncio.create_subprocess_exec(
        *(str(schemathesis), "run", f"{door.address}/openapi.json"),
        *("--max-examples", str(EXAMPLES), "--seed", "1", "--max-time", str(MOST_S)),
        *("--phases", "examples,fuzzing", "--checks", ",".join(CHECKS), "--warnings", "off"),
        *("--exclude-path", STREAMS, "--exclude-path-regex", TWICE),
        *("--request-timeout", "60", "--suppress-health-check", "all", "--no-color", "--continue-on-failure"),
        cwd=tmp_path,
        env={**os.environ, "no_proxy": "*"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        told, _ = await asyncio.wait_for(process.communicate(), WITHIN_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    said = told.decode(errors="replace")
    assert process.returncode == 0, said[-20_000:]
    asked = re.search(r"(\d[\d,]*) generated", said)
    assert asked and int(asked[1].replace(",", "")) > 100, said[-4_000:]
