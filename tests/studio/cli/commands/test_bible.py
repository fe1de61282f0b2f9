"""The bible as a person types it: the real command, a real engine, real films."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from infra.settings import Settings
from tests.kit.desk import Desk
from tests.kit.engine import commands
from workers.engine import attached, ensure_engine, stop_engine

SHOTS = [
    {"shot_number": 1, "enhanced_prompt": "Mara on a quay", "duration": 1, "characters": ["Mara"]},
    {"shot_number": 2, "enhanced_prompt": "Mara in a boat", "duration": 1, "characters": ["Mara", "Bo"]},
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A person with a film that waits at its gate, called `film`."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    settings = Settings(home=desk.home)
    with attached(settings):
        ensure_engine(settings, worker_commands=commands(desk.home / "journal"))
        desk.run("make", "--shots", shots_of(desk), "--id", "film", "--approve", "wait", "--detach")
        desk.until("film", lambda status: status["board"] >= 1)
        yield desk
    stop_engine(settings)


def shots_of(desk: Desk) -> Path:
    path = desk.folder / "mara.json"
    path.write_text(json.dumps(SHOTS))
    return path


def test_the_bible_is_asked_about_before_the_board_and_both_answers_count(desk: Desk) -> None:
    typed = "revise Nobody\nrevise Mara\na woman in a green coat\napprove\napprove\n"
    flags = ("--approve", "ask", "--approve-bible", "--stop-at", "film", "--seed", "3")
    desk.run("make", "--shots", shots_of(desk), "--id", "asked", *flags, typed=typed)
    assert "Whom? Write revise and a name: Mara, Bo." in desk.said
    assert desk.said.index("The bible: ") < desk.said.index("The storyboard: ")
    folder = desk.folder / "films/asked"
    assert (folder / "bible/mara/sheet.png").is_file()
    assert Image.open(folder / "bible.png").width > 1000
    report = json.loads((folder / "report.json").read_text())
    assert report["status"] == "finished"
    assert report["bible"][0]["description"] == "a woman in a green coat"
    assert [one["decision"]["kind"] for one in report["decisions"]] == [
        "revise_subject",
        "approve_bible",
        "approve",
    ]


def test_a_subject_is_revised_and_its_stale_pictures_are_redrawn_by_two_commands(desk: Desk) -> None:
    desk.run("bible", "revise", "film", "Mara", "--description", "an old man in yellow", "--by", "ann")
    desk.until("film", lambda status: status["board"] >= 2)
    said = desk.json("bible", "show", "film")
    assert said["stale"] == {"shot_001": ["Mara"], "shot_002": ["Mara"]}
    assert "drawn, stale" in desk.run("status", "film")
    assert desk.json("redraw", "film", "--by", "ann")["accepted"]
    desk.until("film", lambda status: status["board"] >= 3)
    shown = desk.run("bible", "show", "film")
    assert "an old man in yellow" in shown
    desk.run("redraw", "film", code=1)
    assert "No picture is stale" in desk.said


def test_a_revision_tells_of_stale_pictures_only_where_there_can_be_any(desk: Desk) -> None:
    flags = ("--approve", "auto", "--approve-bible", "--seed", "4")
    desk.run("make", "--shots", shots_of(desk), "--id", "auto", *flags, "--detach")
    assert "waits at its bible until somebody approves it" in " ".join(desk.said.split())
    desk.until("auto", lambda status: status["waiting"])
    assert "bible 1" in desk.run("status", "auto")
    desk.run("bible", "revise", "auto", "Mara", "--description", "a woman in red")
    assert "redraw" not in desk.said
    desk.run("bible", "revise", "auto", "Mara", "--description", "", code=2)
    assert "--description is empty" in desk.said
    desk.run("cancel", "auto")


@pytest.mark.parametrize(
    ("typed", "sentence", "code"),
    [
        (
            ("bible", "revise", "film", "Tom", "--voice", "joe"),
            "There is no subject 'Tom' in this film: it has Mara, Bo.",
            1,
        ),
        (("bible", "revise", "film", "Mara", "--picture", "no.png"), "there is no file", 2),
        (("bible", "merge", "film", "Mara", "mara"), "Mara is Mara already.", 1),
        (("bible", "approve", "film"), "No bible waits for a decision.", 1),
        (("bible", "sheet", "film", "Bo"), "No sheet can be drawn of 'Bo'", 1),
        (("redraw", "film", "9"), "There is no shot '9'", 2),
    ],
)
def test_what_cannot_be_changed_is_said_in_one_sentence(
    desk: Desk, typed: tuple[str, ...], sentence: str, code: int
) -> None:
    desk.run(*typed, code=code)
    assert sentence in desk.said
