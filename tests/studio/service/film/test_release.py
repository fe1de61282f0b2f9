"""A release as a command asks for it: its moment, and that of two who ask at once one is heard."""

import asyncio
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from temporalio.client import Client

from infra.storage import LocalStore
from models.errors import BadInput
from models.film.view import FilmView
from models.names import release_id
from models.releases.release import Released, ReleaseRequest
from models.releases.target import Target
from models.releases.words import Words
from studio.client.releases.execution import begin_release, is_under_way
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
    looked, seen, runs = asyncio.Barrier(2), list[str](), set[str]()
    one_asked, both_asked, one_begun = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def both_have_looked(client: Client, name: str) -> bool:
        """Look, and wait a moment for the other to have looked as well; the second one goes on when the first one has asked."""
        found = await is_under_way(client, name)
        seen.append(name)
        late = len(seen) > 1
        with suppress(TimeoutError, asyncio.BrokenBarrierError):
            await asyncio.wait_for(looked.wait(), 2)
            await asyncio.wait_for(one_asked.wait(), 9 * late)
        return found

    async def begun_when_both_have_asked(client: Client, request: ReleaseRequest) -> None:
        """Begin a moment later, so that the other may have asked as well; the first one begins first."""
        first = not one_asked.is_set()
        (one_asked if first else both_asked).set()
        with suppress(TimeoutError):
            await asyncio.wait_for((both_asked if first else one_begun).wait(), 3 if first else 30)
        await begin_release(client, request)
        runs.add((await client.get_workflow_handle(name).describe()).run_id)
        one_begun.set()

    monkeypatch.setattr("studio.service.film.release.begin_release", begun_when_both_have_asked)
    monkeypatch.setattr("studio.service.film.release.is_under_way", both_have_looked)
    target = Target(kind="folder", place=str(tmp_path / "out"))
    one = request_of(studio.store, film, 5000, target=target)
    other = one.model_copy(update={"words": Words(title="Another"), "privacy": "public"})
    session = cast("Session", SimpleNamespace(settings=studio.settings, studio=studio))
    name = release_id(film, target.mark, 1)
    await asyncio.gather(begun(session, one), begun(session, other))
    for run in runs:
        handle = studio.client.get_workflow_handle(name, run_id=run, result_type=Released)
        assert (await handle.result()).where == str(tmp_path / "out")


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
