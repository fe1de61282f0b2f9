"""Review at the command line: comments said, listed, resolved, taken into revisions and retakes; links made and ended."""

import json
from collections.abc import Iterator

import pytest
from opentimelineio import adapters

from infra.settings import Settings
from tests.kit.desk import Desk
from tests.kit.engine import commands
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


def test_what_is_said_of_a_film_is_listed_resolved_and_opened_again(desk: Desk) -> None:
    one = desk.json("comment", "first", "Make it night.", "--shot", "2", "--by", "noa")
    two = desk.json("comment", "first", "Too loud.", "--at", "0:00.5", "--by", "mara")
    assert (one["shot"], one["take"], one["at_s"], one["by"]) == ("shot_002", 1, None, "noa")
    assert (two["at_s"], two["resolved"]) == ("0.5", False)
    listed = desk.run("comments", "first")
    assert "Make it night." in listed and "Too loud." in listed and "noa" in listed
    assert [one["comment"] for one in desk.json("comments", "first", "--shot", "shot_002")["comments"]] == [
        one["comment"]
    ]
    done = desk.run("comment", "first", "--resolve", two["comment"], "--by", "ann")
    assert done == f"{two['comment']}  {two['shot'] or 'the film'} at 0:00.5: by ann\n"
    assert "Too loud." not in desk.run("comments", "first")
    assert "by ann" in desk.run("comments", "first", "--resolved")
    ours = desk.json("comment", "first", "They will never pay.", "--internal", "--by", "noa")
    assert ours["internal"] and "noa (team only)" in " ".join(desk.run("comments", "first").split())
    desk.run("comment", "first", "--resolve", ours["comment"])
    again = desk.json("comment", "first", "--reopen", two["comment"])
    assert again["resolved"] is False
    desk.run("comment", "first", "--resolve", two["comment"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("first",), "A comment says something"),
        (("first", " "), "text is empty"),
        (("first", "x" * 2001), "a comment has 2,000 at most"),
        (("first", "no", "--shot", "9"), "There is no shot '9' in first"),
        (("first", "no", "--shot", "1", "--at", "0:01"), "Of --shot and --at one can be given"),
        (("first", "no", "--at", "soon"), "--at must be a moment"),
        (("first", "no", "--at", "1:00:00"), "long: there is nothing at 1:00:00"),
        (("first", "--resolve", "99"), "There is no comment 99 on first"),
        (("first", "no", "--resolve", "1"), "--resolve stands alone"),
        (("first", "--resolve", "1", "--internal"), "--resolve stands alone"),
        (("first", "--resolve", "one"), "--resolve must be a comment's number"),
        (("nowhere", "no"), "There is no film 'nowhere'"),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(
    desk: Desk, arguments: tuple[str, ...], sentence: str
) -> None:
    desk.run("comment", *arguments, code=2)
    assert sentence in desk.said


def test_comments_go_into_the_note_of_a_revision_with_who_said_them_and_are_resolved_with_that(
    desk: Desk,
) -> None:
    film = desk.at_gate("noted", "a quay at day", "a boat")
    one = desk.json("comment", film, "Make it night.", "--shot", "1", "--by", 'No"a')["comment"]
    two = desk.json("comment", film, "Closer.", "--shot", "1", "--by", "mara")["comment"]
    desk.json("comment", film, "Bigger.", "--shot", "2", "--by", "mara")
    desk.run("comment", film, "--at", "0:01", "Not cut.", code=1)
    assert "was not cut yet" in desk.said
    said = desk.json("revise", film, "1", "--comments", "--note", "in blue", "--by", "ann")
    assert said["accepted"]
    desk.until(film, lambda status: status["board"] == 2)
    status = desk.json("status", film)
    note = status["decisions"][-1]["decision"]["note"]
    assert note == 'in blue\n"No\'a" says: Make it night.\n"mara" says: Closer.'
    assert status["shots"][0]["changed"]["hour"][1] == "night"
    found = {each["comment"]: each for each in desk.json("comments", film, "--resolved")["comments"]}
    for number in (one, two):
        told = found[number]
        assert (told["resolved_by"], told["resolution"], told["board"]) == ("ann", "revision", 1)
    assert [each["text"] for each in desk.json("comments", film)["comments"]] == ["Bigger."]
    assert "with the revision of board 1" in desk.run("comments", film, "--resolved")
    desk.run("revise", film, "1", "--comments", code=2)
    assert "There is no open comment on shot_001." in desk.said
    for _ in range(3):
        desk.json("comment", film, "x" * 1900, "--shot", "2")
    desk.run("revise", film, "2", "--comments", code=2)
    assert "A note has 4,000 characters at most, and with the 4 open comments on shot_002 it has" in desk.said
    desk.run("cancel", film)


def test_a_name_that_no_system_can_write_is_kept_as_far_as_it_can_be_read(desk: Desk) -> None:
    made = desk.json("comment", "first", "Odd.", "--by", "n\udcffoa\u202e")
    assert made["by"] == "n\ufffdoa"
    desk.json("comment", "first", "--resolve", made["comment"])


def test_comments_go_into_a_retake_and_to_editors_as_markers(desk: Desk) -> None:
    number = desk.json("comment", "first", "At night.", "--shot", "1", "--by", "noa")["comment"]
    kept = desk.json("comment", "first", "More sea.", "--by", "noa")["comment"]
    desk.run("fetch", "first")
    folder = desk.folder / "films/first"
    marks = markers((folder / "timeline.otio").read_text())
    assert marks[number]["resolved"] is False
    assert "* COMMENT: noa: At night." in (folder / "film.edl").read_text()
    assert "Nothing new" in desk.run("fetch", "first") + desk.said
    made = desk.json("retake", "first", "1", "--comments", "--approve", "auto", "--by", "ann")
    assert made["exit_code"] == 0
    told = {each["comment"]: each for each in desk.json("comments", "first", "--resolved")["comments"]}[
        number
    ]
    assert (told["resolved_by"], told["resolution"], told["board"]) == ("ann", "retake", None)
    marks = markers((folder / "timeline.otio").read_text())
    assert (marks[number]["resolved"], marks[kept]["resolved"]) == (True, False)


def markers(text: str) -> dict[int, dict[str, object]]:
    read = adapters.read_from_string(text, "otio_json")
    clips = read.video_tracks()[0].find_clips()
    found = [*read.tracks.markers, *(mark for clip in clips for mark in clip.markers)]
    own = [dict(mark.metadata["longtake"]) for mark in found]
    return {one["id"]: one for one in own if one["kind"] == "comment"}


def test_a_link_is_shown_once_listed_and_ended(desk: Desk) -> None:
    made = desk.json("share", "first", "--days", "3", "--name", "Client", "--by", "ann")
    assert made["url"] == f"/review/{made['secret']}"
    assert made["secret"].startswith("lr_")
    assert (made["name"], made["film"], made["good"]) == ("Client", "first", True)
    assert desk.run("share", "first").startswith("/review/lr_")
    listed = desk.json("share", "--list")["links"]
    assert [one["name"] for one in listed] == ["Client", "Guest"]
    assert made["secret"] not in json.dumps(listed)
    assert "Client" in desk.run("share", "first", "--list")
    assert desk.json("share", "--revoke", made["link"])["good"] is False
    assert "revoked by" in desk.run("share", "--list")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "A link is to a film"),
        (("nowhere",), "There is no film 'nowhere'"),
        (("first", "--days", "91"), "days must be a number from 1 to 90"),
        (("first", "--days", "soon"), "--days must be a number of days"),
        (("first", "--name", "x" * 61), "name has 61 characters"),
        (("--revoke", "99"), "There is no link 99"),
        (("--revoke", "one"), "--revoke must be a link's number"),
        (("--list", "--days", "3"), "--list stands alone"),
    ],
)
def test_a_link_that_cannot_be_is_refused_in_a_sentence(
    desk: Desk, arguments: tuple[str, ...], sentence: str
) -> None:
    desk.run("share", *arguments, code=2)
    assert sentence in desk.said
