"""Names from outside: none leads out of the folder that a film is written to, whoever sends it."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from infra.storage import LocalStore
from models.errors import BadInput, StorageError
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.names import checked_film_id
from models.shots.shot_list import Shot
from studio.cli.app import run
from studio.service.film.folder import check_folder, write_folder
from tests.kit.studio import StudioKit, short_shots
from tests.kit.views import film
from workflows.film import FilmWorkflow

ESCAPES = [
    "../outside.txt", "/tmp/longtake-outside.txt", "shots/../../outside.txt", "a//b", "", ".", "..", ".bashrc",
    "shots/.ssh/authorized_keys", "film.mp4\0.txt", "film.mp4\n", "nul", "shots/con.png", "C:\\outside.txt", "a/", "~/x",
    "x" * 300,
]  # fmt: skip


@pytest.mark.parametrize("place", ESCAPES)
def test_a_document_that_lies_elsewhere_is_in_no_film(place: str, tmp_path: Path) -> None:
    blob = LocalStore(tmp_path / "store").put_bytes(b"x", ".txt")
    with pytest.raises(ValidationError, match="cannot be a file in a film's folder"):
        FilmView(film_id="the-door", brief_digest="", documents={place: blob})


@pytest.mark.parametrize("place", ESCAPES)
def test_the_writer_leaves_no_folder_though_nobody_checked_the_names(place: str, tmp_path: Path) -> None:
    store, out = LocalStore(tmp_path / "store"), tmp_path / "films" / "deep" / "film"
    evil = film().model_copy(update={"documents": {place: store.put_bytes(b"evil", ".txt")}})
    before = everything(tmp_path, out)
    with pytest.raises(StorageError):
        write_folder(evil, store, out)
    assert everything(tmp_path, out) == before
    assert not Path("/tmp/longtake-outside.txt").exists()


def everything(root: Path, but: Path) -> set[Path]:
    """Every file below a folder, but for those below another."""
    return {path for path in root.rglob("*") if path.is_file() and but not in path.parents}


def test_a_folder_that_is_a_link_is_not_written_into(tmp_path: Path) -> None:
    store, out, elsewhere = LocalStore(tmp_path / "store"), tmp_path / "film", tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.mkdir()
    (out / "earlier").symlink_to(elsewhere)
    view = film(documents={"earlier/one.txt": store.put_bytes(b"one", ".txt")})
    with pytest.raises(StorageError, match=r"film/earlier is a link .* move it away"):
        write_folder(view, store, out)
    assert list(elsewhere.iterdir()) == []


def test_a_file_that_is_a_link_gives_way_and_what_it_led_to_stays(tmp_path: Path) -> None:
    store, out, letter = LocalStore(tmp_path / "store"), tmp_path / "film", tmp_path / "letter.txt"
    letter.write_text("Dear Ann")
    out.mkdir()
    for name in ("report.json", "film.mp4"):
        (out / name).symlink_to(letter)
    write_folder(film(documents={"film.mp4": store.put_bytes(b"film", ".mp4")}), store, out)
    assert letter.read_text() == "Dear Ann"
    assert (out / "film.mp4").read_bytes() == b"film"
    assert not (out / "film.mp4").is_symlink()
    assert not (out / "report.json").is_symlink()


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    store, out = LocalStore(tmp_path / "store"), tmp_path / "film"
    out.mkdir()
    os.mkfifo(out / "report.json")
    with pytest.raises(BadInput, match="choose another folder"):
        check_folder(out, "the-door", "--out")
    write_folder(film(), store, out)
    assert (out / "report.json").is_file()


@pytest.mark.parametrize("name", ["con", "NUL", "lpt1", "../x", "a/b", "a\nb", "\u202eabc", "é", "x" * 65])
def test_a_shot_is_called_what_a_folder_can_be(name: str) -> None:
    with pytest.raises(ValidationError):
        Shot(shot_id=name, shot_number=1, enhanced_prompt="a door")


def test_a_number_of_thousands_of_digits_at_a_shots_end_is_refused_as_its_name() -> None:
    with pytest.raises(ValidationError, match="shot_id"):
        Shot.model_validate({"shot_id": "shot_" + "9" * 5000, "enhanced_prompt": "a door"})


@pytest.mark.parametrize(
    "name", ["a/b", "the-door/story", "../x", ".", "a\nb", "x" * 101, "\x1b[31mx", "x\u200b"]
)
def test_no_film_is_called_so(name: str) -> None:
    with pytest.raises(BadInput, match="cannot be a film's id"):
        checked_film_id(name)


@pytest.mark.parametrize(
    "command",
    [
        ["fetch"],
        ["status"],
        ["watch"],
        ["cancel"],
        ["forget"],
        ["takes"],
        ["costs", "--film"],
        ["assets", "find", "--film"],
    ],
)
def test_an_id_with_a_slash_is_refused_by_every_command_that_takes_one(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    address: str,
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    monkeypatch.chdir(tmp_path)
    assert run([*command, "a/b"]) == 2
    assert "'a/b' cannot be a film's id" in capsys.readouterr().err


async def test_a_film_that_was_started_under_an_id_with_a_slash_fails_and_says_so(studio: StudioKit) -> None:
    handle = await studio.client.start_workflow(
        FilmWorkflow.run, FilmRequest(brief=short_shots("a quay")), id="a/b", task_queue="film"
    )
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    assert isinstance(failed.value.cause, ApplicationError)
    assert "'a/b' cannot be a film's id" in failed.value.cause.message
