"""What programs read of films: over a real socket, of films that a real engine makes."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from models.film.decisions import Decision
from models.film.view import FilmView
from models.names import FILM_ID
from studio.service import subjects as saved
from studio.service.session import Session
from tests.kit.studio import StudioKit, short_shots
from tests.kit.web import Served, served, session_on

V1 = "/api/v1"
FILM = f"{V1}/films/readable"


class Reader:
    """A door, and the studio whose films are read there."""

    def __init__(self, door: Served, kit: StudioKit, session: Session) -> None:
        self.door, self.kit, self.session = door, kit, session

    async def get(self, path: str, expected: int = 200, /, **query: str | float) -> Any:
        """What is answered, as plain values; fails the test where it is not answered so."""
        answer = await self.door.client.get(path, params=query)
        assert answer.status_code == expected, answer.text
        return answer.json()


@pytest.fixture
async def reader(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Reader]:
    # What is asked of this machine's home by its settings is asked of the test's.
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(session_on(server.address, studio.settings))
        yield Reader(await stack.enter_async_context(served(session)), studio, session)


@pytest.fixture
async def finished(reader: Reader) -> FilmView:
    """A film of three shots that was approved and made."""
    await reader.kit.at_gate(short_shots("a quay", "a boat", "the open sea"), "readable")
    await reader.kit.decide("readable", Decision(kind="approve", by="ann", board=1))
    return await reader.kit.until("readable", lambda view: view.ended, 120)


async def test_films_are_listed_page_by_page_and_none_is_missed_or_doubled(reader: Reader) -> None:
    names = [f"listed-{number}" for number in range(3)]
    for name in names:
        await reader.kit.begin(short_shots("a quay"), name)
    async with asyncio.timeout(30):  # what a server lists is a moment behind
        while len((await reader.get(f"{V1}/films", running=True))["films"]) < len(names):
            await asyncio.sleep(0.1)
    found: list[str] = []
    cursor: dict[str, str | float] = {}
    while True:
        page = await reader.get(f"{V1}/films", running=True, limit=1, **cursor)
        found += [film["id"] for film in page["films"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    ours = [name for name in found if name in names]
    assert ours == names[::-1], "the newest first"
    assert len(set(found)) == len(found)
    told = await reader.get(f"{V1}/films", 422, cursor="bm90aGluZw")
    assert (
        told["detail"] == "cursor is none that was given out here: leave it out to begin with the first page."
    )


async def test_a_caller_waits_until_a_film_changes_and_no_longer(reader: Reader) -> None:
    await reader.kit.at_gate(short_shots("a quay", "a boat"), "awaited")
    path = f"{V1}/films/awaited"
    before = await reader.get(path)
    assert (before["stage"], before["shots"], before["shots_by_status"]) == ("approval", 2, {"drawn": 2})
    same = await reader.get(path, wait=0.7, since=before["change"])
    assert same["change"] == before["change"], "nothing has changed, and the time is over"

    waiting = asyncio.create_task(reader.get(path, wait=60, since=before["change"]))
    others = [asyncio.create_task(reader.get(path, wait=60)) for _ in range(20)]
    await asyncio.sleep(1)
    assert not waiting.done()
    began = time.monotonic()
    await reader.kit.decide("awaited", Decision(kind="approve", by="ann", board=1))
    after = await waiting
    assert time.monotonic() - began < 30
    assert after["change"] != before["change"]
    assert after["approved_board"] == 1
    assert {film["approved_board"] for film in await asyncio.gather(*others)} == {1}
    at_once = await reader.get(path, wait=60, since=before["change"])
    assert at_once["change"] != before["change"], "what changed before it was asked for is not waited for"


async def test_a_film_that_has_ended_is_answered_at_once(reader: Reader, finished: FilmView) -> None:
    assert finished.stage == "finished"
    began = time.monotonic()
    film = await reader.get(FILM, wait=60)
    assert time.monotonic() - began < 20
    assert (film["ended"], film["status"], film["shots_by_status"]) == (True, "finished", {"done": 3})
    assert film["money"]["spent_usd"] == film["spent_usd"] == "0"
    assert "shots" not in (await reader.get(f"{V1}/engine"))


async def test_shots_takes_subjects_and_decisions_are_those_of_the_films_report(
    reader: Reader, finished: FilmView
) -> None:
    report = json.loads(reader.kit.store.read_bytes(finished.documents["report.json"]))
    first = await reader.get(f"{FILM}/shots", limit=2)
    second = await reader.get(f"{FILM}/shots", limit=2, cursor=first["next"])
    assert second["next"] is None
    assert first["shots"] + second["shots"] == report["shots"]
    assert await reader.get(f"{FILM}/shots/shot_002") == report["shots"][1]
    assert await reader.get(f"{FILM}/shots/2") == report["shots"][1]
    assert (await reader.get(f"{FILM}/shots", status="missing"))["shots"] == []

    takes = await reader.get(f"{FILM}/shots/shot_001/takes")
    assert (takes["shot"], takes["in_the_film"], len(takes["takes"])) == ("shot_001", 1, 1)
    assert takes["takes"][0]["lines"] == [
        {"subject": "", "text": "A door.", "as": "narration", "delivery": ""}
    ]

    subjects = await reader.get(f"{FILM}/subjects")
    assert subjects["subjects"] == report["bible"]
    name = report["bible"][0]["name"]
    assert await reader.get(f"{FILM}/subjects/{name}") == report["bible"][0]

    decisions = await reader.get(f"{FILM}/decisions")
    assert decisions["decisions"] == report["decisions"]
    assert (decisions["told"], decisions["refused"]) == (1, 0)
    assert decisions["decisions"][0]["decision"] == {"kind": "approve", "by": "ann", "board": 1}


async def test_a_film_that_cost_nothing_has_costs_and_one_that_is_not_there_has_none(
    reader: Reader, finished: FilmView
) -> None:
    assert finished.ended
    costs = await reader.get(f"{FILM}/costs", by="provider")
    assert (costs["film"], costs["by"], costs["costs"], costs["total_usd"]) == (
        "readable",
        "provider",
        [],
        "0",
    )
    assert (await reader.get(f"{V1}/costs"))["by"] == "film"
    assert (await reader.get(f"{V1}/films/nobodys/costs", 404))["type"] == "urn:longtake:problem:unknown-film"


async def test_a_films_files_are_listed_and_fetched_whole_and_in_parts(
    reader: Reader, finished: FilmView
) -> None:
    listed = await reader.get(f"{FILM}/files", limit=200)
    places = {file["place"]: file for file in listed["files"]}
    assert set(places) == set(finished.model_copy(update={"shots": ()}).folder())
    of_shot = await reader.get(f"{FILM}/shots/shot_001/files")
    assert {file["place"] for file in of_shot["files"]} | set(places) < set(finished.folder())

    of_shots = [place for place in finished.folder() if place.startswith("shots/shot_001/")]
    for place in ("report.json", "storyboard.png", *of_shots, "film.mp4"):
        answer = await reader.door.client.get(f"{FILM}/files/{place}")
        assert answer.status_code == 200, place
        assert answer.content == reader.kit.store.read_bytes(finished.folder()[place]), place
    film = reader.kit.store.read_bytes(finished.documents["film.mp4"])
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["etag"] == f'"{places["film.mp4"]["sha256"]}"'

    video = f"{FILM}/files/film.mp4"
    part = await reader.door.ask(video, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, film[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(film)}"
    end = await reader.door.ask(video, headers={"Range": "bytes=-10"})
    assert (end.status_code, end.content) == (206, film[-10:])
    beyond = await reader.door.ask(video, headers={"Range": f"bytes={len(film)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(film)}")
    assert beyond.headers["content-type"] == "application/problem+json"
    assert beyond.json()["detail"] == f"The file has {len(film):,} bytes: there is no such range of it."
    unread = await reader.door.ask(video, headers={"Range": "lines=1-2"})
    assert (unread.status_code, unread.headers["content-type"]) == (400, "application/problem+json")
    assert (
        await reader.door.ask(video, headers={"Range": f"bytes={len(film)}-"}, method="HEAD")
    ).content == b""
    known = await reader.door.ask(video, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    head = await reader.door.ask(video, method="HEAD")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(film)))


@pytest.mark.parametrize(
    "place",
    [
        "../../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "shots/../report.json",
        "shots/shot_001/../../report.json",
        ".hidden",
        "report.json%00.png",
        "shots/shot_001/keyframe.exe",
        "C:%5cWindows",
        "another.mp4",
    ],
)
async def test_only_what_a_films_folder_has_can_be_fetched(reader: Reader, place: str) -> None:
    await reader.kit.at_gate(short_shots("a quay"), "guarded")
    status, body = await _raw(reader, f"{V1}/films/guarded/files/{place}")
    assert status in (404, 422), body
    assert b"root:" not in body


async def _raw(reader: Reader, path: str) -> tuple[int, bytes]:
    """What is answered to a path as it is, which no client has made another of."""
    words = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{reader.door.port}\r\nConnection: close\r\n\r\n"
    head, _, body = (await reader.door.said(words.encode())).partition(b"\r\n\r\n")
    return int(head.split()[1]), body


@pytest.mark.parametrize(
    "path",
    ["", "/shots", "/shots/shot_001", "/shots/shot_001/takes", "/shots/shot_001/files", "/subjects", "/subjects/Emma",
     "/decisions", "/costs", "/files", "/files/film.mp4", "/releases"],
)  # fmt: skip
async def test_a_film_that_nobody_made_is_not_found(reader: Reader, path: str) -> None:
    told = await reader.get(f"{V1}/films/nobody-made-it{path}", 404)
    assert told["detail"] == "There is no film 'nobody-made-it': `longtake list` shows those there are."
    assert FILM_ID.fullmatch("nobody-made-it")
    refused = await reader.get(f"{V1}/films/no%20id{path}", 422)
    assert refused["field"] == "film_id"


async def test_what_a_film_does_not_have_is_not_found(reader: Reader) -> None:
    await reader.kit.at_gate(short_shots("a quay"), "sparse")
    for path in ("shots/shot_009", "shots/9/takes", "subjects/Nobody", "files/film.mp4"):
        told = await reader.get(f"{V1}/films/sparse/{path}", 404)
        assert told["status"] == 404, path


async def test_assets_are_found_page_by_page_shown_and_fetched(reader: Reader, finished: FilmView) -> None:
    every = await reader.get(f"{V1}/assets", film="readable", limit=200)
    assert every["next"] is None
    found: list[dict[str, Any]] = []
    cursor: dict[str, str | float] = {}
    while True:
        page = await reader.get(f"{V1}/assets", film="readable", limit=3, **cursor)
        found += page["assets"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == every["assets"]
    keyframe = finished.shots[0].keyframe
    assert keyframe is not None
    [shown] = (await reader.get(f"{V1}/assets/{keyframe.blob.sha256[:12]}"))["assets"]
    assert (shown["kind"], shown["key"]) == ("keyframe", keyframe.recipe_key) or shown["key"]
    assert {use["film_id"] for use in shown["used"]} == {"readable"}
    answer = await reader.door.client.get(shown["file"])
    assert answer.content == reader.kit.store.read_bytes(keyframe.blob)
    assert (await reader.get(f"{V1}/assets/00000000", 404))["detail"].startswith(
        "No asset's sha256 or key begins"
    )
    assert (await reader.get(f"{V1}/assets/statistics"))["uses"] > 0
    names = await reader.get(f"{V1}/assets/names/characters")
    assert "mara" in {one["name"] for one in names["names"]}
    assert (await reader.get(f"{V1}/assets/reused"))["assets"] == []


async def test_a_saved_subject_is_listed_and_shown(reader: Reader, finished: FilmView) -> None:
    assert (await reader.get(f"{V1}/subjects"))["subjects"] == []
    kept = await saved.save(reader.session, "readable", finished.bible.subjects[0].name)
    listed = await reader.get(f"{V1}/subjects")
    assert [one["name"] for one in listed["subjects"]] == [kept.name]
    assert await reader.get(f"{V1}/subjects/{kept.name}") == {**listed["subjects"][0], "lost": []}
    assert (await reader.get(f"{V1}/subjects/Nobody", 404))["detail"].startswith("The library has no subject")
    told = await reader.get(f"{V1}/subjects/{kept.name}/pictures/14", 404)
    assert told["detail"] == f"The subject {kept.name!r} has 0 pictures, and no number 14."


async def test_what_a_film_can_be_made_of_is_told_without_this_machines_folders(
    reader: Reader, tmp_path: Path
) -> None:
    own = reader.kit.settings.templates_dir
    own.mkdir(parents=True, exist_ok=True)
    (own / "mine.toml").write_text("name = 1\n")
    paths = ["templates", "templates/aida", "models", "providers", "providers?kind=image", "providers/animatic",
             "prices", "voices", "voices?provider=piper"]  # fmt: skip
    for path in paths:
        answer = await reader.door.client.get(f"{V1}/{path}")
        assert answer.status_code == 200, answer.text
        assert str(tmp_path) not in answer.text, path
    templates = await reader.get(f"{V1}/templates")
    assert [one["file"] for one in templates["broken"]] == ["mine.toml"]
    assert [one["id"] for one in (await reader.get(f"{V1}/templates/aida"))["templates"]] == ["aida"]
    assert (await reader.door.client.get(f"{V1}/templates/aida/file")).text.strip()
    for path in ("templates/none", "templates/none/file", "providers/none"):
        assert "Known: " in (await reader.get(f"{V1}/{path}", 404))["detail"]
    assert {one["kind"] for one in (await reader.get(f"{V1}/providers", kind="image"))["providers"]} == {
        "image"
    }
    await reader.get(f"{V1}/providers", 422, kind="smell")


async def test_what_a_film_may_cost_is_estimated_before_it_is_begun(reader: Reader) -> None:
    async def asked(film: dict[str, Any], status: int = 200) -> Any:
        answer = await reader.door.client.post(f"{V1}/estimate", json=film)
        assert answer.status_code == status, answer.text
        return answer.json()

    found = await asked(
        {"prompt": "A lighthouse keeper finds a door in the sea", "seconds": 12, "budget": "2.50"}
    )
    assert (found["most_usd"], found["budget_usd"], found["hopeless"]) == ("0", "2.50", "")
    assert found["shots"] > 0
    assert {"keyframes", "clips"} & {step["step"] for step in found["steps"]}
    assert (await asked({"promt": "A door"}, 422))["detail"].startswith(
        "'promt' is not a known field: did you mean"
    )
    told = await asked({"prompt": "A door", "music": "/etc/passwd"}, 422)
    assert (told["field"], "no path is read here" in told["detail"]) == ("music", True)
    assert (await asked({}, 422))["detail"] == "There is nothing to film: give a prompt, a story or shots."


async def test_the_engine_and_what_is_missing_are_told(reader: Reader) -> None:
    await reader.kit.at_gate(short_shots("a quay"), "seen-running")
    engine = await reader.get(f"{V1}/engine")
    assert "seen-running" in {film["id"] for film in engine["running"]}
    checks = (await reader.get(f"{V1}/doctor"))["checks"]
    assert {"Python", "ffmpeg"} <= {check["name"] for check in checks}
    models = (await reader.get(f"{V1}/open-models"))["models"]
    assert {model["state"] for model in models} <= {"here", "not here", "broken"}
    assert all(model["licence"] for model in models)
