"""What a store promises, on a local folder and on a real S3 server."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from infra.settings import Settings
from infra.storage import LocalStore, Store, open_store, sha256_of
from models.errors import CorruptAsset, StorageError
from models.orders.assets import Blob
from tests.kit.object_stores import overwrite

BIG = 20 * 1024 * 1024 + 7
"""Bytes: more than two parts of an upload, and an odd rest."""


def big_file(folder: Path, size: int = BIG) -> Path:
    """A file with different bytes everywhere."""
    path = folder / "clip.mp4"
    with path.open("wb") as file:
        for number in range(0, size, 32):
            file.write(f"{number:031}\n".encode()[: size - number])
    return path


def elsewhere(settings: Settings, folder: Path) -> Store:
    """The same store as another machine sees it: with no local copies of a bucket's files."""
    return open_store(settings.model_copy(update={"home": folder}) if settings.store else settings)


def test_bytes_come_back_as_they_were_put(store: Store, store_settings: Settings, tmp_path: Path):
    picture = tmp_path / "Frame.PNG"
    picture.write_bytes(b"pixels")
    blobs = {store.put_file(picture): b"pixels", store.put_bytes(b"{}", ".json"): b"{}"}
    blobs[store.put_bytes(b"", ".txt")] = b""
    assert sorted(blob.suffix for blob in blobs) == [".json", ".png", ".txt"]
    for reader in (store, elsewhere(store_settings, tmp_path / "other")):
        for blob, data in blobs.items():
            assert reader.read_bytes(blob) == reader.open_file(blob).read_bytes() == data
            assert blob.size == len(data)
            assert reader.holds(blob)


def test_a_long_clip_comes_back_as_it_was_put(store: Store, store_settings: Settings, tmp_path: Path):
    clip = big_file(tmp_path)
    blob = store.put_file(clip)
    found = elsewhere(store_settings, tmp_path / "other").open_file(blob)
    assert (blob.size, sha256_of(found)) == (BIG, sha256_of(clip))


def test_twelve_at_once_store_the_same_bytes_once(store: Store, tmp_path: Path):
    clip, start = big_file(tmp_path, 9 * 1024 * 1024), threading.Barrier(12)

    def put(number: int) -> Blob:
        start.wait()
        return store.put_file(clip) if number % 2 else store.put_bytes(b"a payload", ".json")

    with ThreadPoolExecutor(12) as pool:
        blobs = set(pool.map(put, range(12)))
    assert {stored.blob for stored in store.blobs()} == blobs
    assert len(blobs) == 2


@pytest.mark.parametrize("damage", [b"other bytes", b"the same lengtX", b""])
def test_bytes_that_changed_are_noticed_and_can_be_stored_anew(
    store: Store, store_settings: Settings, tmp_path: Path, damage: bytes
):
    blob = store.put_bytes(b"the same length", ".json")
    overwrite(store_settings, blob, damage)
    reader = elsewhere(store_settings, tmp_path / "other")
    with pytest.raises(CorruptAsset, match="run the film again"):
        reader.open_file(blob)
    reader.put_bytes(b"the same length", ".json")
    assert elsewhere(store_settings, tmp_path / "third").read_bytes(blob) == b"the same length"


def test_bytes_of_another_length_are_replaced_when_put_again(
    store: Store, store_settings: Settings, tmp_path: Path
):
    clip = big_file(tmp_path)
    blob = store.put_file(clip)
    overwrite(store_settings, blob, b"half a cl")
    assert not store.holds(blob)
    assert store.put_file(clip) == blob
    assert elsewhere(store_settings, tmp_path / "other").open_file(blob).stat().st_size == BIG


def test_what_was_deleted_is_gone_and_can_be_deleted_again(store: Store):
    kept, gone = store.put_bytes(b"kept", ".json"), store.put_bytes(b"gone", ".json")
    store.delete(gone)
    store.delete(gone)
    assert not store.holds(gone)
    assert [stored.blob for stored in store.blobs()] == [kept]
    with pytest.raises(CorruptAsset, match=f"{gone.sha256}.json.* is gone from the store"):
        store.open_file(gone)


def test_every_blob_is_listed_with_the_time_it_was_stored(store: Store):
    before = datetime.now(UTC) - timedelta(seconds=2)
    blobs = {store.put_bytes(f"{number}".encode(), ".json") for number in range(5)}
    listed = list(store.blobs())
    assert {stored.blob for stored in listed} == blobs
    assert all(before < stored.stored_at < before + timedelta(minutes=1) for stored in listed)


def test_an_empty_store_lists_nothing(store: Store):
    assert list(store.blobs()) == []


def test_a_link_downloads_the_bytes(store: Store):
    blob = store.put_bytes(b"look at this", ".txt")
    with urlopen(store.link(blob, 60)) as answer:
        assert answer.read() == b"look at this"


def test_a_file_that_is_not_there_is_named(store: Store, tmp_path: Path):
    with pytest.raises(StorageError, match=r"nothing\.mp4 cannot be used: No such file"):
        store.put_file(tmp_path / "nothing.mp4")


def test_bytes_put_again_in_a_folder_count_as_stored_now(tmp_path: Path):
    store = LocalStore(tmp_path)
    blob = store.put_bytes(b"old", ".json")
    os.utime(store.path_of(blob), (1_000_000_000, 1_000_000_000))
    store.put_bytes(b"old", ".json")
    assert [stored.stored_at.year for stored in store.blobs()] == [datetime.now(UTC).year]


def test_two_workers_that_begin_at_once_find_one_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, link = "a" * 32, os.link

    def overtaken(source: Path, target: Path) -> None:
        """Whatever is linked, another worker has done so just before."""
        monkeypatch.setattr(os, "link", link)
        assert LocalStore(tmp_path).mark(given) == given
        link(source, target)

    monkeypatch.setattr(os, "link", overtaken)
    assert LocalStore(tmp_path).mark(given) == given
    assert [path.name for path in tmp_path.iterdir()] == ["mark"]
