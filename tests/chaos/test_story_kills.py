"""A worker killed while models write: no stage that is done is asked, or paid, again."""

import json
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from models.brief import Brief
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from tests.kit.engine import engine_at
from tests.kit.house_models import KEY, KEY_VARIABLE, write_models
from tests.kit.llm_server import Answer, llm_server
from tests.kit.obedient import good


def stage_of(body: dict[str, Any]) -> str:
    fields = body["response_format"]["json_schema"]["schema"]["properties"]
    if "scenes" not in fields:
        return "template" if "selected_template" in fields else "story"
    return "visuals" if "image" in json.dumps(fields) else "scenes"


@pytest.mark.chaos
async def test_killing_the_worker_between_stages_repeats_no_finished_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()
    arrived, never = threading.Event(), threading.Event()

    def script(body: dict[str, Any]) -> Answer:
        stage = stage_of(body)
        asked[stage] += 1
        if stage == "scenes" and asked[stage] == 1:
            arrived.set()
            never.wait(3)
        return good(body)

    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with llm_server(script, key=KEY, bounded=True) as server:
        home = tmp_path / "home"
        write_models(home, server.base_url)
        async with engine_at(home) as engine:
            brief = Brief(prompt="A door in the sea", seconds=20, casting={"llm": "house"})
            request = FilmRequest(brief=brief, options=RunOptions(stop_at="story"))
            await engine.start(request, "killed")
            while not arrived.is_set():
                assert await engine.view("killed")
            engine.kill("film-io")
            assert await engine.patiently("killed") == "stopped"
            view = await engine.view("killed")
    assert asked == {"template": 1, "story": 1, "scenes": 2, "visuals": 1}
    scenes = next(record for record in view.writing if record.stage == "scenes")
    assert [(call.outcome, call.lost) for call in scenes.calls] == [("Lost", True), ("ok", False)]
    assert view.spent == sum(call.cost for record in view.writing for call in record.calls)
