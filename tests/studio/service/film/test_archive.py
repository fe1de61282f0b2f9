"""A film's folder as one file: whole, under its own names, made piece by piece."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from infra.storage import LocalStore, Store
from models.errors import CorruptAsset
from models.film.view import FilmView
from models.orders.assets import Asset, Blob
from studio.service.film.reading.archive import folder_zip, lost_of
from tests.kit.views import film

CLIP = bytes(range(256)) * 4096


def with_files(store: Store) -> FilmView:
    """A film with a paper, a picture and a clip."""
    shot, *others = film().shots
    frame = Asset(blob=store.put_bytes(b"picture", ".png"), recipe_key="")
    clip = Asset(blob=store.put_bytes(CLIP, ".mp4"), recipe_key="")
    shots = (shot.model_copy(update={"keyframe": frame, "clip": clip, "status": "done"}), *others)
    papers = {
        "story.json": store.put_bytes(b'{"title": "The Door"}' * 100, ".json"),
        "report.json": store.put_bytes(b'{"id": "the-door"}', ".json"),
    }
    return film(documents=papers).model_copy(update={"shots": shots})


def opened(view: FilmView, store: Store) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(folder_zip(view, store))))


def test_it_has_every_file_of_the_folder_whole_and_nothing_else(store: Store) -> None:
    view = with_files(store)
    packed = opened(view, store)
    assert packed.testzip() is None
    assert set(packed.namelist()) == set(view.folder())
    assert packed.namelist()[0] == "report.json"
    for place, blob in view.folder().items():
        assert packed.read(place) == store.read_bytes(blob)


def test_what_is_as_small_as_it_gets_is_only_stored(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    packed = opened(with_files(store), store)
    kinds = {one.filename: one.compress_type for one in packed.infolist()}
    assert kinds["shots/shot_001/clip.mp4"] == kinds["shots/shot_001/frame.png"] == zipfile.ZIP_STORED
    assert kinds["story.json"] == zipfile.ZIP_DEFLATED


def test_a_film_without_a_report_gets_one(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    packed = opened(film(stage="cancelled"), store)
    assert b'"status": "cancelled"' in packed.read("report.json")


def test_a_large_film_is_never_in_memory(tmp_path: Path) -> None:
    store, size = LocalStore(tmp_path / "store"), 200 * 2**20
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.truncate(size)
    view = film(documents={"film.mp4": store.put_file(large)})
    tracemalloc.start()
    try:
        sent = sum(len(piece) for piece in folder_zip(view, store))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent > size
    assert most < 16 * 2**20


def test_what_was_lost_is_known_before_and_ends_it_where_it_is_found(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    view = with_files(store)
    assert lost_of(view, store) == ()
    lost = view.folder()["shots/shot_001/clip.mp4"]
    store.path_of(lost).write_bytes(b"x" * len(CLIP))
    with pytest.raises(CorruptAsset):
        list(folder_zip(view, store))
    store.path_of(Blob(sha256=lost.sha256, suffix=lost.suffix, size=lost.size)).unlink()
    assert lost_of(view, store) == ("shots/shot_001/clip.mp4",)
