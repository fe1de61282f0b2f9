"""The commands over assets, as a person types them, on the files that a film leaves in a home."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.database.database import open_database
from infra.settings import load_settings
from infra.storage import open_store
from models.kinds import ASSET_KINDS
from studio.cli.app import run
from tests.kit.shelf import Shelf
from tests.kit.studio import StudioKit, short_shots

Typed = Callable[..., tuple[str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LONGTAKE_DATABASE", database_url)
    monkeypatch.delenv("TEMPORAL_ADDRESS", raising=False)
    return tmp_path / "home"


@pytest.fixture
def typed(home: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Runs a command; gives what it printed on stdout and stderr."""

    def typed(*arguments: str, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        assert run(arguments) == code
        return tuple(capsys.readouterr())  # type: ignore[return-value]

    return typed


def as_json(said: tuple[str, str]) -> Any:
    return json.loads(said[0])


@pytest.fixture
def shelf(home: Path) -> Shelf:
    settings = load_settings()
    shelf = Shelf(open_store(settings), open_database(settings.database_url))
    shelf.add("Emma reads in the attic", "one", characters=("Emma",), landscapes=("the attic",), usd="0.35")
    shelf.add("A boat", "two", kind="video", seconds=4.0, styles=("film noir",))
    shelf.reuse("Emma reads in the attic", "two")
    return shelf


def test_find_shows_a_line_an_asset(shelf: Shelf, typed: Typed) -> None:
    out, _ = typed("assets", "find", "--character", "emma", "--landscape", "attic", "--kind", "image")
    assert "Emma reads in the attic" in out
    assert "$0.35" in out
    assert "one + 1" in out
    (asset,) = as_json(typed("assets", "find", "reads", "attic", "--json"))["assets"]
    assert (asset["usd"], asset["uses"], asset["films"]) == ("0.35", 2, ["one", "two"])


def test_more_than_the_limit_is_said_to_be_there(shelf: Shelf, typed: Typed) -> None:
    out, err = typed("assets", "find", "--limit", "1")
    assert "A boat" in out
    assert "Emma" not in out
    assert "--limit 10" in err
    assert as_json(typed("assets", "find", "--limit", "1", "--json"))["more"] is True


def test_finding_nothing_is_no_error_and_says_so(shelf: Shelf, typed: Typed) -> None:
    assert "leave a condition out" in typed("assets", "find", "submarine")[1]
    assert as_json(typed("assets", "find", "submarine", "--json"))["assets"] == []


def test_an_unknown_name_is_bad_input_with_what_is_near(shelf: Shelf, typed: Typed) -> None:
    assert "near it: 'emma'" in typed("assets", "find", "--character", "ema", code=2)[1]
    assert as_json(typed("assets", "show", "zz", "--json", code=2))["exit_code"] == 2


LOOKS = [
    *(["assets", "find"], ["assets", "show", "abcd"], ["assets", "top"], ["assets", "stats"]),
    *(["assets", "characters"], ["assets", "landscapes"], ["assets", "styles"], ["assets", "gc"]),
    *(["assets", "gc", "--apply"], ["costs"]),
]


@pytest.mark.parametrize("command", LOOKS, ids=" ".join)
def test_where_nothing_was_made_a_command_that_looks_says_so_and_makes_nothing(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home, named = tmp_path / "home", tmp_path / "nope" / "x.db"
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    monkeypatch.delenv("TEMPORAL_ADDRESS", raising=False)
    assert run(command) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"Nothing was made yet: there is no database {home / 'longtake.db'}.\n")
    assert run([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    monkeypatch.setenv("LONGTAKE_DATABASE", f"sqlite:///{named}")
    assert run(command) == 2
    assert f"There is no database {named}: correct LONGTAKE_DATABASE" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_nobody_knows_is_no_film_to_forget_as_to_every_other_command(
    shelf: Shelf, typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "There is no film 'twoo': `longtake list` shows those there are.\n"
    assert typed("forget", "twoo", code=2)[1] == said
    empty = tmp_path / "empty"
    monkeypatch.setenv("LONGTAKE_HOME", str(empty))
    monkeypatch.delenv("LONGTAKE_DATABASE")
    assert typed("forget", "twoo", code=2)[1] == said
    assert not empty.exists()


@pytest.mark.parametrize("kind", ASSET_KINDS)
def test_every_kind_can_be_asked_for_and_is_explained(kind: str, shelf: Shelf, typed: Typed) -> None:
    typed("assets", "find", "--kind", kind)
    page = (Path(__file__).parents[5] / "docs/assets.md").read_text(encoding="utf-8")
    assert f"`{kind}`" in page


@pytest.mark.parametrize("asked", [[""], ["*"], ["--like", ""], ["--like", " "]])
def test_a_search_for_no_word_is_refused(asked: list[str], shelf: Shelf, typed: Typed) -> None:
    assert "no word to look for" in typed("assets", "find", *asked, code=2)[1]


def test_show_tells_everything(shelf: Shelf, typed: Typed) -> None:
    (asset,) = as_json(typed("assets", "find", "reads", "--json"))["assets"]
    out, _ = typed("assets", "show", asset["sha256"][:12])
    path = open_store(load_settings()).link(
        shelf.store.put_bytes(b"image Emma reads in the attic", ".png"), 1
    )
    for said in (asset["sha256"], asset["key"], "emma", "the attic", "two", "found", '"seed": 7', path):
        assert said in out
    (shown,) = as_json(typed("assets", "show", asset["key"], "--json"))["assets"]
    assert shown["recipe"]["parameters"]["prompt"] == "Emma reads in the attic"


def test_top_and_stats_tell_what_reuse_saved(shelf: Shelf, typed: Typed) -> None:
    assert "$0.35" in typed("assets", "top")[0]
    out, _ = typed("assets", "stats")
    assert "1 of 3 uses (33%)" in out
    totals = as_json(typed("assets", "stats", "--json"))
    assert (totals["saved_usd"], totals["saved_cpu_s"]) == ("0.35", 1.0)


def test_names_are_listed_with_counts(shelf: Shelf, typed: Typed) -> None:
    assert as_json(typed("assets", "characters", "--json"))["characters"] == [{"name": "emma", "assets": 1}]
    assert "the attic" in typed("assets", "landscapes")[0]
    assert "film noir" in typed("assets", "styles")[0]


def test_a_forgotten_film_is_cleaned_up_but_not_what_another_uses(shelf: Shelf, typed: Typed) -> None:
    assert "nothing to remove" in typed("assets", "gc")[0]
    assert "1 asset " in typed("forget", "one")[0]
    assert "nothing to remove" in typed("assets", "gc")[0]
    typed("forget", "two")
    out, err = typed("assets", "gc")
    assert "Nothing refers to 2 assets and 2 files" in out
    assert "--apply" in err
    assert len(as_json(typed("assets", "find", "--json"))["assets"]) == 2
    assert "Removed 2 assets and 2 files" in typed("assets", "gc", "--apply")[0]
    assert "no assets yet" in typed("assets", "find")[1]


async def test_a_film_that_runs_is_not_forgotten(
    home: Path, address: str, studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch, typed: Typed
) -> None:
    import asyncio

    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    await studio.at_gate(short_shots("a quay"), film)
    _, err = await asyncio.to_thread(typed, "forget", film, code=1)
    assert f"longtake cancel {film}" in err
