"""Variables of other programs: each gives what flags and files leave open, and a wrong one is named in a sentence."""

from pathlib import Path
from typing import Any

import pytest

from infra.settings import load_settings
from models.errors import BadInput
from providers.llm.llm_variables import ROUTE
from studio.cli.app import run
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.cli.commands.arguments import folder_of
from workers.language_models import catalogue, chat_desk

ENV_FILE = """
EXECUTION_PROFILE=debug_cpu
GPU_ENABLED=false
LLM_PROVIDER=together
LLM_API_KEY=not-a-secret
LLM_MODEL=mistralai/Mistral-7B-Instruct-v0.3
LLM_PARALLEL=false
LLM_MODEL_STORY_COMPRESS=google/gemma-3n-E4B-it
LLM_MODEL_SCENE_DRAFT=meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo
LLM_MODEL_SHOT_FINAL=openai/gpt-oss-120b
LLM_MODEL_JSON_REPAIR=meta-llama/Llama-3.2-3B-Instruct-Turbo
LLM_SAFETY_MODEL=meta-llama/Llama-Guard-4-12B
LLM_SKIP_SUMMARIZATION_THRESHOLD=2000
USE_TOON_FORMAT=true
VIDEO_MODEL=stable-video-diffusion
VIDEO_RESOLUTION=1024x576
VIDEO_FPS=25
STORAGE_PATH=./output
FILM_DEFAULT_BUDGET_USD=10.00
"""
"""What the users' documents have in theirs."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, no vendor's key, and a folder for an `.env`."""
    for vendor in catalogue().all_vendors.values():
        for name in vendor.key_names:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def test_nothing_is_said_of_an_environment_that_says_nothing() -> None:
    assert read_asked(Flags(prompt="A door")).defaults == ""


def test_a_file_of_another_program_is_taken_as_it_is() -> None:
    Path(".env").write_text(ENV_FILE)
    asked = read_asked(Flags(prompt="A door"))
    brief, options = asked.request.brief, asked.request.options
    assert (str(options.budget), brief.casting, brief.delivery.fps) == ("10.00", {"llm": ROUTE}, 25)
    assert (brief.aspect, brief.delivery.resolution) == ("16:9", "720p"), "the smallest that holds 1024x576"
    assert asked.defaults == (
        "Of the environment: the profile local (GPU_ENABLED), a budget of 10.00 (FILM_DEFAULT_BUDGET_USD), the model environment (LLM_MODEL), "
        "stable-video-diffusion is not here, and the profile's provider makes the clips (VIDEO_MODEL), 25 frames a second "
        "(VIDEO_FPS), 16:9 at 720p (VIDEO_RESOLUTION)."
    )
    assert folder_of("one", None) == Path("output/one")


def test_models_are_asked_at_their_stage_by_the_key_that_is_there() -> None:
    Path(".env").write_text(ENV_FILE)
    known = catalogue()
    rows = known.route(ROUTE)
    assert rows is not None
    assert rows["shots"][:2] == ("together/openai/gpt-oss-120b", "mistralai/Mistral-7B-Instruct-v0.3")
    assert rows["compress"][0] == "google/gemma-3n-E4B-it"
    assert rows["safety"][0] == "meta-llama/Llama-Guard-4-12B"
    desk = chat_desk(load_settings())
    assert [name for name in known.vendors if desk.has_key(name) and not known.vendors[name].free] == [
        "together"
    ]
    [used] = {model.vendor for route in _plan(desk).routes for model in route.models}
    assert used == "together", "whose vendor has no key is passed over, as in any route"


def test_who_names_a_free_vendor_is_not_taken_to_one_that_costs_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LLM_PROVIDER", "ollama")
    monkeypatch.setenv("LLM_MODEL", "llama3.2")
    monkeypatch.setenv("OPENROUTER_API_KEY", "not-a-secret")
    plan = _plan(chat_desk(load_settings()))
    assert {f"{one.vendor}/{one.model}" for route in plan.routes for one in route.models} == {
        "ollama/llama3.2"
    }
    assert plan.quote == 0


def test_what_answers_in_a_models_place_is_among_the_films_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_MODEL", "mistralai/Mistral-7B-Instruct-v0.3")
    monkeypatch.setenv("OPENROUTER_API_KEY", "not-a-secret")
    [note] = _plan(chat_desk(load_settings())).notes
    assert note.startswith("mistralai/Mistral-7B-Instruct-v0.3 is no longer served: ")


def _plan(desk: Any) -> Any:
    from activities.casting.story_plan import plan_story

    return plan_story(read_asked(Flags(prompt="A door")).request.brief, ROUTE, desk)


@pytest.mark.parametrize(
    ("flags", "field", "value"),
    [
        ({"budget": "2"}, "budget", "2"),
        ({"budget": "none"}, "budget", "None"),
        ({"fps": "30"}, "fps", "30"),
        ({"resolution": "1080p"}, "resolution", "1080p"),
        ({"model": "outline"}, "llm", "outline"),
        ({"profile": "local"}, "llm", "None"),
    ],
)
def test_a_flag_goes_before_a_variable(flags: dict[str, str], field: str, value: str) -> None:
    Path(".env").write_text(ENV_FILE)
    request = read_asked(Flags(prompt="A door", **flags)).request
    got = {
        "budget": request.options.budget,
        "fps": request.brief.delivery.fps,
        "resolution": request.brief.delivery.resolution,
        "llm": request.brief.casting.get("llm"),
    }
    assert str(got[field]) == value


def test_a_setting_of_our_own_goes_before_a_variable_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LONGTAKE_BUDGET=3\nLONGTAKE_FILMS=mine\n")
    monkeypatch.setenv("FILM_DEFAULT_BUDGET_USD", "10")
    monkeypatch.setenv("FILM_GALLERY_DIR", "gallery")
    asked = read_asked(Flags(prompt="A door"))
    assert (str(asked.request.options.budget), "LONGTAKE_BUDGET" in asked.defaults) == ("3", True)
    assert folder_of("one", None) == Path("mine/one")


def test_a_scenario_has_a_model_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_DEFAULT_MODEL", "gpt-3.5-turbo")
    monkeypatch.setenv("OPENROUTER_API_KEY", "not-a-secret")
    assert read_asked(Flags(prompt="A door"), scenario=True).request.brief.casting == {"llm": "gpt-3.5-turbo"}
    assert read_asked(Flags(prompt="A door")).request.brief.casting == {}


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("FILM_DEFAULT_BUDGET_USD", "abc", "FILM_DEFAULT_BUDGET_USD must be"),
        ("FILM_DEFAULT_BUDGET_USD", "-1", "FILM_DEFAULT_BUDGET_USD"),
        ("VIDEO_FPS", "23", "VIDEO_FPS must be one of 24, 25, 30, 60, not '23'."),
        ("VIDEO_RESOLUTION", "1024x768", "VIDEO_RESOLUTION is '1024x768', and films are 16:9"),
        ("VIDEO_MODEL", "nobody", "VIDEO_MODEL is 'nobody': There is no video provider 'nobody'."),
        ("LLM_MODEL", "nobody", "LLM_MODEL is 'nobody': There is no model 'nobody'."),
        ("LLM_PROVIDER", "nobody", "LLM_PROVIDER must be one of openrouter"),
    ],
)
def test_a_value_that_is_wrong_is_one_sentence_with_the_variables_name(
    variable: str,
    value: str,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    assert run(["estimate", "A door"]) == 2
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(sentence)


def test_a_scenarios_writer_that_nobody_knows_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCENARIO_DEFAULT_MODEL", "nobody")
    assert run(["scenario", "-d", "A door"]) == 2
    assert capsys.readouterr().err.startswith(
        "SCENARIO_DEFAULT_MODEL is 'nobody': There is no model 'nobody'."
    )


def test_a_folder_of_another_system_is_refused_before_anything_starts(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FILM_GALLERY_DIR", "E:/FILM_GALLERY")
    assert run(["make", "A door"]) == 2
    assert "FILM_GALLERY_DIR is 'E:/FILM_GALLERY', a path of Windows" in capsys.readouterr().err
    assert not home.exists()


def test_scenes_side_by_side_are_asked_for_where_there_is_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_PARALLEL", "true")
    story = tmp_path / "story.txt"
    story.write_text("A keeper finds a door in the sea. She opens it.")
    assert read_asked(Flags(story=[story])).request.options.story_parallel
    assert not read_asked(Flags(prompt="A door")).request.options.story_parallel
    monkeypatch.setenv("LLM_PARALLEL", "perhaps")
    with pytest.raises(BadInput, match="LLM_PARALLEL must be true or false, not 'perhaps'"):
        read_asked(Flags(story=[story]))


@pytest.mark.parametrize(
    ("said", "profile", "variable"),
    [
        ({"EXECUTION_PROFILE": "prod_gpu"}, "auto", "EXECUTION_PROFILE"),
        ({"EXECUTION_PROFILE": "Debug_CPU"}, "local", "EXECUTION_PROFILE"),
        ({"GPU_ENABLED": "true"}, "auto", "GPU_ENABLED"),
        ({"EXECUTION_PROFILE": "prod_gpu", "GPU_ENABLED": "0"}, "local", "GPU_ENABLED"),
    ],
)
def test_a_machine_of_cards_is_cast_by_who_serves_them(
    said: dict[str, str], profile: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    asked = read_asked(Flags(prompt="A door"))
    assert asked.request.brief.profile == profile
    assert asked.defaults == f"Of the environment: the profile {profile} ({variable})."
    own = read_asked(Flags(prompt="A door", profile="gpu"))
    assert (own.request.brief.profile, own.defaults) == ("gpu", "")


def test_an_execution_profile_that_nobody_knows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXECUTION_PROFILE", "prod_tpu")
    with pytest.raises(
        BadInput, match=r"^EXECUTION_PROFILE must be prod_gpu or debug_cpu, not 'prod_tpu'\.$"
    ):
        read_asked(Flags(prompt="A door"))
