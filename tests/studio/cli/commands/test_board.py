"""`longtake board` and `longtake revise` by field: a board edited at the command line, on a real engine."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from studio.cli.app import run
from tests.kit.desk import Desk
from tests.kit.engine import commands
from workers.engine import attached, ensure_engine, stop_engine


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One engine for these tests."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    settings = Settings(home=desk.home)
    with attached(settings):
        ensure_engine(settings, worker_commands=commands(desk.home / "journal"))
        yield desk
    stop_engine(settings)


def waits(desk: Desk, film: str, board: int) -> None:
    desk.until(film, lambda status: status["board"] == board and status["waiting"].startswith("Board"))


def test_a_board_is_edited_and_the_film_is_made_of_it(desk: Desk) -> None:
    film = "edited"
    shots = desk.shots("a quay", "a boat", "a storm")
    begin = ("make", "--shots", shots, "--id", film, "--approve", "wait", "--detach")
    desk.run(*begin)
    waits(desk, film, 1)
    out = desk.run("board", "move", film, "3", "--before", "1", "--board", "1", "--by", "ann")
    assert out == "Shot 3 is moved; the board then waits again.\n"
    waits(desk, film, 2)
    said = desk.json("board", "insert", film, "--after", "shot_001", "--prompt", "a key", "--board", "2")
    assert (said["decision"], said["accepted"], said["says"]) == (
        "insert",
        True,
        "New on the board: shot_001a.",
    )
    waits(desk, film, 3)
    assert "shot_002 is dropped, and kept." in desk.run("board", "drop", film, "4")
    waits(desk, film, 4)
    desk.run(
        "revise",
        film,
        "shot_001a",
        "--size",
        "close-up",
        "--transition",
        "wipe-left",
        "--colours",
        "blue, red door",
    )
    waits(desk, film, 5)
    assert desk.run("board", "undo", film).startswith("Undone: revise shot_001a.")
    waits(desk, film, 6)
    desk.run("board", "drop", film, "1", "--board", "5", code=1)
    assert "look at board 6" in desk.said
    desk.run("approve", film, "--board", "6")
    desk.run("watch", film)
    desk.run("fetch", film, "--out", desk.folder / "fetched")
    report = json.loads((desk.folder / "fetched/report.json").read_text())
    assert [shot["shot"] for shot in report["shots"]] == ["shot_003", "shot_001", "shot_001a"]
    assert [shot["shot"] for shot in report["dropped"]] == ["shot_002"]
    shots = json.loads((desk.folder / "fetched/shots.json").read_text())
    assert [(shot["shot_id"], shot["shot_number"]) for shot in shots] == [
        ("shot_003", 1), ("shot_001", 2), ("shot_001a", 3),
    ]  # fmt: skip
    assert Path(desk.folder / "fetched/shots/shot_002/takes/1/frame.png").is_file()
    assert "shot_002" in desk.run("takes", film)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["board", "move", "film", "3"], "give it --before or --after"),
        (["board", "move", "film", "3", "--before", "1", "--after", "2"], "one of them"),
        (["board", "insert", "film", "--after", "3"], "give it --prompt, --entry or --shot"),
        (["board", "insert", "film", "--after", "3", "--entry", "{"], "--entry is not valid JSON"),
        (["board", "insert", "film", "--after", "3", "--entry", "[]"], "must be one shot as a JSON object"),
        (
            ["board", "insert", "film", "--after", "3", "--entry", '{"prompt": "x"}'],
            "did you mean 'enhanced_prompt'",
        ),
        (["board", "split", "film", "3", "--line", "0"], "--line must be a line's number"),
        (["board", "undo", "film", "--reel", "x"], "--reel must be a reel's number"),
        (["board", "drop", "film", "3", "--board", "x"], "--board must be the board's number"),
        (["revise", "film", "3", "--size", "huge"], "--size must be one of"),
        (["revise", "film", "3", "--seconds", "90"], "--seconds must be at most 60"),
        (["revise", "film", "3", "--transition", "melt"], "--transition must be"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_started(
    words: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path))
    assert run(words) == 2
    assert sentence in " ".join(capsys.readouterr().err.split())
