"""Retakes, takes and delivery as a person types them: the real command, a real engine, real films."""

import json
from collections.abc import Iterator

import numpy as np
import pytest

from infra.media.encoder import encodes
from infra.media.probe import probe
from infra.media.sound import write_wav
from infra.settings import Settings
from models.cut.delivery import Picture
from tests.kit.desk import Desk
from tests.kit.engine import commands
from tests.kit.small_pictures import SIZES
from workers.engine import attached, ensure_engine, stop_engine


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A person with a finished film of two shots, called `first`."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    settings = Settings(home=desk.home)
    with attached(settings):
        ensure_engine(settings, worker_commands=commands(desk.home / "journal"))
        desk.run("make", "--shots", desk.shots("a quay", "a boat"), "--id", "first", "--approve", "auto")
        yield desk
    stop_engine(settings)


def test_a_shot_is_retaken_and_taken_back_by_two_commands(desk: Desk) -> None:
    folder = desk.folder / "films/first"
    before = (folder / "film.mp4").read_bytes()
    said = desk.json("retake", "first", "2", "--note", "at night", "--approve", "auto", "--by", "ann")
    assert (said["status"], said["exit_code"]) == ("finished", 0)
    assert (folder / "film.mp4").read_bytes() != before
    assert (folder / "shots/shot_002/takes/1/clip.mp4").is_file()
    listed = desk.json("takes", "first", "2")
    assert listed["shots"][0]["in_the_film"] == 2
    assert [take["take"] for take in listed["shots"][0]["takes"]] == [1, 2]
    table = desk.run("takes", "first")
    assert "in the film" in table
    assert "at night" in table
    desk.run("takes", "first", "2", "--use", "1", "--approve", "auto")
    assert (folder / "film.mp4").read_bytes() == before
    report = json.loads((folder / "report.json").read_text())
    assert any(record["decision"]["by"] == "ann" for record in report["decisions"])


def test_people_talk_in_a_finished_film_and_one_of_them_says_something_else(desk: Desk) -> None:
    talk = '["It was dark.", {"subject": "Emma", "text": "Where were you?"}]'
    desk.run("retake", "first", "2", "--lines", talk, "--approve", "auto")
    assert "Emma: Where were you?" in (desk.folder / "films/first/film.srt").read_text()
    desk.run("retake", "first", "2", "--line", "2", "Here you are.", "--approve", "auto")
    subtitles = (desk.folder / "films/first/film.srt").read_text()
    assert "Emma: Here you are." in subtitles
    assert "Where were you" not in subtitles
    newest = desk.json("takes", "first", "2")["shots"][0]["takes"][-1]
    assert [line["text"] for line in newest["lines"]] == ["It was dark.", "Here you are."]
    assert newest["differs"] == ["lines", "voices"]
    table = desk.run("takes", "first", "2")
    assert "heard: Narrator: It was dark.; Emma: Where were you?" in table
    assert "heard: Narrator: It was dark.; Emma: Here you are." in table
    desk.run("takes", "first", "2", "--use", "1", "--approve", "auto")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("retake", "first", "9"), "There is no shot '9' in first"),
        (("retake", "nobody", "1"), "There is no film 'nobody'"),
        (("retake", "first", "1", "--approve", "maybe"), "--approve must be one of"),
        (("retake", "first", "1", "--budget", "-3"), "A budget must be an amount"),
        (("retake", "first", "1", "--note", "x" * 5000), "--note has 5,000 characters: 4,000 is the most."),
        (("retake", "first", "1", "--line", "5", "No."), "shot_001 is silent: it has no line 5."),
        (("takes", "first", "1", "--use", "9"), "There is no take 9 of shot_001"),
        (("takes", "first", "1", "--use", "one"), "--use must be a take's number"),
        (("takes", "first", "--use", "1"), "--use needs a shot"),
    ],
)
def test_what_cannot_be_changed_is_said_in_one_sentence(
    desk: Desk, typed: tuple[str, ...], sentence: str
) -> None:
    desk.run(*typed, code=2)
    assert sentence in desk.said


def test_a_film_is_delivered_as_it_was_asked_for(desk: Desk) -> None:
    song = write_wav(desk.folder / "song.wav", 0.1 * np.sin(np.arange(48_000 * 4) / 30).astype(np.float32))
    shots = desk.shots("a quay", "a boat")
    flags = ("--aspect", "9:16", "--fps", "30", "--captions", "burn", "--transition", "wipe-left")
    said = desk.json(
        "make",
        "--shots",
        shots,
        "--id",
        "tall",
        "--approve",
        "auto",
        "--music",
        song,
        "--loudness",
        "-23",
        *flags,
    )
    facts = probe(desk.folder / "films/tall/film.mp4")
    assert (facts.width, facts.height) == SIZES["9:16"]
    assert facts.frames == said["frames"]
    assert facts.seconds == pytest.approx(said["frames"] / 30)
    assert (desk.folder / "films/tall/score.wav").read_bytes() == song.read_bytes()


@pytest.mark.parametrize(
    ("flag", "value", "sentence"),
    [
        ("--fps", "23", "--fps must be one of"),
        ("--codec", "divx", "--codec must be one of"),
        ("--transition", "explode", "--transition must be one of"),
        ("--transition-seconds", "9", "--transition-seconds"),
        ("--loudness", "-3", "--loudness must be one of"),
        ("--resolution", "9000p", "--resolution must be one of"),
        ("--music", "nowhere.mp3", "--music: there is no file 'nowhere.mp3'"),
    ],
)
def test_a_delivery_that_cannot_be_made_is_refused(desk: Desk, flag: str, value: str, sentence: str) -> None:
    desk.run("make", "A boat.", flag, value, code=2)
    assert sentence in desk.said


def test_a_music_file_without_sound_is_refused(desk: Desk) -> None:
    (desk.folder / "notes.mp3").write_text("la la la")
    desk.run("make", "A boat.", "--music", "notes.mp3", code=2)
    assert "--music" in desk.said
    assert "notes.mp3" in desk.said


def test_a_codec_that_this_machine_lacks_is_refused_before_anything_is_made(desk: Desk) -> None:
    if encodes(Picture(width=256, height=144, codec="hevc-nvenc")):
        pytest.skip("this machine has NVENC")
    desk.run("make", "A boat.", "--codec", "hevc-nvenc", "--approve", "auto", code=2)
    assert "--codec hevc-nvenc cannot be used here" in desk.said
    assert "NVENC" in desk.said
