"""Stored files asked for over HTTP without any film: from a bucket, and damaged ones."""

import httpx
import pytest

from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import Store, open_store
from library.rows import now
from library.subjects import Picture, SavedSubject, save_subject
from studio.service.database import opened_database
from studio.service.session import Session
from tests.kit.makers import SHOTS, V1, making
from tests.kit.object_stores import overwrite
from tests.kit.studio import studio_of
from tests.kit.web import served

PICTURE = "/api/v1/subjects/Emma/pictures/1"
BYTES = b"\x89PNG and more"


def saved_in(settings: Settings) -> Picture:
    """A subject with one picture, saved in a home."""
    settings.home.mkdir(parents=True, exist_ok=True)
    store: Store = open_store(settings)
    picture = Picture(role="reference", blob=store.put_bytes(BYTES, ".png"))
    with opened_database(settings) as database:
        save_subject(database, SavedSubject(name="Emma", pictures=(picture,), at=now()))
    return picture


async def test_a_file_of_a_bucket_is_answered_with_an_address_that_opens_it(s3: Settings) -> None:
    saved_in(s3)
    async with served(Session(s3, lambda *_: None)) as door:
        answer = await door.ask(PICTURE)
        assert answer.status_code == 307
        assert answer.headers["cache-control"] == "no-store"
        async with httpx.AsyncClient(trust_env=False) as client:
            opened = await client.get(answer.headers["location"])
        assert (opened.status_code, opened.content) == (200, BYTES)


async def test_a_film_in_a_bucket_is_seen_whole_and_in_parts(
    s3: Settings, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(s3.home))
    async with studio_of(server.address, s3) as kit, making(kit, server.address) as maker:
        await maker.post(f"{V1}/films", 201, id="in-a-bucket", shots=SHOTS, approve="auto")
        await maker.until("in-a-bucket", lambda told: told["status"] == "completed")
        film = kit.store.read_bytes((await kit.view("in-a-bucket")).documents["film.mp4"])
        for path in (f"{V1}/films/in-a-bucket/files/film.mp4", "/video/in-a-bucket"):
            first = await maker.door.ask(path)
            assert (first.status_code, first.headers["cache-control"]) == (307, "no-store")
            assert (await maker.door.ask(path, method="HEAD")).status_code == 307
            for asked, status, bytes_ in (
                (None, 200, film),
                ("bytes=100-199", 206, film[100:200]),
                ("bytes=-10", 206, film[-10:]),
                (f"bytes={len(film)}-", 416, None),
            ):
                answer = await maker.door.ask(
                    path, headers={"Range": asked} if asked else {}, follow_redirects=True
                )
                assert answer.status_code == status, (path, asked)
                assert bytes_ is None or answer.content == bytes_, (path, asked)
                if status < 300:
                    assert answer.headers["content-type"] == "video/mp4", path
            assert answer.history[0].status_code == 307


async def test_a_file_that_was_damaged_is_not_sent(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(home=tmp_path_factory.mktemp("damaged"))
    picture = saved_in(settings)
    async with served(Session(settings, lambda *_: None)) as door:
        assert (await door.ask(PICTURE)).content == BYTES
        overwrite(settings, picture.blob, b"\x89PNG but other")
        answer = await door.ask(PICTURE)
        assert answer.status_code == 500
        assert "has changed since it was stored" in answer.json()["detail"]
        assert str(settings.home) not in answer.text
