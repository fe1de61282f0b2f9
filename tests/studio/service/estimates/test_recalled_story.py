"""An estimate knows what models have answered before, stage by stage, as the film itself will find it."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import delete, select

from infra.database.database import open_database
from infra.database.tables import asset_uses, assets
from models.brief import Brief
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from studio.service.estimates.estimate import Estimate
from studio.service.estimates.home_estimate import estimate
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import LlmServer, llm_server
from tests.kit.long_film import swift_studio
from tests.kit.novel import novel
from tests.kit.obedient import good
from tests.kit.studio import StudioKit, studio_at

BRIEF = Brief(
    prompt="A lighthouse keeper finds a door in the sea",
    seconds=20,
    profile="local",
    casting={"llm": "house"},
)
PIECES = ("The keeper went up the stair with her lamp. ", "The door stood in the sea and did not move. ") * 30


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def models(home: Path) -> Iterator[LlmServer]:
    with llm_server(good, key=KEY, bounded=True) as server:
        write_models(home, server.base_url)
        yield server


@pytest.fixture
async def studio(address: str, home: Path, models: LlmServer) -> AsyncIterator[StudioKit]:
    async with studio_at(address, home) as kit:
        yield kit


async def estimated(brief: Brief, **options: Any) -> Estimate:
    request = FilmRequest(brief=brief, options=RunOptions(stop_at="storyboard", **options))
    return await asyncio.to_thread(estimate, request)


def briefs(mode: Literal["multi-stage", "single-stage", "long"]) -> Brief:
    changes = {"prompt": "", "story": "".join(PIECES)} if mode == "long" else {"story_mode": mode}
    return Brief.model_validate(BRIEF.model_dump() | changes)


@pytest.mark.parametrize("mode", ["multi-stage", "single-stage", "long"])
async def test_a_story_that_models_wrote_before_costs_nothing_and_its_shots_are_known(
    studio: StudioKit, models: LlmServer, film: str, mode: Literal["multi-stage", "single-stage", "long"]
) -> None:
    brief = briefs(mode)
    before = await estimated(brief)
    assert (before.exact, before.steps[0].found, before.saved) == (False, 0, Decimal(0))
    assert before.usd > 0
    view = await studio.make(brief, film, stop_at="storyboard")
    asked = len(models.calls)
    after = await estimated(brief)
    story, board = after.steps
    assert (story.found, story.usd, story.saved, story.seconds) == (asked, Decimal(0), before.usd, 0.0)
    assert after.exact
    assert (board.count, board.found) == (len(view.shots), len(view.shots)), "and so are its pictures"
    again = await studio.make(brief, film, stop_at="storyboard")
    assert again.spent == after.usd == 0
    assert len(models.calls) == asked, "neither the estimate nor the film asked anybody"


def forget(studio: StudioKit, *, but: int) -> None:
    """Have the library forget what models answered, but for the first answers."""
    database = open_database(studio.settings.database_url)
    with database.writing() as connection:
        rows = connection.scalars(select(assets.c.id).where(assets.c.kind == "llm").order_by(assets.c.id))
        later = list(rows)[but:]
        connection.execute(delete(asset_uses).where(asset_uses.c.asset_id.in_(later)))
        connection.execute(delete(assets).where(assets.c.id.in_(later)))
    database.close()


async def test_what_one_stage_lacks_is_all_that_is_still_to_be_paid_for(
    studio: StudioKit, models: LlmServer, film: str
) -> None:
    whole = await estimated(BRIEF)
    await studio.make(BRIEF, film, stop_at="story")
    forget(studio, but=3)
    story = (await estimated(BRIEF)).steps[0]
    assert (story.count, story.found) == (4, 3)
    assert Decimal(0) < story.usd < whole.usd
    assert story.usd + story.saved == whole.usd


@pytest.mark.parametrize(
    ("brief", "parallel"),
    [
        (Brief(story=novel(20_000), seconds=560), False),
        (Brief(story=novel(20_000), seconds=560), True),
        (Brief(prompt="A lighthouse keeper finds a door in the sea", seconds=560), False),
    ],
)
async def test_of_a_story_in_stretches_those_are_recalled_that_were_written_before(
    address: str, home: Path, models: LlmServer, film: str, brief: Brief, *, parallel: bool
) -> None:
    brief = brief.model_copy(update={"profile": "local", "casting": {"llm": "house"}})
    async with swift_studio(address, home) as studio:
        before = (await estimated(brief, story_parallel=parallel)).steps[0]
        assert (before.found, before.saved) == (0, Decimal(0))
        view = await studio.make(brief, film, stop_at="story", story_parallel=parallel)
        asked = len(models.calls)
        heard = sum(call.times for record in view.writing for call in record.calls)
        after = await estimated(brief, story_parallel=parallel)
        story = after.steps[0]
        assert (story.found, story.usd, story.saved, story.seconds) == (heard, Decimal(0), before.usd, 0.0)
        assert (after.exact, after.shots) == (True, 111)
        shots = json.loads(studio.store.read_bytes(view.documents["shots.json"]))
        assert len(shots) == after.shots
        forget(studio, but=asked - 1)
        story = (await estimated(brief, story_parallel=parallel)).steps[0]
        assert heard / 2 < story.found < heard, "the overview and the first stretch are there"
        assert Decimal(0) < story.usd < before.usd
        assert story.usd + story.saved == before.usd
        assert len(models.calls) == asked, "nobody is asked for an estimate"


async def test_another_brief_and_a_fresh_film_know_nothing(studio: StudioKit, film: str) -> None:
    await studio.make(BRIEF, film, stop_at="story")
    for estimated_ in (
        await estimated(BRIEF.model_copy(update={"prompt": "A train at night"})),
        await estimated(BRIEF.model_copy(update={"seed": 7})),
        await estimated(BRIEF, use_cache=False),
    ):
        assert (estimated_.steps[0].found, estimated_.exact) == (0, False)
        assert estimated_.usd > 0
