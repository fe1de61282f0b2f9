"""`longtake login` and `longtake release`, as a person uses them: the real commands, a real engine, a real film, a double of YouTube."""

import json
import signal
import stat
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from models.errors import BadInput
from models.releases.words import Words
from studio.cli.editor import read, written
from tests.kit.desk import Desk
from tests.kit.engine import commands
from tests.kit.pauses import pauses
from tests.kit.vendors.youtube import YouTube
from workers.engine import attached, ensure_engine, stop_engine


@pytest.fixture(scope="module")
def youtube(tmp_path_factory: pytest.TempPathFactory) -> Iterator[YouTube]:
    with YouTube(tmp_path_factory.mktemp("youtube")) as double, pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUTUBE_BASE_URL", double.address)
        yield double
        assert double.crimes == []


@pytest.fixture(scope="module")
def desk(youtube: YouTube, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One engine, and a film that is finished: `one`; and `short`, which lacks a shot."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    settings = Settings(home=desk.home)
    with attached(settings):
        ensure_engine(settings, worker_commands=commands(desk.home / "journal"))
        shots = desk.shots("a quay")
        desk.run("make", "--shots", shots, "--title", "The Quay", "--approve", "auto", "--id", "one")
        yield desk
    stop_engine(settings)


@pytest.fixture(scope="module")
def logged_in(desk: Desk, youtube: YouTube) -> Desk:
    """The desk, logged in at YouTube."""
    client = desk.folder / "client.json"
    client.write_text(json.dumps(youtube.client))
    process = desk.start("login", "youtube", "--client", client)
    assert process.stderr
    assert process.stdout
    while not (line := process.stderr.readline()).startswith("http"):
        assert line, "no page is shown"
    urllib.request.urlopen(line.strip(), timeout=60).read()
    assert process.wait(90) == 0
    assert process.stdout.read() == "Logged in: Night Films\n"
    return desk


def test_without_a_login_nothing_begins(desk: Desk, youtube: YouTube) -> None:
    desk.run("release", "one", "--to", "youtube", code=2)
    assert "There is no login at YouTube here: run " in desk.said
    assert "longtake login youtube" in desk.said
    assert youtube.asked == []


def test_a_login_is_kept_for_its_owner_alone(logged_in: Desk) -> None:
    file = logged_in.home / "credentials" / "youtube.json"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]


def test_a_film_is_released_once_and_the_command_tells_where_it_is(logged_in: Desk, youtube: YouTube) -> None:
    desk = logged_in
    page = desk.run("release", "one", "--to", "youtube").strip()
    [video] = youtube.channel.videos
    assert page == f"https://www.youtube.com/watch?v={video.video_id}"
    about = video.about
    assert (about["snippet"]["title"], about["status"]["privacyStatus"]) == ("The Quay", "private")
    assert about["status"]["containsSyntheticMedia"] is True
    assert video.poster
    again = desk.json("release", "one", "--to", "youtube")
    assert (again["where"], again["already"], again["exit_code"]) == (page, True, 0)
    desk.run("release", "one", "--to", "youtube")
    assert "It was there already: --another uploads it once more." in desk.said
    [listed] = desk.json("release", "one")["releases"]
    assert (listed["target"], listed["state"], listed["where"]) == ("youtube", "done", page)
    assert page in desk.run("release", "one")


def test_another_upload_on_purpose_has_the_words_that_were_edited(logged_in: Desk, youtube: YouTube) -> None:
    desk = logged_in
    editor = desk.folder / "editor"
    editor.write_text("#!/bin/sh\nsed -i -e 's/^Title:.*/Title: The Pier/' -e '$ a It is late.' \"$1\"\n")
    editor.chmod(0o700)
    desk.environment["EDITOR"] = str(editor)
    youtube.channel.videos.clear()
    desk.run(
        "release",
        "one",
        "--to",
        "youtube",
        "--another",
        "--unlisted",
        "--tag",
        "night",
        "--tag",
        "a quay",
        "--edit",
    )
    about = youtube.channel.videos[0].about
    assert (about["snippet"]["title"], about["snippet"]["description"]) == ("The Pier", "It is late.")
    assert about["snippet"]["tags"][:-1] == ["night", "a quay"]
    assert about["status"]["privacyStatus"] == "unlisted"
    assert len(desk.json("release", "one")["releases"]) == 2


def test_it_goes_on_when_the_command_is_left(logged_in: Desk, youtube: YouTube) -> None:
    desk = logged_in
    youtube.channel.videos.clear()
    youtube.held.clear()
    youtube.hold_at = 1000
    process = desk.start("release", "one", "--to", "youtube", "--another", "--at", "2031-01-01T10:00Z")
    assert youtube.held.wait(60)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=90)
    assert process.returncode == 130
    assert "The release goes on without this command" in said
    youtube.hold_at = 0
    give_up_at = time.monotonic() + 60
    for pause_s in pauses():
        if desk.json("release", "one")["releases"][-1]["state"] == "done":
            break
        assert time.monotonic() < give_up_at
        time.sleep(pause_s)
    [video] = youtube.channel.videos
    assert video.about["status"]["publishAt"] == "2031-01-01T10:00:00Z"


def test_a_folder_has_the_film_and_what_goes_with_it(desk: Desk) -> None:
    said = desk.json("release", "one", "--to", "out/one")
    folder = desk.folder / "out" / "one"
    assert Path(said["where"]) == folder
    names = {path.name for path in folder.iterdir()}
    assert {"film.mp4", "poster.jpg", "report.json", "film.srt", "film.vtt"} == names
    assert (folder / "film.mp4").read_bytes() == (desk.folder / "films/one/film.mp4").read_bytes()
    assert desk.json("release", "one", "--to", "out/one")["already"]


@pytest.mark.parametrize("also", [(), ("--detach",)], ids=["followed", "detached"])
def test_a_file_where_a_folder_belongs_is_refused_at_once(desk: Desk, also: tuple[str, ...]) -> None:
    (desk.folder / "mine.txt").write_text("mine")
    desk.run("release", "one", "--to", "mine.txt", *also, code=2)
    assert "mine.txt is no folder: name another place." in desk.said


def test_a_release_that_is_refused_is_listed_as_failed_with_why_until_it_is_asked_for_again(
    desk: Desk,
) -> None:
    (desk.folder / "full").mkdir()
    own = desk.folder / "full" / "own.txt"
    own.write_text("mine")
    desk.run("release", "one", "--to", "full", code=2)

    def listed() -> dict[str, Any]:
        [found] = [
            each for each in desk.json("release", "one")["releases"] if each["where"].endswith("/full")
        ]
        return dict(found)

    refused = listed()
    assert (refused["state"], "holds files that are not" in refused["notes"][0]) == ("failed", True)
    assert "holds files that are not" in desk.run("release", "one")
    own.unlink()
    desk.run("release", "one", "--to", "full")
    assert (listed()["state"], listed()["notes"]) == ("done", [])


def test_a_film_that_lacks_shots_is_released_when_that_is_said(desk: Desk) -> None:
    desk.run(
        "make", "--shots", desk.shots("a quay", "FAIL-video"), "--approve", "auto", "--id", "short", code=3
    )
    desk.run("release", "short", "--to", "short", code=1)
    assert "finished with 1 shot missing" in desk.said
    assert "--incomplete releases the film as it is" in desk.said
    desk.run("release", "short", "--to", "short", "--incomplete")
    assert (desk.folder / "short" / "film.mp4").is_file()


def test_a_film_that_is_not_finished_is_not_released(desk: Desk) -> None:
    film = desk.at_gate("gated", "a quay")
    desk.run("release", film, "--to", "youtube", code=1)
    assert "is still being made" in desk.said
    desk.run("reject", film)
    desk.run("release", film, "--to", "youtube", code=1)
    assert "has ended as rejected and there is nothing to release" in desk.said
    assert "was not released yet" in (desk.run("release", film) or desk.said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--to", "vimeo://films"), "give youtube, s3://bucket/folder, or a folder"),
        (("--to", ""), "--to is empty"),
        (("--to", "s3://F"), "must be like s3://bucket/folder"),
        (("--to", "youtube", "--public", "--unlisted"), "one can be given"),
        (("--to", "youtube", "--public", "--at", "2031-01-01T10:00"), "leave --public out"),
        (("--to", "youtube", "--at", "tomorrow"), "give a day and a time"),
        (("--to", "youtube", "--at", "2001-01-01T10:00"), "which has passed"),
        (("--to", "out", "--public"), "--public is for YouTube"),
        (("--to", "youtube", "--title", "x" * 101), "101 characters"),
        (("--to", "youtube", "--tag", "a,b"), "cannot be used"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_a_sentence(logged_in: Desk, given: tuple[str, ...], said: str) -> None:
    logged_in.run("release", "one", *given, code=2)
    assert said in logged_in.said


def test_a_film_that_is_not_there_is_a_sentence(desk: Desk) -> None:
    desk.run("release", "nobodys", "--to", "youtube", code=2)
    assert "There is no film 'nobodys'" in desk.said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("login", "vimeo"), "Known: youtube"),
        (("login", "youtube"), "give its file with --client"),
        (("login", "youtube", "--client", "none.json"), "cannot be read"),
    ],
    ids=str,
)
def test_a_login_that_cannot_be_is_a_sentence(desk: Desk, given: tuple[str, ...], said: str) -> None:
    desk.run(*given, code=2)
    assert said in desk.said


def test_words_are_edited_as_they_are_written() -> None:
    words = Words(
        title="The Door: part 2", description="It is warm.\n\nTags: none #door", tags=("Mara", "the sea")
    )
    assert read(written(words)) == words
    assert read("Title: a\nTags:") == Words(title="a")
    with pytest.raises(BadInput, match="nothing was released"):
        read("")
