"""What only a remote store has: connections that break, buckets that refuse, local copies."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from infra.patience import patient
from infra.settings import Settings, load_settings
from infra.storage import open_store, sha256_of
from infra.storage.cache import Cache
from infra.storage.s3 import S3Store
from models.errors import BadInput, CorruptAsset, Unavailable
from models.orders.assets import Blob
from tests.kit.object_stores import (
    BUCKET,
    GUEST_KEY,
    GUEST_SECRET,
    KEY,
    SECRET,
    ObjectServer,
    overwrite,
    use_credentials,
)

T = TypeVar("T")
LONG = 64 * 1024 * 1024


def long_clip(folder: Path) -> Path:
    """A sparse file that takes a while to send."""
    clip = folder / "clip.mp4"
    with clip.open("wb") as file:
        file.truncate(LONG)
        file.write(os.urandom(64))
    return clip


def until(happens: Callable[[], object]) -> None:
    give_up_at = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < give_up_at
        time.sleep(0.002)


@contextmanager
def waiting(work: Callable[[], T]) -> Iterator[Future[T]]:
    """The work in a thread that waits for the store for a minute."""

    def patiently() -> T:
        with patient(lambda: None, 60):
            return work()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(patiently)


@contextmanager
def killed(server: ObjectServer) -> Iterator[None]:
    """The server killed, and running again afterwards."""
    server.kill()
    try:
        yield
    finally:
        server.start()


def test_an_upload_waits_for_a_store_that_was_killed_and_finishes(
    object_server: ObjectServer, s3: Settings, tmp_path: Path
):
    clip, store, client = long_clip(tmp_path), open_store(s3), object_server.client()
    folder = s3.store.removeprefix(f"s3://{BUCKET}/")

    def parts_arrived() -> bool:
        uploads = client.list_multipart_uploads(Bucket=BUCKET, Prefix=folder).get("Uploads", [])
        return any(
            len(client.list_parts(Bucket=BUCKET, Key=up["Key"], UploadId=up["UploadId"]).get("Parts", [])) > 1
            for up in uploads
        )

    with waiting(lambda: store.put_file(clip)) as upload:
        until(parts_arrived)
        with killed(object_server):
            assert not upload.done()
        blob = upload.result(timeout=60)
    found = open_store(s3.model_copy(update={"home": tmp_path / "other"})).open_file(blob)
    assert sha256_of(found) == sha256_of(clip)


def test_a_download_goes_on_after_its_store_was_killed(
    object_server: ObjectServer, s3: Settings, tmp_path: Path
):
    clip = long_clip(tmp_path)
    blob = open_store(s3).put_file(clip)
    other = s3.model_copy(update={"home": tmp_path / "other"})
    reader = open_store(other)

    def half_written() -> bool:
        return any(file.stat().st_size > 4096 for file in other.cache_dir.rglob(".writing-*"))

    with waiting(lambda: reader.open_file(blob)) as download:
        until(half_written)
        with killed(object_server):
            assert not download.done()
        assert sha256_of(download.result(timeout=60)) == sha256_of(clip)


def test_short_work_waits_for_a_store_that_is_away(object_server: ObjectServer, s3: Settings):
    store = open_store(s3)
    blob = store.put_bytes(b"before", ".json")
    with (
        killed(object_server),
        waiting(lambda: store.put_bytes(b"meanwhile", ".json")) as put,
        waiting(lambda: store.holds(blob)) as held,
        waiting(lambda: {stored.blob for stored in store.blobs()}) as listed,
    ):
        object_server.start()
        assert put.result(timeout=60)
        assert held.result(timeout=60)
        assert blob in listed.result(timeout=60)


def closing_server() -> Iterator[int]:
    """A port where connections are taken and dropped."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drop() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=drop, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


breaking_port = pytest.fixture(closing_server)


@pytest.fixture
def silent_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.mark.parametrize("kind", ["silent_port", "breaking_port"])
def test_a_store_that_does_not_answer_can_be_opened_and_says_so_when_it_is_used(
    s3: Settings, kind: str, request: pytest.FixtureRequest
):
    endpoint = f"http://127.0.0.1:{request.getfixturevalue(kind)}"
    store = open_store(s3.model_copy(update={"s3_endpoint": endpoint}))
    with patient(lambda: None, 0.0), pytest.raises(Unavailable, match=f"at {endpoint} does not answer"):
        store.put_bytes(b"1", ".json")


def test_a_bucket_that_does_not_exist_is_said_at_once_and_not_made(s3: Settings):
    missing = s3.model_copy(update={"store": "s3://fillms/mine"})
    for _ in range(2):
        with pytest.raises(
            BadInput, match=r"bucket 'fillms' of the store .* does not exist: create it, or correct"
        ):
            open_store(missing)


def test_a_bucket_that_vanishes_is_said_by_every_operation(s3: Settings, tmp_path: Path):
    store = S3Store("fillms", "", Cache(tmp_path, 10**9), endpoint=s3.s3_endpoint)
    with pytest.raises(BadInput, match="does not exist"):
        store.put_bytes(b"1", ".json")
    with pytest.raises(BadInput, match="does not exist"):
        list(store.blobs())


@pytest.mark.parametrize(
    ("key", "secret"), [(KEY, "a-wrong-secret"), ("a-wrong-key", SECRET), (GUEST_KEY, GUEST_SECRET)]
)
def test_a_bucket_that_refuses_is_said_at_once_without_a_secret(
    s3: Settings, monkeypatch: pytest.MonkeyPatch, key: str, secret: str
):
    use_credentials(monkeypatch, key, secret)
    with pytest.raises(BadInput, match="refuses us") as error:
        open_store(s3)
    for word in (key, secret):
        assert word not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize(
    ("name", "value"), [("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", ""), ("AWS_PROFILE", "nobody")]
)
def test_credentials_that_are_not_there_are_said_at_once(
    s3: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    with pytest.raises(BadInput, match=r"no usable credentials .* set AWS_ACCESS_KEY_ID and") as error:
        open_store(s3)
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "films",
            "/mnt/films",
            "s3:/films",
            "s3://",
            "s3://ab",
            "s3://Films",
            "gs://films",
            "s3://films//x",
        ),
        *(
            "s3://films/../x",
            "s3://films/a b",
            "s3://films/x?y=1",
            "s3://key:hidden-word@films/x",
            "s3://films:80",
        ),
    ],
)
def test_a_store_that_is_no_bucket_is_bad_input(tmp_path: Path, url: str):
    with pytest.raises(BadInput, match="LONGTAKE_STORE must be like s3://bucket/folder") as error:
        open_store(Settings(home=tmp_path, store=url))
    assert "a bucket has 3 to 63 characters" in str(error.value)
    assert "hidden-word" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8333", "http://", "ftp://host", "http://host:eighty", "https://key:hidden-word@host"]
)
def test_an_endpoint_that_is_no_url_is_bad_input(tmp_path: Path, url: str):
    with pytest.raises(BadInput, match="LONGTAKE_S3_ENDPOINT must be like https://host:port") as error:
        open_store(Settings(home=tmp_path, store="s3://films", s3_endpoint=url))
    assert "hidden-word" not in str(error.value)


def test_links_lead_to_where_browsers_reach_the_server(s3: Settings, tmp_path: Path):
    by_name = s3.s3_endpoint.replace("127.0.0.1", "localhost")
    store = open_store(s3.model_copy(update={"s3_public": by_name}))
    (tmp_path / "film.mp4").write_bytes(b"a film")
    link = store.link(store.put_file(tmp_path / "film.mp4"), 60)
    assert link.startswith(f"{by_name}/films/")
    assert httpx.get(link, trust_env=False).content == b"a film"


def test_a_public_address_that_is_no_url_is_bad_input(tmp_path: Path):
    with pytest.raises(BadInput, match="LONGTAKE_S3_PUBLIC must be like https://host:port"):
        open_store(Settings(home=tmp_path, store="s3://films", s3_public="films.example"))


@pytest.mark.parametrize("size", ["0", "-1", "nan", "inf", "much"])
def test_a_cache_of_no_size_is_bad_input(monkeypatch: pytest.MonkeyPatch, size: str):
    monkeypatch.setenv("LONGTAKE_CACHE_GB", size)
    with pytest.raises(BadInput, match="LONGTAKE_CACHE_GB must be"):
        load_settings()


@pytest.mark.parametrize("seconds", [0, -5, 604_801])
def test_a_link_that_s3_cannot_give_is_bad_input(s3: Settings, seconds: int):
    store = open_store(s3)
    with pytest.raises(BadInput, match="from 1 to 604800 seconds"):
        store.link(store.put_bytes(b"1", ".json"), seconds)


def test_what_was_opened_once_needs_no_network_afterwards(s3: Settings, silent_port: int, tmp_path: Path):
    blob = open_store(s3).put_bytes(b"a frame", ".png")
    reader = s3.model_copy(update={"home": tmp_path / "other"})
    open_store(reader).open_file(blob)
    away = open_store(reader.model_copy(update={"s3_endpoint": f"http://127.0.0.1:{silent_port}"}))
    with patient(lambda: None, 0.0):
        assert away.read_bytes(blob) == b"a frame"


def test_a_local_copy_that_was_damaged_is_fetched_again(s3: Settings):
    store = open_store(s3)
    blob = store.put_bytes(b"a frame", ".png")
    store.open_file(blob).write_bytes(b"a fraud")
    assert store.read_bytes(blob) == b"a frame"


def test_damaged_bytes_are_kept_for_a_person_to_look_at(
    object_server: ObjectServer, s3: Settings, tmp_path: Path
):
    blob = open_store(s3).put_bytes(b"a frame", ".png")
    overwrite(s3, blob, b"a fraud")
    with pytest.raises(CorruptAsset, match="is not what was stored"):
        open_store(s3.model_copy(update={"home": tmp_path / "other"})).open_file(blob)
    folder = s3.store.removeprefix(f"s3://{BUCKET}/")
    kept = object_server.client().get_object(Bucket=BUCKET, Key=f"{folder}/damaged/{blob.sha256}.png")
    assert kept["Body"].read() == b"a fraud"


def test_bytes_put_again_count_as_stored_now(s3: Settings, tmp_path: Path):
    folder = s3.store.removeprefix(f"s3://{BUCKET}/") + "/"
    store = S3Store(
        BUCKET, folder, Cache(tmp_path, 10**9), endpoint=s3.s3_endpoint, renew_after=timedelta(seconds=1)
    )
    blob = store.put_bytes(b"old", ".json")
    (first,) = store.blobs()

    def renewed() -> bool:
        store.put_bytes(b"old", ".json")
        return next(store.blobs()).stored_at > first.stored_at

    until(renewed)
    assert store.holds(blob)


def test_the_cache_removes_what_was_not_opened_for_longest_and_nothing_in_use(tmp_path: Path):
    cache, hours_ago = Cache(tmp_path, 10_000), time.time() - 7200
    blobs = [add(cache, number) for number in range(4)]
    assert all(cache.find(blob) for blob in blobs)  # beyond the limit, but opened just now
    for age, blob in enumerate(reversed(blobs)):
        os.utime(cache.path_of(blob), (hours_ago - age, hours_ago - age))
    assert cache.find(blobs[0])
    newest = add(cache, 4)
    assert [cache.path_of(blob).exists() for blob in [*blobs, newest]] == [True, False, False, True, True]


def test_a_long_clip_takes_no_more_memory_than_a_few_parts(s3: Settings, tmp_path: Path):
    environment = os.environ | {"LONGTAKE_STORE": s3.store, "LONGTAKE_S3_ENDPOINT": s3.s3_endpoint}
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.storage", "200"],
        env=environment | {"TMPDIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(ran.stdout)["grew_mb"] < 80


def test_the_cache_removes_what_a_killed_download_left(tmp_path: Path):
    cache, hours_ago = Cache(tmp_path, 10_000), time.time() - 7200
    folder = cache.path_of(add(cache, 0)).parent
    left, going_on = folder / ".writing-left", folder / ".writing-going-on"
    for path in (left, going_on):
        path.write_bytes(b"half")
    os.utime(left, (hours_ago, hours_ago))
    add(cache, 1)
    assert (left.exists(), going_on.exists()) == (False, True)


def add(cache: Cache, number: int) -> Blob:
    data = f"{number:03000}".encode()
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=".png", size=len(data))
    with cache.adding(blob) as copy:
        copy.write(data)
    return blob
