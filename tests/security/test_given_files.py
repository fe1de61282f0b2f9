"""Files and numbers that a person gives: each is read within bounds, or refused in a sentence."""

import os
import time
from pathlib import Path

import pytest

from infra.given_files import MOST_PARTS, parse_toml
from models.errors import BadInput
from providers.llm.catalogue import Catalogue
from studio.cli.app import run

DIGITS = "9" * 5000


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence that a command refuses its arguments with, at once."""
    began = time.monotonic()
    assert run(["estimate", *arguments]) == 2
    assert time.monotonic() - began < 20, "on a machine under load too"
    said = capsys.readouterr().err
    assert len(said) < 600
    return said


@pytest.mark.parametrize("flag", ["--story", "--shots", "--brief"])
@pytest.mark.parametrize(("name", "what"), [("/dev/zero", "a device"), ("pipe", "a pipe"), (".", "a folder")])
def test_what_is_no_file_is_not_read(
    flag: str, name: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert f"is {what}: give a file." in refused(capsys, flag, name)


def test_a_file_that_has_more_than_it_says_is_cut_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "story.txt").open("wb") as file:
        file.truncate(51 * 2**20)
    assert "50 MB is the most" in refused(capsys, "--story", "story.txt")
    (tmp_path / "story.txt").write_bytes(b"It rains. " * (11 * 2**20 // 10))
    assert "10 MB is the most" in refused(capsys, "--story", "story.txt")
    with (tmp_path / "brief.toml").open("wb") as file:
        file.truncate(11 * 2**20)
    assert "10 MB is the most" in refused(capsys, "--brief", "brief.toml")


@pytest.mark.parametrize(
    "text",
    [
        ".".join(["a"] * 60_000) + " = 1",
        "[" + ".".join(["a"] * 60_000) + "]\nb = 1",
        " . ".join(['"a"'] * 60_000) + " = 1",
        "prompt = { " + ".".join(["a"] * 60_000) + " = 1 }",
        "prompt = " + "[" * 60_000,
        "prompt = " + "{a=" * 60_000,
        "[[a]]\n" * 300_000,
        "prompt = " + DIGITS,
        'prompt = """' + '\\""" ' * 400_000,
    ],
    ids=["dotted", "header", "quoted", "inline", "lists", "tables", "many", "digits", "escapes"],
)
def test_a_toml_that_would_never_be_read_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "brief.toml").write_text(text)
    assert "brief.toml cannot be used: it" in refused(capsys, "--brief", "brief.toml").replace(
        ": a number", ": it"
    )


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "[" * 100 + "]" * 100, '[{"shot_number": ' + DIGITS + "}]"],
    ids=["open", "deep", "digits"],
)
def test_a_shot_list_that_would_never_be_read_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shots.json").write_text(text)
    assert "shots.json cannot be used:" in refused(capsys, "--shots", "shots.json")


def test_a_story_may_hold_dots_quotes_and_whatever_else_is_in_a_string() -> None:
    story = "a." * 60_000 + "\n\"quoted\" 'single' # no comment [x.y] = 1\n"
    assert parse_toml(f"story = '''\n{story}'''")["story"] == story
    key = ".".join(["a"] * (MOST_PARTS - 1))
    assert parse_toml(f"# {'a.' * 100}\n{key} = 1")


def test_a_file_of_models_is_read_within_bounds(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "models.toml")
    with pytest.raises(BadInput, match="a pipe"):
        Catalogue.load(tmp_path / "models.toml")
    with pytest.raises(BadInput, match="a device"):
        Catalogue.load(Path("/dev/zero"))


@pytest.mark.parametrize(
    "flag",
    [
        "--fps",
        "--seed",
        "--seconds",
        "--budget",
        "--approve-above",
        "--transition-seconds",
        "--loudness",
        "--resolution",
    ],
)
@pytest.mark.parametrize("number", [DIGITS, f"-{DIGITS}", f"1e{DIGITS}"], ids=["digits", "below", "exponent"])
def test_a_number_of_thousands_of_digits_is_refused(
    flag: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"{flag} " in refused(capsys, "a door in the sea", f"{flag}={number}")


@pytest.mark.parametrize(
    "command",
    [
        ["scenario", "-d", "x", "-n"], ["assets", "find", "--limit"], ["assets", "top", "--limit"], ["webhooks", "--port"],
        ["approve", "the-door", "--board"], ["costs", "--month"],
    ],
)  # fmt: skip
def test_so_it_is_by_every_command(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, DIGITS]) == 2
    assert len(capsys.readouterr().err) < 600
