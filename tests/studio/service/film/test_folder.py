"""The folder of a film: whatever there is of it is written, with a report."""

from pathlib import Path

import pytest

from infra.storage import LocalStore, Store
from models.errors import CorruptAsset
from models.film.view import FilmView
from models.orders.assets import Asset
from studio.service.film.folder import check_folder, write_folder
from tests.kit.views import film


def stored(store: Store, view: FilmView) -> FilmView:
    """The film with a keyframe for its first two shots."""
    frames = [Asset(blob=store.put_bytes(f"{n}".encode(), ".png"), recipe_key="") for n in (1, 2)]
    first = tuple(
        shot.model_copy(update={"keyframe": frame}) for shot, frame in zip(view.shots, frames, strict=False)
    )
    return view.model_copy(update={"shots": first + view.shots[2:]})


def test_a_film_that_did_not_finish_leaves_a_folder_with_a_report(tmp_path: Path) -> None:
    store, out = LocalStore(tmp_path / "store"), tmp_path / "film"
    view = stored(store, film(stage="cancelled", reason="The film was cancelled."))
    write_folder(view, store, out)
    assert (out / "shots/shot_002/frame.png").read_text() == "2"
    assert '"status": "cancelled"' in (out / "report.json").read_text()
    check_folder(out, "the-door", "--out")


def test_a_lost_picture_does_not_keep_the_others_from_being_written(tmp_path: Path) -> None:
    store, out = LocalStore(tmp_path / "store"), tmp_path / "film"
    view = stored(store, film())
    lost = view.shots[0].keyframe
    assert lost is not None
    store.path_of(lost.blob).unlink()
    with pytest.raises(CorruptAsset, match="is gone"):
        write_folder(view, store, out)
    assert (out / "shots/shot_002/frame.png").exists()
    assert (out / "report.json").exists()


def test_a_folder_that_is_only_checked_is_not_left_behind(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    check_folder(tmp_path / "films/of/2026/x", "x", "--out")
    assert list(tmp_path.rglob("*")) == [tmp_path / "films"]
