"""What is said and asked before a finished film is changed, as a person types it."""

import io
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from studio.cli import retake_run
from studio.service.estimates import change_price
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.typed import Typed, typist


@pytest.fixture
async def kit(
    server: TemporalServer, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    home = tmp_path / "home"
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    monkeypatch.chdir(tmp_path)
    async with studio_at(server.address, home, watched_registry(home / "journal")) as kit:
        yield kit


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    return typist(capsys)


async def test_before_a_finished_film_is_changed_what_that_may_cost_is_said_and_at_a_terminal_asked(
    kit: StudioKit, film: str, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kit.make(short_shots("a quay"), film)
    monkeypatch.setattr(change_price, "change_price", lambda *_: Decimal("1.60"))
    monkeypatch.setattr(retake_run, "someone_is_there", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    refused = (await typed("finish", film, code=2)).err
    assert f"{film} is no draft" in refused
    assert "This may cost up to $1.60." in refused
    assert "Nothing was begun, and nothing is paid." in refused
    monkeypatch.setattr(retake_run, "someone_is_there", lambda: False)
    said = (await typed("try", film, "1", "--with", "camera-move", "--detach")).err
    assert "This may cost up to $1.60." in said
    await kit.until(film, lambda view: view.ended)
