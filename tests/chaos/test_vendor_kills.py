"""`kill -9` of whoever looks after a job at a vendor: one paid job each, counted by the vendor's double."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from infra.database.database import open_database
from infra.database.tables import jobs
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.shots.lines import Line
from tests.kit.engine import EngineKit
from tests.kit.studio import short_shots
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import HOLD, KEY, Behaviour, Fault
from workers.engine import attached, ensure_engine, stop_engine


@pytest.fixture
def fal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        monkeypatch.setenv("FAL_KEY", KEY)
        monkeypatch.setenv("FAL_BASE_URL", double.address)
        yield double


@pytest.fixture
async def engine(fal: Fal, tmp_path: Path) -> AsyncIterator[EngineKit]:
    """An engine of one's own with the workers that ship."""
    settings = Settings(home=tmp_path / "home")
    with attached(settings):
        running = await asyncio.to_thread(ensure_engine, settings)
        client = await connect(open_store(settings), local_config(running.address))
        try:
            yield EngineKit(client, settings)
        finally:
            await asyncio.to_thread(stop_engine, settings)


async def until(reached: Callable[[], object]) -> None:
    async with asyncio.timeout(180):
        while not reached():
            await asyncio.sleep(0.02)


def stands(settings: Settings, stage: str, state: str) -> bool:
    """Whether a job of that kind stands so in the records."""
    database = open_database(settings.database_url)
    try:
        query = select(jobs.c.job_id).where(jobs.c.stage == stage, jobs.c.state == state)
        return database.read(lambda connection: connection.scalar(query)) is not None
    finally:
        database.close()


@pytest.mark.parametrize(
    "kinds",
    [("image",), pytest.param(("image", "video"), marks=pytest.mark.chaos)],
    ids=["pictures", "clips too"],
)
async def test_whoever_waits_for_a_job_may_die_before_in_and_after_the_waiting(
    engine: EngineKit, fal: Fal, film: str, kinds: tuple[str, ...]
) -> None:
    casting = {"image": "flux", "video": "hailuo"}
    brief = short_shots("a quay").model_copy(update={"casting": {kind: casting[kind] for kind in kinds}})
    brief = Brief.model_validate(brief.model_dump())
    options = RunOptions(approve="auto", stop_at="film" if "video" in kinds else "storyboard")
    fal.behave(Behaviour(polls=3))
    hold = fal.folder / HOLD
    await engine.start(FilmRequest(brief=brief, options=options), film)
    for number, kind in enumerate(kinds, start=1):
        hold.touch()
        await until(lambda: stands(engine.settings, kind, "submitted"))  # noqa: B023 - awaited in the loop
        engine.kill("film-io")  # between the submit and the first look
        looked = fal.books.did["look"]
        await until(lambda: fal.books.did["look"] > looked)  # noqa: B023
        engine.kill("film-io")  # while it is looked at
        await until(lambda: fal.books.did["half"] == number)  # noqa: B023
        engine.kill("film-io")  # in the download
        hold.unlink()
        await until(lambda: stands(engine.settings, kind, "done"))  # noqa: B023
    view = await engine.patiently_until(film, lambda view: view.ended)
    assert view.verdict == ("finished" if "video" in kinds else "stopped")
    assert fal.books.did["take"] == len(kinds)
    assert fal.books.crimes == []
    assert view.spent == usd_of(fal) > 0


async def test_whoever_waits_for_lips_may_die_and_the_clip_is_neither_made_nor_moved_again(
    engine: EngineKit, fal: Fal, film: str
) -> None:
    (short,) = short_shots("Emma at a table").shots
    line = Line(subject="Emma", text="Where were you?")
    told = {"dialogue": "", "characters": ("Emma",), "lines": (line,)}
    shots = (short.model_copy(update=told),)
    brief = Brief(shots=shots, title="Short", seconds=6, lip_sync=True, casting={"lips": "sync-lipsync"})
    fal.behave(Behaviour(polls=3))
    hold = fal.folder / HOLD
    hold.touch()
    await engine.start(FilmRequest(brief=brief, options=RunOptions(approve="auto")), film)
    await until(lambda: stands(engine.settings, "lips", "submitted"))
    engine.kill("film-io")  # between the submit and the first look
    await until(lambda: fal.books.did["half"] == 1)
    engine.kill("film-io")  # in the download
    hold.unlink()
    view = await engine.patiently_until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert view.shots[0].lips is not None
    assert (fal.books.did["take"], fal.books.crimes) == (1, [])
    assert view.spent == usd_of(fal) > 0


async def test_whoever_makes_a_film_may_die_between_what_was_refused_and_what_is_tried_instead(
    engine: EngineKit, fal: Fal, film: str
) -> None:
    brief = Brief.model_validate({**short_shots("a quay").model_dump(), "casting": {"image": "flux"}})
    options = RunOptions(approve="auto", stop_at="storyboard", on_moderated="ladder")
    fal.behave(Behaviour(polls=2, faults=(Fault(where="job", how="black"),)))
    hold = fal.folder / HOLD
    hold.touch()
    await engine.start(FilmRequest(brief=brief, options=options), film)
    await until(lambda: stands(engine.settings, "image", "submitted"))
    engine.kill("film-io")  # before it hears that the picture was refused
    await until(lambda: fal.books.did["take"] == 2 and stands(engine.settings, "image", "submitted"))
    engine.kill("film-io")  # with another seed asked for
    await until(lambda: fal.books.did["half"] == 1)
    engine.kill("film-io")  # in the download of that one
    hold.unlink()
    view = await engine.patiently_until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert [one.then for one in view.shots[0].tries] == ["seed"]
    assert (fal.books.did["take"], fal.books.crimes) == (2, [])
    assert view.spent == usd_of(fal) > 0
