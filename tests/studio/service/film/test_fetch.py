"""What `longtake fetch` writes of films that ended early, and what it says of those that were forgotten."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from infra.database.database import open_database
from infra.database.tables import ledger
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.money.dollars import plain
from studio.cli.app import run
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at

PRICE = Decimal("0.10")

Typed = Callable[..., Awaitable[str]]


@pytest.fixture
async def priced(
    server: TemporalServer, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    """A studio where each picture, clip, voice and score costs ten cents, and a folder to fetch into."""
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    monkeypatch.chdir(tmp_path)
    registry = watched_registry(tmp_path / "home" / "journal", PRICE)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    """Runs a command beside the workers of this process; gives what it printed."""

    async def typed(*arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        ended = await asyncio.to_thread(run, list(arguments))
        said = "".join(capsys.readouterr())
        assert ended == code, said
        return said

    return typed


def brief() -> Brief:
    return short_shots("a quay", "a boat")


async def fetched(film: str, typed: Typed) -> Any:
    """The money of the report that `fetch` writes."""
    await typed("fetch", film)
    return json.loads(Path("films", film, "report.json").read_text())["money"]


async def cancelled(studio: StudioKit, film: str) -> Decimal:
    """A film that was cancelled at its gate; what it spent."""
    await studio.at_gate(brief(), film)
    await studio.cancel(film, 120)
    return (await studio.view(film)).spent


async def terminated(studio: StudioKit, film: str) -> Decimal:
    """A film that was ended over its head at its gate, once its ledger was written: it has no report of its own."""
    await studio.at_gate(brief(), film)
    database = open_database(studio.settings.database_url)
    charges = select(ledger.c.usd).where(ledger.c.film_id == film, ledger.c.entry == "charge")
    async with asyncio.timeout(30):
        written = 0
        while written < 2:
            await asyncio.sleep(0.1)
            with database.engine.connect() as connection:
                written = len(connection.execute(charges).all())
    database.close()
    await studio.client.get_workflow_handle(film).terminate()
    view = await studio.view(film)
    assert "report.json" not in view.documents
    return view.spent


@pytest.mark.parametrize("end", [cancelled, terminated])
async def test_the_report_of_a_film_that_ended_early_says_what_the_money_went_to(
    priced: StudioKit, film: str, typed: Typed, end: Callable[[StudioKit, str], Awaitable[Decimal]]
) -> None:
    spent = await end(priced, film)
    money = await fetched(film, typed)
    assert (money["spent_usd"], spent) == (plain(spent), 2 * PRICE)
    assert money["by_stage"] == {"keyframe": "0.20"}
    assert money["by_provider"] == {"animatic": "0.20"}
    assert money["saved_usd"] == "0"
    before = await typed("fetch", film)
    assert "Nothing new" in before, "fetched again, the report is the same"


async def test_the_report_of_a_second_run_counts_what_it_reused_beside_what_the_first_paid(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    await cancelled(priced, film)
    await cancelled(priced, film)
    money = await fetched(film, typed)
    assert (money["spent_usd"], money["film_usd"]) == ("0", "0.20")
    assert money["by_stage"] == {"keyframe": "0.20"}
    assert (money["reused_assets"], money["saved_usd"]) == (3, "0.20"), "two pictures and their sheet"


async def test_without_a_ledger_that_is_whole_the_report_leaves_the_breakdown_out(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    await terminated(priced, film)
    database = open_database(priced.settings.database_url)
    with database.writing() as connection:
        connection.execute(delete(ledger).where(ledger.c.entry == "charge", ledger.c.shot_id == "shot_001"))
    database.close()
    money = await fetched(film, typed)
    assert money["spent_usd"] == "0.20"
    assert "by_stage" not in money


@pytest.mark.parametrize("harm", ["There is no database", "is not an SQLite database"])
async def test_a_film_that_did_not_end_by_itself_is_fetched_where_its_database_is_and_else_that_is_said(
    priced: StudioKit, film: str, typed: Typed, harm: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await terminated(priced, film)
    file = tmp_path / "elsewhere.db"
    if harm == "is not an SQLite database":
        file.write_text("Dear Ann, this is no database at all. " * 40)
    monkeypatch.setenv("LONGTAKE_DATABASE", f"sqlite:///{file}")
    assert harm in await typed("fetch", film, code=2)


async def test_a_film_that_was_forgotten_and_removed_is_said_to_be_so_and_can_be_made_again(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    await priced.make(brief(), film, stop_at="storyboard")
    await typed("forget", film)
    await typed("fetch", film, "--out", "in-time")
    assert Path("in-time/storyboard.png").is_file(), "nothing is gone before it is collected"
    assert "Removed" in await typed("assets", "gc", "--apply")
    said = await typed("fetch", film, code=1)
    assert said.strip() == (
        f"The film '{film}' was forgotten, and its files are gone: make it again from the same brief, with "
        f"`longtake make … --id {film}`."
    )
    assert json.loads(await typed("fetch", film, "--out", "kept", "--json", code=1))["exit_code"] == 1
    await priced.make(brief(), film, stop_at="storyboard")
    await typed("fetch", film)
    assert Path("films", film, "shots/shot_001/frame.png").is_file()


async def test_a_file_that_was_lost_otherwise_is_still_said_to_be_lost(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    view = await priced.make(brief(), film, stop_at="storyboard")
    keyframe = view.shots[0].keyframe
    assert keyframe is not None
    priced.store.delete(keyframe.blob)
    said = await typed("fetch", film, code=1)
    assert "gone from the store" in said
    assert Path("films", film, "storyboard.png").is_file(), "everything else is written"
