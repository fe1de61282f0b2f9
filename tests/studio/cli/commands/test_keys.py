"""Keys that are not set: one sentence that names every variable, before anything is started; and other people's names for them."""

from pathlib import Path

import pytest

from infra.settings import load_settings
from models.brief import Brief
from models.errors import MissingKeys
from models.shots.takes import Change
from providers.profiles import profiles
from studio.cli.app import run
from studio.service.film.retakes import changed_film
from tests.kit.studio import StudioKit, short_shots, studio_at
from workers.language_models import catalogue
from workers.registry import build_registry

LLM_KEYS = ("OPENROUTER_API_KEY", "OPENAI_API_KEY", "GROQ_API_KEY", "TOGETHER_API_KEY")
BRIEF = """
prompt = "A keeper finds a door in the sea"
[casting]
llm = "budget"
image = "flux"
video = "hailuo"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, and no vendor's key."""
    for vendor in catalogue().all_vendors.values():
        for name in vendor.key_names:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.chdir(tmp_path)
    Path("brief.toml").write_text(BRIEF)
    return tmp_path / "home"


@pytest.mark.parametrize("command", ["make", "estimate"])
def test_every_key_that_is_missing_is_named_in_one_sentence_before_anything_starts(
    command: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "--brief", "brief.toml"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "FAL_KEY (for its pictures and clips) and OPENROUTER_API_KEY, OPENAI_API_KEY" in line
    assert all(name in line for name in LLM_KEYS)
    assert not home.exists()


def test_what_is_only_written_needs_no_key_of_who_would_draw_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenario", "--brief", "brief.toml"]) == 2
    said = capsys.readouterr().err
    assert "(for its story)" in said
    assert "FAL_KEY" not in said


def test_the_sentence_names_no_key_that_is_set_and_the_last_one_lets_the_film_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "not-a-secret")
    assert run(["estimate", "--brief", "brief.toml"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "The film needs a key that is not set, FAL_KEY (for its pictures and clips): set it"
    )
    assert not any(name in said for name in LLM_KEYS)
    monkeypatch.setenv("FAL_KEY", "not-a-secret")
    assert run(["estimate", "--brief", "brief.toml"]) == 0


def test_a_profile_that_lacks_a_key_recasts_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(profiles(), "paid", {**profiles()["local"], "image": "flux", "video": "kling"})
    assert run(["recast", "one", "--profile", "paid"]) == 2
    said = capsys.readouterr().err
    assert "FAL_KEY (for its pictures and clips)" in said


@pytest.mark.parametrize(
    ("variable", "vendor"),
    [
        ("FAL_API_KEY", "fal"),
        ("OPEN_AI_API_KEY", "openai"),
        ("REPLICATE_API_KEY", "replicate"),
        ("RUNWAY_API_KEY", "runway"),
    ],
)
def test_a_key_counts_by_another_name_unless_the_vendors_own_is_set(
    variable: str, vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "the-other-one")
    own = catalogue().all_vendors[vendor].key_env
    assert build_registry(load_settings())._client_of(vendor).key.get_secret_value() == "the-other-one"
    monkeypatch.setenv(own, "its-own")
    assert build_registry(load_settings())._client_of(vendor).key.get_secret_value() == "its-own"


async def test_a_film_whose_workers_lack_the_keys_fails_with_the_same_sentence(
    home: Path, address: str, film: str
) -> None:
    brief = Brief(prompt="A door", casting={"llm": "budget", "image": "flux"})
    async with studio_at(address, home, build_registry(load_settings())) as studio:
        await studio.start_and_fail(brief, film)
        view = await studio.view(film)
    assert view.stage == "failed"
    assert "FAL_KEY (for its pictures) and OPENROUTER_API_KEY, OPENAI_API_KEY" in view.reason
    assert view.spent == 0


async def test_a_retake_whose_makers_lack_their_keys_starts_nothing(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await studio.make(short_shots("a quay"), film)
    monkeypatch.setitem(profiles(), "local", {**profiles()["local"], "image": "flux"})
    change = Change(shot_id="shot_001", note="at night", by="ann")
    with pytest.raises(MissingKeys, match=r"FAL_KEY \(for its pictures\)"):
        await changed_film(studio, film, (change,), auto=True)
    assert (await studio.view(film)).run_id == made.run_id
