"""The embedded engine with this machine's cards."""

import asyncio
from pathlib import Path

import pytest

from infra.settings import Settings, load_settings
from tests.kit.deploys import until_true
from tests.kit.driver import play_driver
from workers.cards.process import CardOrders
from workers.engine import CARDS, WORKERS, attached, ensure_engine, find_engine, stop_engine, workers_of


def test_cards_are_served_where_that_was_set_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert workers_of(load_settings()) == WORKERS
    monkeypatch.setenv("LONGTAKE_ENGINE_CARDS", "true")
    assert workers_of(load_settings()) == {**WORKERS, "gpu": CARDS}
    assert CardOrders.model_validate_json(CARDS[-1]) == CardOrders(labels=("gpu",))


@pytest.mark.ops
async def test_an_engine_that_is_to_serve_cards_where_there_are_none_says_so_and_serves_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path / "driver", monkeypatch, [], 9)
    settings = Settings(home=tmp_path / "home", engine_cards=True)

    served = settings.logs_dir / "worker-film-io.log"

    async def said() -> bool:
        engine = await asyncio.to_thread(find_engine, settings)
        return engine is not None and any("The worker gpu cannot work here" in note for note in engine.notes)

    async def rest_served() -> bool:
        return "serving film, io" in served.read_text()

    with attached(settings):
        await asyncio.to_thread(ensure_engine, settings)
        try:
            await until_true(said, "nobody was told", within_s=120)
            await until_true(rest_served, "what needs no card is not served", within_s=120)
        finally:
            await asyncio.to_thread(stop_engine, settings)
    log = (settings.logs_dir / "worker-gpu.log").read_text()
    assert log.count("There is no CUDA device here for the gpu queue") == 1, (
        "it is not started again and again"
    )
