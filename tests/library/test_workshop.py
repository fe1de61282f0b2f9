"""What is made is measured as it is kept: nobody takes a provider's word for a length."""

import os
from pathlib import Path

import pytest
from PIL import Image

from infra.database.database import open_database
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from library.workshop import Workshop, sweep, sweep_own
from models.errors import MediaError
from models.orders.assets import Recipe
from providers.base import Rendered
from tests.kit.ffmpeg_run import run


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    database = open_database(f"sqlite:///{tmp_path / 'longtake.db'}")
    return Workshop(Library(LocalStore(tmp_path / "assets"), database), tmp_path / "scratch")


def recipe(name: str, kind: str = "speech") -> Recipe:
    return Recipe(kind=kind, provider="vendor", revision="1", parameters={"name": name})


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".ogg", ".flac", ".m4a"])
def test_a_voice_is_as_long_as_it_is_whatever_the_vendor_sends_it_as(
    workshop: Workshop, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"voice{suffix}"
    run(["-f", "lavfi", "-i", "sine=440:duration=2", str(path)], what="Making a voice")
    kept = workshop.keep(recipe(suffix), Rendered(path=path), Work())
    assert kept.seconds == pytest.approx(2, abs=0.1)


def test_a_picture_has_no_length(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "frame.png"
    Image.new("RGB", (32, 18)).save(path)
    kept = workshop.keep(recipe("a picture", "image"), Rendered(path=path), Work())
    assert (kept.seconds, kept.frames) == (0, 0)


def test_a_voice_that_is_none_is_not_kept(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "voice.mp3"
    path.write_text("<html>try again later</html>")
    with pytest.raises(MediaError):
        workshop.keep(recipe("html"), Rendered(path=path), Work())
    assert workshop.library.find(recipe("html")) is None


def test_what_is_made_once_is_found_and_its_folder_is_gone(workshop: Workshop, tmp_path: Path) -> None:
    folders: list[Path] = []

    def draw(folder: Path) -> Rendered:
        folders.append(folder)
        Image.new("RGB", (32, 18)).save(folder / "frame.png")
        return Rendered(path=folder / "frame.png")

    for _ in range(2):
        made = workshop.once(recipe("once", "image"), Work(attempt=2, label="cpu"), draw, lambda: None)
    assert made.cached
    assert len(folders) == 1
    assert not folders[0].exists()


def test_a_worker_that_ended_leaves_no_folder(workshop: Workshop, tmp_path: Path) -> None:
    with workshop.folder():
        workshop.close()
        assert list((tmp_path / "scratch").iterdir()), "somebody still works in it"
    workshop.close()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_worker_sweeps_what_one_of_its_number_left_and_nothing_of_its_own(
    workshop: Workshop, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    left = scratch / str(os.getpid()) / "half-made"
    left.mkdir(parents=True)
    os.utime(left.parent, (1, 1))
    sweep(scratch)
    assert left.exists(), "it may be at work"
    sweep_own(scratch)
    assert not left.parent.exists()
    with workshop.folder() as folder:
        sweep_own(scratch)
        assert folder.exists()
