"""Everything that the document describes is asked as strangely as it allows, and is answered as it says."""

import asyncio
import logging
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from models.film.decisions import Decision
from studio.web.access.rates import Rates
from tests.kit.long_film import MadeUp, swift_studio
from tests.kit.studio import short_shots
from tests.kit.web import Served, served, session_on
from workers.engine_files import prepare_home

pytestmark = pytest.mark.studio

FILM = "the-door-in-the-sea-3f9a1c"
"""The film of the document's examples: here there is one."""
ROOT = Path(__file__).parents[3]
WITHIN_S = 600.0
NO_LIMIT = Rates(requests=10**9, changes=10**9)


@pytest.fixture
async def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """The application, where films are begun and go on, and nothing is rendered; on a server of its own, which knows no other films."""
    home = tmp_path / "home"
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    # Films are released to the buckets of examples: nobody's login is there, and nobody is asked for one.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    settings = Settings(home=tmp_path / "server")
    prepare_home(settings)
    server = TemporalServer(settings)
    await server.start()
    try:
        made_up = MadeUp(store=open_store(Settings(home=home))).all
        async with (
            swift_studio(server.address, home, made_up=made_up) as kit,
            session_on(server.address, kit.settings) as session,
            served(session, rates=NO_LIMIT) as door,
        ):
            await kit.at_gate(short_shots("a quay", "a boat"), FILM)
            await kit.decide(FILM, Decision(kind="approve", by="ann", board=1))
            await kit.until(FILM, lambda view: view.ended, 60)
            yield door
    finally:
        await server.stop()


async def asked(door: Served, folder: Path, *how: str) -> str:
    """What schemathesis says of the door's answers to what it asks; fails the test where one is not as the document says."""
    process = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).parent / "schemathesis"), "--no-color"),
        *("--config-file", str(ROOT / "tests/kit/schemathesis.toml"), "run", f"{door.address}/openapi.json"),
        *("--seed", "1", *how),
        cwd=folder,
        env={**os.environ, "no_proxy": "*", "PYTHONPATH": str(ROOT)},
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
    return said


@pytest.mark.parametrize("phases", ["examples,coverage", "examples,fuzzing,stateful"])
async def test_every_answer_is_one_that_the_document_declares(
    door: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture, phases: str
) -> None:
    caplog.set_level(logging.INFO, "longtake.studio")
    said = await asked(door, tmp_path, "--phases", phases)
    answered = Counter(
        record.args[3]
        for record in caplog.records
        if record.name == "longtake.studio" and isinstance(record.args, tuple) and len(record.args) > 3
    )
    assert not answered[401] + answered[429], "who asks is known, and asks as much as they like"
    assert answered[200] > 100, answered
    if "fuzzing" in phases:
        selected, described = re.findall(r"(\d+) selected / (\d+) total", said)[0]
        tested = re.findall(r"Tested: (\d+)", said)
        assert tested == [selected] == [str(int(described) - 1)], "all but the stream"
