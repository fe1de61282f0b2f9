"""The doctor on the environment: which profiles have their keys, and what other programs' variables do here."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import features

from infra.storage.moved import RESTORING
from providers.profiles import profiles
from studio.cli.app import run
from studio.service.environment.other_variables import INSTEAD
from tests.kit.driver import play_driver
from tests.kit.small_weights import TAKEN, repository, write
from tests.studio.service.environment.test_defaults import ENV_FILE
from workers.language_models import catalogue

ORIGIN = (
    "FAL_API_KEY", "OPEN_AI_API_KEY", "REPLICATE_API_KEY", "RUNWAY_API_KEY", "ELEVENLABS_API_KEY", "FILM_GALLERY_DIR",
    "FILM_DEFAULT_BUDGET_USD", "SCENARIO_DEFAULT_MODEL", "EXECUTION_PROFILE", "GPU_ENABLED", "LLM_PROVIDER", "LLM_API_KEY",
    "LLM_MODEL", "LLM_PARALLEL", "LLM_MODEL_STORY_COMPRESS", "LLM_MODEL_STORY_COMPRESS_FALLBACK", "LLM_MODEL_SCENE_DRAFT",
    "LLM_MODEL_SCENE_DRAFT_LARGE", "LLM_MODEL_SHOT_FINAL", "LLM_MODEL_SHOT_FINAL_FALLBACK", "LLM_MODEL_JSON_REPAIR",
    "LLM_SAFETY_MODEL", "LLM_SKIP_SUMMARIZATION_THRESHOLD", "LLM_USE_LARGE_CONTEXT_THRESHOLD", "USE_TOON_FORMAT",
    "VIDEO_MODEL", "VIDEO_RESOLUTION", "VIDEO_FPS", "STORAGE_PATH", "ASSETS_PATH",
)  # fmt: skip
"""Every variable that the users' documents name, but for the vendors' own."""


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home, no vendor's key, and a folder for an `.env`."""
    for vendor in catalogue().all_vendors.values():
        for name in vendor.key_names:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """What the doctor says, by the name of what it looks at."""

    def told(code: int = 0) -> dict[str, Any]:
        assert run(["doctor", "--json"]) == code
        return {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}

    return told


def test_a_profile_is_complete_once_every_key_of_its_is_set(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    casting = {**profiles()["local"], "llm": "premium", "image": "flux", "video": "kling"}
    monkeypatch.setitem(profiles(), "paid", casting)
    lacking = told()["profile paid"]
    assert (lacking["ok"], lacking["optional"]) == (False, True), "films are made without it"
    assert "FAL_KEY" in lacking["found"]
    assert "OPENROUTER_API_KEY or OPENAI_API_KEY" in lacking["found"]
    monkeypatch.setenv("OPEN_AI_API_KEY", "not-a-secret")
    assert told()["profile paid"]["found"] == "without FAL_KEY"
    monkeypatch.setenv("FAL_API_KEY", "not-a-secret")
    complete = told()["profile paid"]
    assert complete["ok"]
    assert "pictures by flux, clips by kling" in complete["found"]
    assert told()["profile local"]["ok"]


def test_a_profile_of_cards_that_nobody_serves_lacks_the_weights_that_are_not_here(told: Any) -> None:
    checks = told()
    assert not checks["profile gpu"]["ok"]
    assert checks["profile gpu"]["found"].startswith("nobody serves its cards, and on this machine: ")
    assert all(f"models pull {name}" in checks["profile gpu"]["found"] for name in ("sdxl", "wan-5b", "clip"))
    assert checks["profile auto"]["ok"]


def test_every_variable_of_the_users_documents_is_answered_for(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = dict(line.split("=", 1) for line in ENV_FILE.split())
    for name in ORIGIN:
        monkeypatch.setenv(name, values.get(name) or "balanced")
    answered = told()
    assert [name for name in ORIGIN if name not in answered] == []
    unused = {
        name for name, check in answered.items() if name in ORIGIN and not check["ok"] and check["optional"]
    }
    assert unused == {*INSTEAD, "VIDEO_MODEL", "STORAGE_PATH", "EXECUTION_PROFILE"}
    assert "FILM_GALLERY_DIR goes before it" in answered["STORAGE_PATH"]["found"]


def test_a_model_that_ended_is_named_with_what_answers_in_its_place(told: Any) -> None:
    Path(".env").write_text(ENV_FILE)
    answered = told()
    assert answered["LLM_API_KEY"]["found"] == "the key of Together, as TOGETHER_API_KEY would be"
    model = answered["LLM_MODEL"]["found"]
    assert "is no longer served: meta-llama/llama-3.1-8b-instruct on OpenRouter answers in its place" in model
    assert "without OPENROUTER_API_KEY the route's next model is asked" in model
    assert answered["VIDEO_MODEL"]["state"] == "unused"


def test_a_value_that_is_wrong_is_what_the_doctor_finds_missing(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILM_DEFAULT_BUDGET_USD", "abc")
    assert told(1)["FILM_DEFAULT_BUDGET_USD"]["state"] == "wrong"


def test_the_last_sentence_names_what_counts_and_not_what_films_do_without(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor"]) == 0
    assert capsys.readouterr().err.endswith("Everything that is needed is there.\n")
    monkeypatch.setenv("FILM_DEFAULT_BUDGET_USD", "abc")
    monkeypatch.setattr(features, "check", lambda name: False)
    assert run(["doctor"]) == 1
    assert capsys.readouterr().err.endswith("Not as it has to be: fonts, FILM_DEFAULT_BUDGET_USD.\n")


def test_a_system_without_fribidi_is_told_what_to_install(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    there = features.check
    monkeypatch.setattr(features, "check", lambda name: name != "raqm" and there(name))
    fonts = told(1)["fonts"]
    assert not fonts["ok"]
    assert "libfribidi.so.0" in fonts["found"]
    assert fonts["mend"] == "apt-get install libfribidi0"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_a_home_that_can_never_be_made_is_told_so_also_to_root(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", "/proc/films")
    checks = told(1)
    assert [name for name in ("home", "database", "store") if checks[name]["ok"]] == []
    assert checks["home"]["found"] == "/proc/films cannot be made"
    assert checks["home"]["mend"] == "let LONGTAKE_HOME name a folder that can be written; /proc cannot"


def test_a_home_whose_copy_is_on_its_way_back_is_told_the_command_that_goes_on_with_it(
    told: Any, tmp_path: Path
) -> None:
    (tmp_path / "home" / RESTORING).mkdir(parents=True)
    store = told(1)["store"]
    assert store["found"].startswith("A copy is being brought back to ")
    assert store["mend"] == "longtake restore FOLDER"


def test_no_key_is_in_what_the_doctor_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["LLM_API_KEY", "ELEVENLABS_API_KEY"]
    names += [name for vendor in catalogue().all_vendors.values() for name in vendor.key_names]
    for name in names:
        monkeypatch.setenv(name, f"planted-{name}")
    run(["doctor"])
    said = capsys.readouterr()
    assert "planted" not in said.out + said.err


def test_cards_and_open_models_are_told_and_no_film_needs_them(
    told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path / "none", monkeypatch, [], 9)
    bare = told()
    assert (bare["cards"]["state"], bare["cards"]["optional"]) == ("none", True)
    assert bare["open models"]["mend"] == "longtake models pull NAME"
    assert "the licence of svd, ltx-2, musicgen is to be accepted first" in bare["open models"]["found"]
    assert "pictures by sdxl, clips by wan-5b" in bare["profile gpu"]["mend"]
    assert told()["profile auto"]["ok"]
    play_driver(tmp_path / "driver", monkeypatch)
    write(tmp_path / "home" / "weights" / "sdxl", {name: repository()[name] for name in TAKEN})
    write(tmp_path / "home" / "weights" / "svd", {"unet/model.safetensors": b"not whole"})
    there = told()
    assert there["cards"]["found"].startswith(
        "device 0: NVIDIA H200, 140 GB (140 GB free), driver 570.1, CUDA 12.8"
    )
    assert "device 1: NVIDIA L4" in there["cards"]["found"]
    broken = there["open models"]
    assert (broken["ok"], broken["mend"]) == (False, "longtake models pull svd")
    assert "is no safetensors file: fetch it again." in broken["found"]
