"""A story of more shots than one reel has is written stretch by stretch, offline and by models."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.view import FilmView
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import error, llm_server
from tests.kit.long_film import swift_studio
from tests.kit.novel import TITLE, novel
from tests.kit.obedient import good
from tests.kit.studio import StudioKit

NOVEL = Brief(story=novel(45_000), seconds=805)
"""Of about 160 shots: three stretches, and two reels."""
SENTENCE = "A lighthouse keeper finds a door in the sea"


def shots_in(studio: StudioKit, view: FilmView) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(studio.store.read_bytes(view.documents["shots.json"]))
    return listed


async def test_a_long_text_is_written_offline_stretch_by_stretch_and_its_people_grow_with_it(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        view = await studio.make(NOVEL, "offline-novel", stop_at="storyboard")
        assert (view.verdict, view.reason) == ("stopped", "The storyboards were all that was asked for.")
        assert view.title == TITLE
        shots = shots_in(studio, view)
        assert [shot["shot_number"] for shot in shots] == list(range(1, len(shots) + 1))
        assert 155 <= len(shots) <= 200
        assert sum(reel.count for reel in view.reels) == len(shots)
        assert sum(shot["duration"] for shot in shots) == pytest.approx(799.5, abs=0.1)
        names = [subject.name for subject in view.bible.subjects if subject.subject.kind == "character"]
        assert {name.split()[0] for name in names} >= {"Emma", "Tom", "Ines", "Daniel", "Lena"}
        assert len(names) == len({name.split()[0] for name in names})
        described = {subject.name: subject.subject.description for subject in view.bible.subjects}
        emma = next(name for name in names if name.startswith("Emma"))
        seen = [shot["enhanced_prompt"] for shot in shots if emma in shot["characters"][:1]]
        assert seen
        assert all(described[emma] in prompt for prompt in seen)
        assert view.left_out is not None
        story = json.loads(studio.store.read_bytes(view.documents["story.json"]))
        assert [one["scene_number"] for one in story["scenes"]["scenes"]] == list(range(1, len(shots) + 1))


async def test_a_sentence_is_written_offline_as_an_hour_of_film(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        view = await studio.make(Brief(prompt=SENTENCE, seconds=1255), "hour", stop_at="story")
        assert len(shots_in(studio, view)) > 150


async def written_by_models(
    address: str, home: Path, monkeypatch: pytest.MonkeyPatch, brief: Brief, **options: object
) -> tuple[FilmView, list[dict[str, Any]], list[dict[str, Any]]]:
    """A film that obedient models wrote, with its shots and the calls that it took."""
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    with llm_server(good, key=KEY, bounded=True) as models:
        write_models(home, models.base_url)
        async with swift_studio(address, home) as studio:
            view = await studio.make(
                brief.model_copy(update={"casting": {"llm": "house"}}), f"modelled-{home.name}", **options
            )
            return view, shots_in(studio, view), models.calls


@pytest.mark.parametrize(("stop_at", "parallel"), [("storyboard", False), ("story", True)])
async def test_a_long_text_is_written_by_models_stretch_by_stretch(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: str, *, parallel: bool
) -> None:
    view, shots, calls = await written_by_models(
        server.address, tmp_path, monkeypatch, NOVEL, stop_at=stop_at, story_parallel=parallel
    )
    assert view.verdict == "stopped"
    assert len(shots) == 160
    asked = [call for record in view.writing for call in record.calls if not call.cached]
    assert sum(call.times for call in asked) == len(calls)
    assert len(view.writing) <= 10
    assert view.spent == len(calls) * (Decimal(1000) + 5 * Decimal(500)) / 1_000_000
    mara = [one for one in view.bible.subjects if one.name == "Mara"]
    assert len(mara) == 1
    assert all(mara[0].subject.description in shot["enhanced_prompt"] for shot in shots)


async def test_a_sentence_is_written_by_models_part_by_part(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = Brief(prompt=SENTENCE, seconds=1255)
    view, shots, calls = await written_by_models(
        server.address, tmp_path, monkeypatch, brief, stop_at="story"
    )
    assert len(shots) == 250
    told = [json.dumps(call["messages"]) for call in calls]
    assert any("This is part 4 of 4 of that film." in words for words in told)
    assert view.spent > 0


async def test_a_stretch_that_no_model_can_write_is_written_offline(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    with llm_server(lambda _: error(404, "model gone"), key=KEY, bounded=True) as models:
        write_models(tmp_path, models.base_url)
        async with swift_studio(server.address, tmp_path) as studio:
            brief = NOVEL.model_copy(update={"casting": {"llm": "house"}, "seconds": 560})
            view = await studio.make(brief, "left-to-the-outline", stop_at="story")
            assert len(shots_in(studio, view)) == 111
            assert view.spent == 0
            assert any("overview" in note for note in view.notes)
