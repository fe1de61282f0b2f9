"""Names from outside: none leads out of the folder that a film is written to, whoever sends it."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from infra.settings import Settings
from infra.storage import LocalStore
from library.rows import now
from library.subjects import Picture, SavedSubject
from models.errors import BadInput, StorageError
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.names import checked_film_id
from models.orders.assets import Asset
from models.shots.shot_list import Shot
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import Subject
from studio.cli.app import run
from studio.service.film.folder import check_folder, write_folder
from studio.service.subjects import ShownSubject, written
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


@pytest.mark.parametrize(
    "link", ["bible", "bible/mara", "bible/mara/sheet.png", "bible/mara/reference_1.png"]
)
def test_pictures_of_the_bible_go_through_no_link_that_somebody_laid_into_the_folder(
    link: str, tmp_path: Path
) -> None:
    store, out, elsewhere = LocalStore(tmp_path / "store"), tmp_path / "film", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter.txt").write_text("Dear Ann")
    target = elsewhere / "letter.txt" if link.endswith(".png") else elsewhere
    (out / link).parent.mkdir(parents=True)
    (out / link).symlink_to(target)
    picture = store.put_bytes(b"picture", ".png")
    mara = SubjectView(
        subject=Subject(name="Mara", references=(picture,)), sheet=Asset(blob=picture, recipe_key="")
    )
    view = film().model_copy(update={"bible": Bible(subjects=(mara,))})
    if target == elsewhere:
        with pytest.raises(StorageError, match=r"is a link .* move it away"):
            write_folder(view, store, out)
    else:
        write_folder(view, store, out)
        assert (out / link).read_bytes() == b"picture"
        assert not (out / link).is_symlink()
    assert [path.name for path in elsewhere.iterdir()] == ["letter.txt"]
    assert (elsewhere / "letter.txt").read_text() == "Dear Ann"


def test_a_saved_subjects_picture_takes_the_place_of_a_link_and_what_it_led_to_stays(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "home")
    blob = LocalStore(settings.assets_dir).put_bytes(b"picture", ".png")
    letter, out = tmp_path / "letter.txt", tmp_path / "out"
    letter.write_text("Dear Ann")
    out.mkdir()
    (out / "01-sheet.png").symlink_to(letter)
    saved = SavedSubject(
        name="Mara", kind="character", pictures=(Picture(role="sheet", blob=blob),), film_id="f", at=now()
    )
    assert written(settings, ShownSubject(saved), out) == [out / "01-sheet.png"]
    assert letter.read_text() == "Dear Ann"
    assert (out / "01-sheet.png").read_bytes() == b"picture"
    (out / "01-sheet.png").unlink()
    (out / "01-sheet.png").mkdir()
    with pytest.raises(StorageError, match="is no file that can be written over"):
        written(settings, ShownSubject(saved), out)


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
