"""`longtake providers`: everything that can be asked, told from what is declared."""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from providers.llm.catalogue import Catalogue
from providers.profiles import profiles
from providers.registry import ADAPTERS
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.speech.adapters import SPEAKING
from studio.cli.app import run
from tests.kit.terminal import Terminal

_LLM = Path(__file__).parents[4] / "providers" / "llm"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    for name in ("FAL_KEY", "FAL_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def told(capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, Any]]:
    assert run(["providers", *more, "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["providers"]
    return found


def test_every_endpoint_and_every_provider_of_a_profile_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = told(capsys)
    names = {(one["kind"], name) for one in listed for name in (one["name"], *one["short"])}
    table = Endpoints.load()
    assert {(one.kind, one.name) for kind in ("image", "video") for one in table.of(kind)} <= names
    for casting in profiles().values():
        assert {item for item in casting.items() if item[0] != "llm"} <= names


def test_what_is_told_is_what_the_endpoint_declares(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [kling] = told(capsys, "kling")
    assert (kling["kind"], kling["vendor"], kling["key"], kling["key_set"]) == (
        "video",
        "fal",
        "FAL_KEY",
        False,
    )
    assert (kling["lengths"], kling["sound"], kling["seed"], kling["frames"]) == (
        [*range(3, 16)],
        "off",
        False,
        "first",
    )
    [flux] = told(capsys, "flux-2")
    assert (flux["references"], flux["elsewhere"], flux["only_with_references"]) == (
        8,
        "fal/fal-ai/flux-2-pro/edit",
        False,
    )
    monkeypatch.setenv("FAL_API_KEY", "not-a-secret")
    assert told(capsys, "kling")[0]["key_set"] is True


def test_one_is_shown_in_full_with_the_date_and_the_source_of_its_price(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["providers", "fal-ai/veo3.1/image-to-video"]) == 0
    shown = capsys.readouterr().out
    for part in (
        "Veo 3.1",
        "FAL_KEY, not set",
        "4, 6, 8 s",
        "16:9, 9:16",
        "2026-11-20, built in, litellm 1.110",
    ):
        assert part in shown


def test_a_kind_or_a_vendor_is_a_filter(capsys: pytest.CaptureFixture[str]) -> None:
    assert {one["kind"] for one in told(capsys, "video")} == {"video"}
    assert {one["vendor"] for one in told(capsys, "fal")} == {"fal"}
    assert run(["providers", "nobody"]) == 2
    assert "There is no provider, vendor or kind 'nobody'. Known: " in capsys.readouterr().err


def test_an_endpoint_of_ones_own_is_listed_and_one_without_a_price_is_said_to_be_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "models.toml").write_text('[endpoints."fal/my/own"]\nkind = "image"\ntitle = "My own"\n')
    [own] = told(capsys, "my/own")
    assert own["price"] is None
    assert own["unusable"].startswith("There is no price for fal/my/own")
    run(["providers", "image"])
    assert "no price known: it is refused" in capsys.readouterr().out


def test_the_tables_that_the_page_of_vendors_shows_can_be_used(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parents[4] / "docs" / "vendors.md").read_text(encoding="utf-8")
    own = [
        block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "# brief.toml" not in block
    ]
    assert len(own) == 4
    home.mkdir()
    (home / "models.toml").write_text("\n".join(own))
    [clips] = told(capsys, "somebody/their-clips")
    assert (clips["lengths"], clips["resolutions"], clips["price"]["origin"]) == (
        [5, 10],
        ["720p", "1080p"],
        "yours",
    )
    assert told(capsys, "somebody/their-pictures")[0]["references"] == 4
    assert told(capsys, "somebody/their-sketches")[0]["price"]["usd"] == "0.000725"


def test_the_page_of_vendors_names_each_key_and_all_that_it_is_for() -> None:
    page = (Path(__file__).parents[4] / "docs" / "vendors.md").read_text(encoding="utf-8")
    row = r"^\| \[?(\w+)\]?(?:\(https:\S+\))? \| (`\w+`) \| (.*?)\| (.*?) \|$"
    rows = re.findall(row, page, re.MULTILINE)
    written = {
        title: (set(re.findall(r"\w+", f"{key} {also}")), use.split(", ")) for title, key, also, use in rows
    }
    asked = tomllib.loads((_LLM / "routes.toml").read_text(encoding="utf-8"))["routes"].values()
    stories = {
        name.partition("/")[0]
        for route in asked
        for stage, names in route.items()
        if stage != "safety"
        for name in names
    }
    safety = {name.partition("/")[0] for route in asked for name in route["safety"]}
    makers = {(one.vendor, one.kind) for one in ADAPTERS}
    uses = {
        "stories": stories,
        "pictures": {vendor for vendor, kind in makers if kind == "image"},
        "clips": {vendor for vendor, kind in makers if kind == "video"},
        "lips": {vendor for vendor, kind in makers if kind == "lips"},
        "safety": safety,
        "voices": {one.vendor for one in SPEAKING},
    }
    true = {
        vendor.shown: (
            {vendor.key_env, *vendor.key_also},
            [use for use, of in uses.items() if vendor.name in of],
        )
        for vendor in Catalogue.load().all_vendors.values()
        if vendor.key_env
    }
    assert written == {title: row for title, row in true.items() if row[1]}


@pytest.mark.parametrize("width", [80, 120])
def test_the_tables_fit_the_terminal_and_names_can_be_copied(width: int, tmp_path: Path) -> None:
    environment = {**os.environ, "COLUMNS": str(width), "FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm"}
    terminal = Terminal(tmp_path, environment)
    for command in ("providers", "prices"):
        ended, out, _ = terminal.run([command], environment)
        assert ended == 0
        tables = re.sub(r"\x1b\[[\d;]*m", "", out).splitlines()
        # Sentences are never broken: commands and paths in them can be copied.
        for line in (line for line in tables if not line.endswith((".", "here."))):
            assert len(line.rstrip()) <= width, line
        assert "fal/fal-ai/minimax/hailuo-02/standard/image-to-video" in out


def test_an_open_model_whose_licence_or_weights_are_missing_is_offered_with_why_it_cannot_be_asked(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusals() -> dict[str, str]:
        return {one["name"]: one["unusable"] for one in told(capsys, "video") if not one["vendor"]}

    found = refusals()
    assert found["camera-move"] == ""
    assert "`longtake licences accept svd` accepts it." in found["svd"]
    assert "The weights of wan-5b are not here: `longtake models pull wan-5b`" in found["wan-5b"]
    # The workers of another server may have weights that this machine has not.
    monkeypatch.setenv("TEMPORAL_ADDRESS", "films.example:7233")
    found = refusals()
    assert found["wan-5b"] == ""
    assert "licences accept svd" in found["svd"]
