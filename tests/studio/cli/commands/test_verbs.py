"""Every verb of the command line, as a person uses it: the real command, a real engine, real films."""

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from tests.kit.desk import Desk
from tests.kit.engine import commands
from workers.engine import attached, ensure_engine, find_engine, stop_engine


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One engine for the verbs that do not stop it."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    settings = Settings(home=desk.home)
    with attached(settings):
        ensure_engine(settings, worker_commands=commands(desk.home / "journal"))
        yield desk
    stop_engine(settings)


def test_make_writes_the_films_folder_and_prints_one_json_object(desk: Desk) -> None:
    said = desk.json(
        "make", "--shots", desk.shots("a quay"), "--title", "One", "--approve", "auto", "--id", "one"
    )
    assert (said["id"], said["status"], said["exit_code"]) == ("one", "finished", 0)
    folder = desk.folder / "films" / "one"
    assert Path(said["folder"]).resolve() == folder.resolve()
    for name in (
        "film.mp4",
        "film.srt",
        "film.vtt",
        "film.edl",
        "timeline.otio",
        "timeline.png",
        "poster.jpg",
        "storyboard.png",
        "story.json",
        "shots.json",
        "report.json",
        "score.wav",
    ):
        assert (folder / name).stat().st_size > 0 or name == "film.srt"
    assert (folder / "shots/shot_001/clip.mp4").is_file()
    assert json.loads((folder / "report.json").read_text())["status"] == "finished"


def test_make_with_a_shot_that_cannot_be_made_exits_with_three(desk: Desk) -> None:
    said = desk.json("make", "--shots", desk.shots("a quay", "FAIL-video"), "--approve", "auto", code=3)
    assert said["status"] == "finished with 1 shot missing"
    assert said["missing"][0]["shot"] == "shot_002"
    [listed] = [film for film in desk.json("list")["films"] if film["id"] == said["id"]]
    assert (listed["stage"], listed["missing"]) == ("finished", 1)
    assert "finished, 1 missing" in desk.run("list")


def test_ask_shows_the_board_and_takes_the_answer(desk: Desk) -> None:
    typed = "revise 2 a red door at night\napprove\n"
    desk.run(
        "make", "--shots", desk.shots("a quay", "a boat"), "--id", "asked", "--approve", "ask", typed=typed
    )
    said = desk.json("status", "asked")
    assert said["stage"] == "finished"
    shots = json.loads((desk.folder / "films/asked/report.json").read_text())["shots"]
    assert [shot["take"] for shot in shots] == [1, 2]


def test_ask_takes_what_the_commands_of_a_board_take_and_loses_no_gate_over_what_it_cannot_read(
    desk: Desk,
) -> None:
    made = ("make", "--shots", desk.shots("a quay", "a boat", "a bell"), "--id", "typed", "--approve", "ask")
    typed = (
        *("help", "move 3", "move 3 --befor 1", "drop 'x", "undo", "move 3 --after 1 --json"),
        *("longtake board move typed 3 --before 1", "drop 2", "undo", "insert --after 3 --prompt 'a gull'"),
        *("revise 1 --size close-up --hour night --seconds 2", "revise 1 --size cu", "merge 2 3"),
        *("revise 2 in snow", "approve"),
    )
    out = desk.run(*made, "--json", typed="\n".join(typed) + "\n")
    assert json.loads(out)["status"] == "finished", "its result alone is on stdout"
    for sentence in (
        "revise 3 --size close-up --hour night",
        "give it --before or --after, one of them",
        "No such option: --befor",
        "close the quotation marks",
        "There is nothing to undo",
        "--json is for programs",
        "shot_001 is dropped, and kept.",
        "New on the board: shot_002a.",
        "shot_003 has that already: size close-up",
    ):
        assert sentence in desk.said, sentence
    said = desk.json("status", "typed")
    assert [shot["shot"] for shot in said["shots"]] == ["shot_003", "shot_001", "shot_002a"]
    kinds = [one["decision"]["kind"] for one in said["decisions"]]
    assert kinds == ["move", "drop", "undo", "insert", "revise", "merge", "revise", "approve"]
    assert [one["decision"].get("board") for one in said["decisions"]] == [*range(1, 9)]


def test_without_a_terminal_make_waits_at_the_gate_and_says_so(desk: Desk) -> None:
    process = desk.start("make", "--shots", desk.shots("a quay"), "--id", "waits")
    assert process.stderr
    said = ""
    while "approve waits" not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    assert "wait" in said
    desk.run("approve", "waits", "--by", "ann", "--board", "1")
    assert process.wait(180) == 0
    assert (desk.folder / "films/waits/film.mp4").is_file()


def test_a_killed_make_does_not_kill_its_film(desk: Desk) -> None:
    hold = desk.home / "hold-video"
    hold.touch()
    process = desk.start("make", "--shots", desk.shots("a quay"), "--id", "killed", "--approve", "auto")
    while not desk.run("list") or "killed" not in desk.run("list"):
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    hold.unlink()
    desk.run("watch", "killed")
    desk.run("fetch", "killed", "--out", desk.folder / "fetched")
    assert (desk.folder / "fetched/film.mp4").is_file()


def test_make_does_not_wait_for_a_running_film_that_is_past_what_is_asked_for(desk: Desk) -> None:
    shots = desk.shots("a quay")
    desk.run("make", "--shots", shots, "--id", "past", "--approve", "wait", "--detach")
    assert "longtake approve past --board 1" in desk.said
    desk.until("past", lambda status: status["board"] >= 1)
    desk.run("make", "--shots", shots, "--id", "past", "--stop-at", "story")
    assert "past is past the story already and runs on with the options it was started with" in desk.said
    assert "longtake watch past" in desk.said
    assert (desk.folder / "films/past/storyboard.png").is_file()
    desk.run("make", "--shots", shots, "--id", "past", "--approve", "auto", "--detach")
    assert "longtake approve" not in desk.said


def test_a_film_that_has_ended_past_what_is_asked_for_is_left_as_it_is(desk: Desk) -> None:
    shots = desk.shots("a quay")
    again = ("make", "--shots", shots, "--id", "done", "--approve", "auto")
    desk.run(*again, "--stop-at", "story")
    desk.run(*again, "--stop-at", "storyboard")
    assert (desk.folder / "films/done/storyboard.png").is_file(), "a later stage is gone on to"
    desk.run(*again, "--stop-at", "story")
    assert (
        "done is past the story already: nothing is started, and what it has made is in films/done."
        in desk.said
    )
    assert desk.json("status", "done")["board"] == 1
    finished = desk.json(*again)
    shutil.rmtree(desk.folder / "films/done")
    for stage in ("story", "storyboard"):
        facts = desk.json(*again, "--stop-at", stage)
        assert (facts["status"], facts["past"], facts["exit_code"]) == ("finished", True, 0)
        assert (facts["seconds"], facts["reused"]) == (finished["seconds"], finished["reused"])
    assert (desk.folder / "films/done/film.mp4").is_file()
    desk.run(*again, "--stop-at", "story", "--no-cache", "--detach")
    assert "--id with another one makes it afresh" in desk.said
    assert "longtake watch" not in desk.said


def test_a_rejected_film_is_past_its_storyboard(desk: Desk) -> None:
    film = desk.at_gate("refused", "a quay")
    desk.run("reject", film)
    desk.run("watch", film, code=1)
    desk.run("make", "--shots", desk.shots("a quay"), "--id", film, "--stop-at", "storyboard")
    assert "refused is past the storyboard already: nothing is started" in desk.said
    assert desk.json("status", film)["stage"] == "rejected"


def test_fetch_says_what_is_new_and_leaves_a_strangers_folder_alone(desk: Desk) -> None:
    film = desk.at_gate("fetched", "a quay")
    desk.run("fetch", film)
    assert "files written in films/fetched." in desk.said
    desk.run("fetch", film)
    assert "Nothing new in films/fetched." in desk.said
    own = desk.folder / "own"
    own.mkdir()
    (own / "film.mp4").write_text("my wedding")
    desk.run("fetch", film, "--out", own, code=2)
    assert "choose another folder with --out" in desk.said
    assert [path.name for path in own.iterdir()] == ["film.mp4"]


def test_a_shot_lists_own_lengths_decide_and_that_is_said(desk: Desk) -> None:
    shots = desk.shots("a quay")
    desk.run("make", "--shots", shots, "--seconds", "20", "--id", "lengths", "--approve", "auto", "--detach")
    assert "The shots' own lengths decide" in desk.said
    assert "longtake approve" not in desk.said


def test_revise_and_approve_decide_at_the_gate(desk: Desk) -> None:
    film = desk.at_gate("gate", "a quay", "a boat")
    desk.run("revise", film, "2", "--prompt", "a lamp in a window")
    desk.until(film, lambda status: status["board"] >= 2)
    desk.run("approve", film, "--board", "1", code=1)
    assert "look at board 2" in desk.said
    desk.run("approve", film, "--board", "2")
    desk.run("watch", film)
    desk.run("approve", film, code=1)
    assert "has ended" in desk.said


def test_reject_ends_the_film_with_exit_one_and_keeps_its_board(desk: Desk) -> None:
    film = desk.at_gate("dark", "a quay")
    desk.run("reject", film, "--note", "too dark")
    desk.run("watch", film, code=1)
    desk.run("fetch", film, "--out", desk.folder / "rejected")
    assert (desk.folder / "rejected/storyboard.png").is_file()


def test_pause_resume_and_budget_reach_a_running_film(desk: Desk) -> None:
    film = desk.at_gate("paused", "a quay")
    desk.run("pause", film)
    desk.run("budget", film, "12.50")
    said = desk.json("status", film)
    assert said["paused"] is True
    assert said["budget_usd"] == "12.50"
    desk.run("resume", film)
    desk.run("approve", film)
    desk.run("watch", film)


def test_cancel_stops_a_film(desk: Desk) -> None:
    film = desk.at_gate("stopped", "a quay")
    desk.run("cancel", film)
    desk.run("watch", film, code=1)
    assert desk.json("status", film)["stage"] == "cancelled"
    desk.run("cancel", film, code=1)
    assert "has ended" in desk.said


def test_list_and_status_and_doctor_tell_where_things_are(desk: Desk) -> None:
    desk.run(
        "make", "--shots", desk.shots("a quay"), "--id", "listed", "--approve", "auto", "--stop-at", "story"
    )
    assert "listed" in desk.run("list")
    engine = find_engine(Settings(home=desk.home))
    assert engine
    assert engine.address in desk.run("status")
    assert "board" not in desk.run("status", "listed"), "there is none yet"
    doctor = desk.run("doctor")
    assert engine.address in doctor
    assert engine.ui_url in doctor


def test_a_film_that_does_not_exist_is_a_bad_argument_to_every_verb(desk: Desk) -> None:
    for verb in ("status", "watch", "approve", "cancel", "pause", "resume", "fetch"):
        desk.run(verb, "nobody", code=2)
        assert "nobody" in desk.said
    desk.run("revise", "nobody", "1", "--note", "x", code=2)
    desk.run("reject", "nobody", "--note", "x", code=2)
    desk.run("budget", "nobody", "5", code=2)


def test_the_same_id_with_another_brief_is_refused_and_with_the_same_reuses_everything(desk: Desk) -> None:
    shots = desk.shots("a quay")
    desk.run("make", "--shots", shots, "--id", "same", "--approve", "auto")
    desk.run("make", "--shots", desk.shots("a boat"), "--id", "same", "--approve", "auto", code=2)
    assert "another brief" in desk.said
    again = desk.json("make", "--shots", shots, "--id", "same", "--approve", "auto")
    assert again["status"] == "finished"


def test_up_and_down_start_and_stop_an_engine_and_a_worker_can_join_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.run("up", "--detach")
    engine = find_engine(Settings(home=desk.home))
    assert engine
    desk.run("up", "--detach")
    assert find_engine(Settings(home=desk.home)) == engine, "a second start shares the first"
    worker = desk.start("worker", "cpu")
    assert worker.stderr
    said = worker.stderr.readline()
    while "cpu" not in said:
        said = worker.stderr.readline()
        assert said
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    desk.run("worker", "lights", code=2)
    desk.run("down")
    assert find_engine(Settings(home=desk.home)) is None
    desk.run("down")


def test_a_right_to_left_story_a_chinese_one_and_emoji_become_films(desk: Desk) -> None:
    for number, prompt in enumerate(
        ("وجد حارس المنارة بابا في البحر.", "守塔人在海里发现了一扇门。", "A 🚪 in the 🌊 opens")
    ):
        said = desk.json("make", prompt, "--seconds", "9", "--approve", "auto", "--id", f"tongue-{number}")
        assert said["status"] == "finished", prompt
        spoken = (desk.folder / f"films/tongue-{number}/shots/shot_001/voice.wav").exists()
        assert spoken == (number == 2)
        if not spoken:
            assert any("subtitles" in note for note in said["notes"]), said["notes"]
            assert (desk.folder / f"films/tongue-{number}/film.srt").stat().st_size
