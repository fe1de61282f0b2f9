"""Fifty keys, planted wherever a film has secrets: none is in a log, an error, a history, a report, a payload or a recording."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.shots.shot_list import Shot
from tests.kit.studio import StudioKit, studio_at
from tests.kit.vendors import manners
from tests.kit.vendors.fal import Fal
from tests.kit.vendors.manners import Behaviour, Fault
from tests.kit.vendors.openrouter import OpenRouter
from workers.registry import build_registry

PLANTED = [f"planted-secret-{number:02d}-x7Qm" for number in range(50)]
"""The first is the key that the doubles want, and repeat in all they say."""
VARIABLES = (
    *(
        "FAL_KEY",
        "OPENROUTER_API_KEY",
        "OPENROUTER_WEBHOOK_SECRET",
        "REPLICATE_API_TOKEN",
        "RUNWAYML_API_SECRET",
    ),
    *("OPENAI_API_KEY", "TOGETHER_API_KEY", "GROQ_API_KEY", "ELEVENLABS_API_KEY", "AWS_SECRET_ACCESS_KEY"),
)
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def studio(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    """A studio with every key planted, whose vendors repeat what they were sent in every error."""
    for variable, secret in zip(VARIABLES, (PLANTED[0], PLANTED[0], *PLANTED[1:]), strict=False):
        monkeypatch.setenv(variable, secret)
    for number, secret in enumerate(PLANTED[len(VARIABLES) :]):
        monkeypatch.setenv(f"SOMEBODYS_{number}_API_KEY", secret)
    monkeypatch.setattr(manners, "KEY", PLANTED[0])
    for module in ("fal", "openrouter"):
        monkeypatch.setattr(f"tests.kit.vendors.{module}.KEY", PLANTED[0])
    with Fal(tmp_path / "vendors" / "fal") as fal, OpenRouter(tmp_path / "vendors" / "openrouter") as router:
        monkeypatch.setenv("FAL_BASE_URL", fal.address)
        monkeypatch.setenv("OPENROUTER_BASE_URL", router.api)
        says = f"to {' '.join(PLANTED[:7])}"
        fal.behave(
            Behaviour(
                says=says,
                faults=(
                    Fault(where="submit", how="moderated", word="a quay"),
                    Fault(where="job", how="refuse", word="a boat"),
                    Fault(where="file", how="404", word="a bell", times=9),
                ),
            )
        )
        router.behave(Behaviour(says=says, faults=(Fault(where="submit", how="moderated", word="a rope"),)))
        registry = build_registry(Settings(home=tmp_path / "home"))
        async with studio_at(server.address, tmp_path / "home", registry) as kit:
            yield kit


def brief() -> Brief:
    """A film in which every vendor refuses something."""
    words = ("a quay", "a boat", "a bell", "a rope", "a door")
    router = "openrouter/google/gemini-nano-banana-2.1"
    shots = tuple(
        Shot(
            shot_id=f"shot_{n:03d}",
            shot_number=n,
            enhanced_prompt=text,
            duration=1.0,
            image_provider=router if text == "a rope" else "flux",
        )
        for n, text in enumerate(words, start=1)
    )
    return Brief(shots=shots, title="Secrets", seconds=6)


async def histories(client: Client, film: str) -> list[str]:
    """Everything that Temporal keeps of a film, with what its payloads hold."""
    found = []
    async for run in client.list_workflows(f"WorkflowId STARTS_WITH '{film}'"):
        history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        found.append(history.to_json())
        found += [str(event) for event in history.events]
    return found


async def test_no_planted_key_is_anywhere_that_outlives_the_request(
    studio: StudioKit, film: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    view = await studio.make(brief(), film, approve="auto", unknown_submit="abandon")
    told = view.model_dump_json()
    assert len([shot for shot in view.shots if shot.missing]) == 4, (
        "each vendor said something with the keys in it"
    )
    kept = await histories(studio.client, film)
    assert len(kept) > 2
    home = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    stored = await asyncio.to_thread(lambda: [path.read_bytes() for path in home])
    recorded = [path.read_bytes() for path in (ROOT / "tests" / "replay" / "histories").glob("*.json")]
    report = json.dumps(json.loads(studio.store.read_bytes(view.documents["report.json"])))
    for secret in PLANTED:
        assert secret not in told + report + caplog.text
        assert not any(secret in text for text in kept)
        assert not any(secret.encode() in data for data in (*stored, *recorded))
