"""A release as a command asks for it: its moment, and that of two who ask at once one is heard."""

import asyncio
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from temporalio.client import Client

from activities.releases.records import ReleaseRecords
from infra.storage import LocalStore
from models.errors import BadInput
from models.film.view import FilmView
from models.names import release_id
from models.releases.release import Released, ReleaseRequest
from models.releases.target import Target
from models.releases.words import Words
from studio.client.releases.execution import is_under_way
from studio.service.database import opened_database
from studio.service.film.release import begun, moment_of, spoken_in
from studio.service.session import Session
from tests.kit.releases import request_of
from tests.kit.studio import StudioKit


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59-01:00", "0001-01-01T00:00+05:00", "0001-01-01", "soon", "2030-13-01"]
)
def test_a_moment_that_is_none_is_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="--at is"):
        moment_of(text, "--at")


def test_a_moment_is_told_in_utc() -> None:
    assert moment_of("2190-12-24T18:00+02:00", "--at") == "2190-12-24T16:00:00Z"


async def test_of_two_who_release_a_film_at_once_one_is_heard_and_both_are_told_of_the_same_release(
    studio: StudioKit, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = asyncio.Barrier(2)

    async def both_have_looked(client: Client, name: str) -> bool:
        """Look, and wait a moment for the other to have looked as well."""
        found = await is_under_way(client, name)
        with suppress(TimeoutError, asyncio.BrokenBarrierError):
            await asyncio.wait_for(looked.wait(), 2)
        return found

    monkeypatch.setattr("studio.service.film.release.is_under_way", both_have_looked)
    target = Target(kind="folder", place=str(tmp_path / "out"))
    one = request_of(studio.store, film, 5000, target=target)
    other = one.model_copy(update={"words": Words(title="Another"), "privacy": "public"})
    session = cast("Session", SimpleNamespace(settings=studio.settings, studio=studio))
    await asyncio.gather(begun(session, one), begun(session, other))
    name = release_id(film, target.mark, 1)
    handle: Any = studio.client.get_workflow_handle(name, result_type=Released)
    asked = await heard(studio, handle)
    with opened_database(studio.settings) as database:
        assert ReleaseRecords(database).open(asked)
    assert (await handle.result()).where == str(tmp_path / "out")


async def heard(kit: StudioKit, handle: Any) -> ReleaseRequest:
    """What the workflow was begun with."""
    history = await handle.fetch_history()
    (given,) = history.events[0].workflow_execution_started_event_attributes.input.payloads
    (request,) = await kit.client.data_converter.decode([given], [ReleaseRequest])
    return cast("ReleaseRequest", request)


@pytest.mark.parametrize(
    ("told", "line", "language"),
    [
        ("und", "Good morning to you, and mind the step at the door.", "en"),
        ("und", "Guten Morgen, wir haben gestern lange auf das Schiff gewartet.", "de"),
        ("und", None, "und"),
        ("fr", "Good morning to you, and mind the step at the door.", "fr"),
    ],
)
def test_where_nobody_said_a_films_language_its_subtitles_tell_it(
    tmp_path: Path, told: str, line: str | None, language: str
) -> None:
    store = LocalStore(tmp_path)
    text = f"1\n00:00:00,000 --> 00:00:02,000\n{line}\n" if line else ""
    documents = {"film.srt": store.put_bytes(text.encode(), ".srt")}
    view = cast("FilmView", SimpleNamespace(language=told, documents=documents))
    assert spoken_in(view, store) == language
