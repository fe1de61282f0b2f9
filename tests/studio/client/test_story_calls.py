"""What a person sees of a story while a model takes its time, and of one whose models failed."""

import asyncio
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.brief import Brief
from models.errors import NoWorker
from studio.cli.printing.results import print_result
from studio.client import Attempt
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import Answer, error, llm_server
from tests.kit.long_film import swift_studio
from tests.kit.novel import novel
from tests.kit.obedient import good
from tests.kit.studio import StudioKit, studio_at

BRIEF = Brief(prompt="A lighthouse keeper finds a door in the sea", seconds=20, casting={"llm": "house"})


async def asked_for(studio: StudioKit, film: str, stage: str) -> Attempt:
    """The call to a model for a stage, as soon as it is under way."""
    async with asyncio.timeout(30):
        while True:
            for attempt in await studio.attempts(await studio.view(film)):
                if attempt.since and attempt.what.startswith(stage):
                    return attempt
            await asyncio.sleep(0.05)


async def test_while_a_model_writes_the_film_says_which_one_is_asked_for_what_and_since_when(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    go_on = threading.Event()

    def slowly(body: dict[str, Any]) -> Answer:
        go_on.wait(30)
        return good(body)

    with llm_server(slowly, key=KEY, bounded=True) as server:
        write_models(tmp_path, server.base_url)
        async with studio_at(address, tmp_path) as studio:
            try:
                begun = datetime.now(UTC)
                await studio.begin(BRIEF, "slowly", stop_at="story")
                attempt = await asked_for(studio, "slowly", "template")
            finally:
                go_on.set()
            assert (attempt.what, attempt.attempt) == ("template, draft by studio/good", 1)
            assert attempt.since
            assert begun - timedelta(seconds=1) < attempt.since <= datetime.now(UTC)
            view = await studio.until("slowly", lambda view: view.ended)
            assert await studio.attempts(view) == []


async def test_of_a_story_in_stretches_each_call_is_shown_and_for_which_stretch_it_is(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    go_on, of_overview = threading.Event(), threading.Semaphore(2)

    def slowly(body: dict[str, Any]) -> Answer:
        if not of_overview.acquire(blocking=False):
            go_on.wait(300)
        return good(body)

    with llm_server(slowly, key=KEY, bounded=True) as server:
        write_models(tmp_path, server.base_url)
        async with swift_studio(address, tmp_path) as studio:
            try:
                brief = Brief(story=novel(20_000), seconds=560, casting={"llm": "house"})
                await studio.begin(brief, "in-stretches", stop_at="story", story_parallel=True)
                asked = set[str]()
                async with asyncio.timeout(240):
                    while len(asked) < 2:
                        await asyncio.sleep(0.05)
                        with suppress(NoWorker):
                            attempts = await studio.attempts(await studio.view("in-stretches"))
                            asked = {one.what for one in attempts if "stretch" in one.what}
            finally:
                go_on.set()
            assert asked == {f"compress, draft by studio/good, for stretch {number}" for number in (1, 2)}
            await studio.until("in-stretches", lambda view: view.ended)


async def test_a_film_whose_models_failed_says_so_stage_by_stage(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    with llm_server(lambda _: error(404, "model gone"), key=KEY, bounded=True) as server:
        write_models(tmp_path, server.base_url)
        async with studio_at(address, tmp_path) as studio:
            view = await studio.make(BRIEF, "gone", stop_at="story")
            print_result(view, studio.store, None)
    shown = capsys.readouterr().out
    assert "The story was written by the offline writer: " in shown
    assert "Trouble with the choice of a template: studio/good: studio does not have this model" in shown
    assert "Trouble with one call for the whole story: studio/good: " in shown


async def test_the_types_of_a_failure_are_known_to_the_client(address: str, tmp_path: Path) -> None:
    async with studio_at(address, tmp_path) as studio:
        brief = Brief(prompt="A door", casting={"llm": "house/m"})
        await studio.start_and_fail(brief, "unknown-model")
        assert "UnknownName" in await studio.failure("unknown-model")
        await studio.begin(Brief(prompt="A door in the sea", seconds=6), "known")
        assert await studio.failure("known") == ()
        await studio.client.get_workflow_handle("known").terminate("lists do not have it yet")
