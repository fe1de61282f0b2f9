"""One container that serves everything: what a person has who has only that."""

import json
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from temporalio.client import Client

from tests.kit.deploys import until_true
from tests.kit.images.container import Container, container, said_in
from tests.kit.images.image import Image

pytestmark = pytest.mark.ops

FILM = {"prompt": "A keeper finds a door in the sea.", "seconds": 12, "approve": "auto"}


class Step(NamedTuple):
    """A piece of a film's work, at one of its ends."""

    key: str
    what: str
    shot: str
    state: str


def steps_in(home: Path) -> list[Step]:
    """What was begun and done, in the order in which it was; `key` is the work's own, whatever its attempt."""
    with sqlite3.connect(f"file:{home}/longtake.db?mode=ro", uri=True) as books:
        rows = books.execute(
            "SELECT key, shot_id, data FROM events WHERE kind = 'work' ORDER BY id"
        ).fetchall()
    told = [(key.rsplit(":", 2)[0], shot, json.loads(data)) for key, shot, data in rows]
    return [Step(key, data["what"], shot, data["state"]) for key, shot, data in told]


class Served:
    """A container, and whoever asks it for films by its owner's token."""

    def __init__(self, box: Container, http: httpx.AsyncClient, token: str) -> None:
        self.box = box
        self.http = http
        self.token = token

    async def begin(self) -> str:
        begun = await self.http.post("/api/v1/films", json=FILM)
        assert begun.status_code == 201, begun.text
        return str(begun.json()["id"])

    async def film(self, film_id: str) -> dict[str, Any]:
        answer = await self.http.get(f"/api/v1/films/{film_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def finished(self, film_id: str) -> dict[str, Any]:
        """The film, once it has ended, whole."""
        seen: dict[str, Any] = {}

        async def has_ended() -> bool:
            seen.update(await self.film(film_id))
            return bool(seen["ended"])

        await until_true(has_ended, f"{film_id} does not end: {seen}", within_s=300)
        assert (seen["status"], seen["missing"]) == ("finished", []), seen
        return seen


@asynccontextmanager
async def served(image: Image, home: Path, token: str = "") -> AsyncIterator[Served]:
    """What the image serves by itself, at a port that nobody has; the first of a home shows the token of its owner."""
    command = ["0" if word == "8000" else word for word in image.config()["Cmd"]]
    async with container(image, home, *command) as box:
        address = await box.says(r"^(http://127\.0\.0\.1:\d+)$")
        token = token or await box.says(r"^(lt_\S{43})$")
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=120, trust_env=False) as http:
            yield Served(box, http, token)


async def until_step(home: Path, what: str, state: str) -> None:
    """Until a step of that kind has come so far."""

    async def has() -> bool:
        return any((step.what, step.state) == (what, state) for step in steps_in(home))

    await until_true(has, f"no {what} was {state}", within_s=300)


async def attempts_at(address: str) -> dict[str, int]:
    """At which attempt each step was done, by its key, as the container's own Temporal server tells it."""
    client = await Client.connect(address)
    attempts: dict[str, int] = {}
    async for each in client.list_workflows():
        history = await client.get_workflow_handle(each.id, run_id=each.run_id).fetch_history()
        scheduled = {
            event.event_id: event.activity_task_scheduled_event_attributes.activity_id
            for event in history.events
        }
        for event in history.events:
            if event.HasField("activity_task_started_event_attributes"):
                started = event.activity_task_started_event_attributes
                attempts[f"work:{each.run_id}:{scheduled[started.scheduled_event_id]}"] = started.attempt
    return attempts


async def test_a_film_outlives_the_container_that_is_stopped_and_the_one_that_is_killed(
    built: Image, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    async with served(built, home) as door:
        assert (await door.http.get("/health", headers={"Authorization": ""})).status_code == 200
        assert (await door.http.get("/api/v1/films", headers={"Authorization": ""})).status_code == 401
        film_id, token = await door.begin(), door.token
        await until_step(home, "boards.keyframe", "begun")
        assert await door.box.told(signal.SIGTERM) == 0
    assert "longtake.supervisor: Stopped" in (home / "logs/supervisor.log").read_text()
    under_way = {step.key for step in steps_in(home) if step.state == "begun"}

    async with served(built, home, token) as door:
        assert "lt_" not in door.box.log, "it was shown once"
        await until_step(home, "shots.clip", "begun")
        assert await door.box.told(signal.SIGKILL) != 0

    async with served(built, home, token) as door:
        film = await door.finished(film_id)
        answer = await door.http.get(f"/api/v1/films/{film_id}/files/film.mp4")
        assert answer.status_code == 200
        assert len(answer.content) > 10_000
        attempts = await attempts_at(film["address"])
        assert await door.box.told(signal.SIGTERM) == 0
    assert {attempts[key] for key in under_way} == {1}, (
        "what was under way was done before the container ended"
    )
    made = Counter((step.what, step.shot) for step in steps_in(home) if step.state == "done" and step.shot)
    assert {*made.values()} == {1}, "nothing was made twice"
    assert {what for what, _ in made} >= {"shots.clip", "shots.conform"}


async def test_a_film_is_made_by_a_command_alone_in_a_container_of_its_own(
    built: Image, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    words = ("make", FILM["prompt"], "--seconds", "6", "--approve", "auto", "--id", "alone", "--json")
    async with container(built, home, *map(str, words)) as box:
        assert await box.ended() == 0, box.log
    assert (home / "films/alone/film.mp4").stat().st_size > 10_000


async def test_a_worker_of_the_image_answers_probes_and_ends_when_it_is_told_to(
    built: Image, address: str, tmp_path: Path
) -> None:
    worker = ("worker", "film", "io", "cpu", "--probes", "127.0.0.1:0")
    async with container(built, tmp_path / "home", *worker, TEMPORAL_ADDRESS=address) as box:
        port = await box.says(r"probes at http://127\.0\.0\.1:(\d+)/live")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            assert (await http.get("/live")).status_code == 200

            async def is_ready() -> bool:
                return (await http.get("/ready")).status_code == 200

            await until_true(is_ready, "it is not ready", within_s=120)
        assert await box.told(signal.SIGTERM) == 0


def test_whoever_is_in_it_is_nobody_and_writes_to_the_volume_and_tmp_alone(
    built: Image, tmp_path: Path
) -> None:
    tried = "id -u; id -g; for d in / /etc /opt/longtake /opt/longtake/bin /var /home /usr/bin; do touch $d/x && echo $d; done; "
    said = said_in(
        built, tmp_path / "home", "sh", "-c", f"{tried} touch /tmp/x /home/longtake/x && echo done"
    )
    assert said.stdout.split() == ["10001", "10001", "done"], said.stderr
