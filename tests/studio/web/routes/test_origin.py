"""The commands of earlier programs' documents, as they are: they make a film, which somebody approves in between."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import Maker, making
from tests.kit.studio import StudioKit

GENERATE = """curl -X POST "http://localhost:8000/generate" \\
  -H "Content-Type: application/json" \\
  -d '{"story": "Once upon a time in a magical kingdom...", "title": "The Quest"}'"""
STATUS = 'curl "http://localhost:8000/status/{job_id}"'
VIDEO = 'curl -O "http://localhost:8000/video/{job_id}"'

MULTI_STAGE = {
    "prompt": "Artisan coffee that starts your morning right",
    "target_duration": 15,
    "use_multi_stage": True,
    "template_override": None,
}


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    async with making(studio, server.address) as maker:
        yield maker


async def ran(maker: Maker, command: str, folder: Path, **names: str) -> bytes:
    """What a command of a document prints, at this door."""
    command = command.replace("http://localhost:8000", maker.door.address)
    for name, value in names.items():
        command = command.replace(f"{{{name}}}", value)
    process = await asyncio.create_subprocess_shell(
        command.replace("curl ", "curl -sS ", 1),
        cwd=folder,
        env={**os.environ, "no_proxy": "*"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out


async def test_the_commands_of_a_document_make_a_film_that_somebody_approves(
    maker: Maker, tmp_path: Path
) -> None:
    begun = json.loads(await ran(maker, GENERATE, tmp_path))
    job = begun["job_id"]
    assert begun["generation_id"] == job
    assert begun["status"] == "processing"
    assert begun["message"].startswith("It is being made; it waits at its storyboard")
    assert begun["approve_with"].startswith("curl ")

    early = json.loads(await ran(maker, VIDEO.replace("-O ", ""), tmp_path, job_id=job))
    assert early["status"] == 409
    assert early["detail"].startswith(f"The film {job!r} is still being made")

    waits = await maker.until(job, lambda told: told["status"] == "awaiting_approval")
    assert waits == json.loads(await ran(maker, STATUS, tmp_path, job_id=job))
    assert waits["progress"] == 45
    assert waits["approve_with"] == begun["approve_with"]
    again = json.loads(await ran(maker, GENERATE, tmp_path))
    assert (again["job_id"], again["status"]) == (job, "awaiting_approval"), (
        "the same request is the same film"
    )

    approved = json.loads(await ran(maker, waits["approve_with"], tmp_path))
    assert (approved["decision"], approved["accepted"]) == ("approve", True)
    done = await maker.until(job, lambda told: told["status"] not in ("processing", "awaiting_approval"))
    assert (done["status"], done["progress"], done["missing"]) == ("completed", 100, [])
    assert done["story_title"] == "The Quest"

    await ran(maker, VIDEO, tmp_path, job_id=job)
    film = (tmp_path / job).read_bytes()
    view = await maker.kit.view(job)
    assert film == maker.kit.store.read_bytes(view.documents["film.mp4"])
    part = await maker.door.ask(f"/api/video/{job}", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, film[4:8]) == (206, b"ftyp")
    beyond = await maker.door.ask(f"/video/{job}", headers={"Range": f"bytes={len(film)}-"})
    assert beyond.status_code == 416
    await maker.kit.until_listed(job)
    told = await maker.ask("GET", "/jobs", 200)
    assert [line["status"] for line in told["jobs"] if line["job_id"] == job] == ["completed"]
    assert view.decisions[0].decision.by == "ada", "whoever is at this machine approved"


async def test_the_request_of_the_stages_makes_a_film_and_says_what_each_stage_gave(maker: Maker) -> None:
    begun = await maker.post("/api/generate", 201, **MULTI_STAGE)
    job = begun["generation_id"]
    waits = await maker.until(job, lambda told: told["status"] == "awaiting_approval", api="/api")
    stages: dict[str, Any] = waits["multi_stage_data"]
    assert waits["workflow_type"] == "multi_stage_story_driven"
    assert waits["template_used"] == stages["stage_0_template_selection"]["selected_template"]
    assert waits["story_title"] == stages["stage_1_story"]["story_title"]
    assert stages["stage_2_scenes"]["scenes"][0]["scene_number"] == 1
    assert len(stages["stage_3_storyboard"]["scenes"]) == len(stages["stage_2_scenes"]["scenes"])
    await maker.post(f"/api/v1/films/{job}/decisions", decision="approve", board=1)
    done = await maker.until(job, lambda told: told["status"] == "completed", api="/api")
    assert done["video_url"] == f"{maker.door.address}/video/{job}"


async def test_a_film_that_nobody_has_to_approve_passes_its_gate(maker: Maker) -> None:
    shots = [{"enhanced_prompt": "a quay", "duration": 1}]
    begun = await maker.post("/generate", 201, shots=shots, title="By itself", approve="auto")
    assert begun["approve_with"] is None
    await maker.until(begun["job_id"], lambda told: told["status"] == "completed")


async def test_a_storyboard_is_drawn_while_its_caller_waits(maker: Maker) -> None:
    path = "/generate-storyboard?story=A fox finds a door in the snow&num_frames=6"
    drawn = await maker.ask("POST", path, 200)
    while drawn["status"] == "processing":
        drawn = await maker.ask("GET", f"/storyboard/{drawn['job_id']}", 200, params={"wait": 60})
    assert (drawn["status"], [frame["frame"] for frame in drawn["frames"]]) == ("success", [1, 2, 3, 4, 5, 6])
    assert all(frame["prompt"] and frame["camera"] for frame in drawn["frames"])
    shown = await maker.door.client.get(drawn["frames"][0]["image_url"])
    assert (shown.headers["content-type"], shown.content[1:4]) == ("image/png", b"PNG")
    same = await maker.post("/api/generate-storyboard", story="A fox finds a door in the snow", num_frames=6)
    assert same["job_id"] == drawn["job_id"], "in a body it is the same board"


REFUSED: tuple[tuple[str, dict[str, object], str | None, str], ...] = (
        ("/generate", {}, None, "There is nothing to film: give a prompt, a story or shots."),
        ("/generate", {"story": " "}, "story", "story is empty: say what the film is about."),
        ("/generate", {"prompt": "A quay", "target_duration": 3}, "target_duration", "target_duration must be at least 6, not 3."),
        ("/generate", {"prompt": "A quay", "target_durations": 9}, "target_durations", "'target_durations' is not a known field: did you mean 'target_duration'?"),
        ("/generate", {"prompt": "A quay", "use_multi_stage": "x"}, "use_multi_stage", "use_multi_stage must be one of 'multi' or 'single', not 'x'."),
        ("/generate", {"prompt": "A quay", "approve": "perhaps"}, "approve", "approve must be one of 'ask', 'wait' or 'auto', not 'perhaps'."),
        ("/generate-storyboard", {"story": "A quay", "num_frames": 20}, "num_frames", "num_frames must be a whole number from 6 to 10, not 20."),
        ("/generate-storyboard", {}, "story", 'There is nothing to draw: give a story, such as {"story": "A fox finds a door in the snow"}.'),
)  # fmt: skip


async def test_what_cannot_be_made_is_told_in_the_commands_words_and_by_its_field(maker: Maker) -> None:
    for path, body, field, sentence in REFUSED:
        told = await maker.post(path, 422, **body)
        assert (told["detail"], told.get("field")) == (sentence, field)


async def test_a_job_that_is_not_there_is_not_found(maker: Maker) -> None:
    for path in ("/status/nobody", "/video/nobody", "/storyboard/nobody", "/storyboard/nobody/1"):
        told = await maker.ask("GET", path, 404)
        assert told["detail"].startswith("There is no film 'nobody'")
