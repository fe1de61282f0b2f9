"""A real model, and a very weak one, writes a film's story: it repeats itself, cuts off and miscounts."""

import json
from pathlib import Path

import pytest

from models.brief import Brief
from tests.kit.real_model import CONTEXT, MODEL, real_model
from tests.kit.studio import studio_at

MODELS = """
[models."llamacpp/{model}"]
tier = "local"
context = {context}
max_output = 600
temperature = true
structured = "{structured}"
"""


@pytest.mark.parametrize(
    ("structured", "mode"),
    [("schema", "multi-stage"), pytest.param("none", "single-stage", marks=pytest.mark.chaos)],
)
async def test_a_weak_model_ends_in_a_film_and_the_report_says_who_wrote_what(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, structured: str, mode: str
) -> None:
    models = MODELS.format(model=MODEL, context=CONTEXT, structured=structured)
    (tmp_path / "models.toml").write_text(models)
    brief = Brief(
        prompt="A lighthouse keeper finds a door in the sea",
        seconds=8,
        story_mode=mode,
        casting={"llm": f"llamacpp/{MODEL}"},
        title="The Door",
    )
    with real_model() as base_url:
        monkeypatch.setenv("LLAMACPP_BASE_URL", base_url)
        async with studio_at(address, tmp_path) as studio:
            view = await studio.make(brief, f"weak-{mode}", stop_at="storyboard")
            report = json.loads(studio.store.open_file(view.documents["report.json"]).read_text())
    assert view.shots
    assert all(shot.keyframe for shot in view.shots)
    written = sum(shot.shot.duration for shot in view.shots)
    assert 3 <= written <= 8
    story = report["story"]
    by_model = [stage["stage"] for stage in story["stages"] if "SmolLM2" in stage["writer"]]
    if structured == "schema":
        assert by_model, "held to a schema, at least one stage's words are the model's own"
    else:
        assert view.notes, "left to itself it cannot write every stage, and the film says so"
    assert story["usd"] == "0"
    assert story["output_tokens"] > 0
    for stage in story["stages"]:
        assert stage["writer"] or stage["fell_back"], "each stage says who wrote it, or why nobody did"
