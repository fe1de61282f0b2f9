"""Shots that are written for programs, and films that are made of them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import V1, Maker, making
from tests.kit.studio import StudioKit

NOIR = "A detective enters his office on a rainy night. He finds a photograph. Footsteps stop outside."


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    async with making(studio, server.address) as maker:
        yield maker


async def test_a_description_becomes_shots_that_a_film_is_made_of(maker: Maker) -> None:
    asked: dict[str, Any] = {"prompt": NOIR, "shot_count": 3, "mood": "tense"}
    told = await maker.post(f"{V1}/scenarios?wait=60", 200, key="noir", **asked)
    assert (told["shots"], told["status"], told["message"]) == (3, "stopped", "")
    assert told["shot_seconds"] == pytest.approx(15, abs=0.1)
    again = await maker.post(f"{V1}/scenarios?wait=60", 200, key="noir", **asked)
    assert again == told | {"notes": again["notes"]}
    await maker.post(f"{V1}/scenarios", 409, key="noir", **{**asked, "shot_count": 4})
    assert (await maker.ask("GET", f"{V1}/scenarios/{told['id']}", 200))["file"] == told["file"]
    listed = await maker.ask("GET", f"{V1}/films/{told['id']}/files/shots.json", 200)
    assert [shot["shot_number"] for shot in listed] == [1, 2, 3]
    film = await maker.post(f"{V1}/films", 201, shots=told["file"], stop_at="story")
    brief = (await maker.kit.request_of(film["id"])).brief
    assert [shot.enhanced_prompt for shot in brief.shots] == [shot["enhanced_prompt"] for shot in listed]


async def test_shots_that_are_still_being_written_are_asked_for_again(maker: Maker) -> None:
    told = await maker.post(f"{V1}/scenarios?wait=0", 200, prompt=NOIR)
    path = f"{V1}/scenarios/{told['id']}"
    if told["file"] is None:
        assert told["message"] == f"They are being written: GET {path} has them once they are there."
    there = await maker.ask("GET", f"{path}?wait=60", 200)
    assert (there["shots"], there["file"]["suffix"]) == (5, ".json")
    missing = await maker.ask("GET", f"{V1}/scenarios/nobody", 404)
    assert missing["type"] == "urn:longtake:problem:unknown-film"


async def test_a_scenario_that_cannot_be_written_is_refused_by_its_field(maker: Maker) -> None:
    for asked, field, sentence in (
        ({}, "prompt", "There is nothing to write: give a prompt, such as "),
        ({"prompt": " "}, "prompt", "There is nothing to write: give a prompt, such as "),
        ({"prompt": NOIR, "shots": []}, "shots", "'shots' is not a known field"),
        ({"prompt": NOIR, "shot_count": "many"}, "shot_count", "shot_count must be"),
        ({"prompt": NOIR, "shot_count": 30, "seconds": 10}, None, "A film of 10 s has 7 s beside its cards"),
        ({"prompt": NOIR, "id": "no id"}, "id", "id must be 1 to "),
    ):  # fmt: skip
        told = await maker.post(f"{V1}/scenarios", 422, **asked)
        assert told["detail"].startswith(sentence), told
        assert told.get("field") == field, told
