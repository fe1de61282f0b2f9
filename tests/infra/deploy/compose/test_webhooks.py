"""The profile of webhooks, carried out: with the key of a vendor that sends notices, and without one."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.compose import parts
from tests.kit.compose.composition import FILE, Document, resolved, written_secrets
from tests.kit.compose.processes import Grounds
from tests.kit.databases import PostgresServer

pytestmark = pytest.mark.ops


def services_with(folder: Path, keys: str) -> dict[str, Document]:
    """What the file comes to beside a `vendors.env` with these keys."""
    (folder / "vendors.env").write_text(keys)
    file = folder / "docker-compose.yml"
    file.write_text(FILE.read_text())
    return dict(resolved(written_secrets(folder), "webhooks", file=file)["services"])


def grounds_of(folder: Path, services: dict[str, Document], server: PostgresServer) -> Grounds:
    grounds = Grounds(folder, services)
    grounds.places = {"postgres:5432": f"127.0.0.1:{server.port}", "http://telemetry:4318": ""}
    keys = grounds.carry_out("keys")
    assert keys.returncode == 0, keys.stderr
    return grounds


@pytest.fixture
def services(tmp_path: Path) -> dict[str, Document]:
    return services_with(tmp_path, "FAL_KEY=not-a-secret:of-fal\n")


@pytest.fixture
def server(services: dict[str, Document]) -> Iterator[PostgresServer]:
    with parts.database(services["postgres"]) as server:
        yield server


async def test_notices_are_heard_with_a_vendors_key(
    tmp_path: Path, services: dict[str, Document], server: PostgresServer
) -> None:
    grounds = grounds_of(tmp_path, services, server)
    async with grounds.running("webhooks") as process:
        await grounds.until_healthy("webhooks", process)
        assert "/jobs/fal" in process.log
        process.tell(signal.SIGTERM)
        assert await process.ended() == 0
    assert grounds.check("webhooks").returncode != 0


def test_without_one_it_ends_with_a_sentence(tmp_path: Path, server: PostgresServer) -> None:
    grounds = grounds_of(tmp_path, services_with(tmp_path, ""), server)
    ran = grounds.carry_out("webhooks")
    assert ran.returncode in (1, 2)
    assert "has a vendor that sends notices and whose key is set" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
