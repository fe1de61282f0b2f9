"""The file carried out without containers: every service of ours by its own command and environment, and a film through REST."""

import asyncio
import base64
import json
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.engine.server_program import find_temporal
from tests.kit.compose import parts
from tests.kit.compose.composition import (
    Document,
    in_order,
    is_ours,
    passes,
    resolved,
    values_in,
    written_secrets,
)
from tests.kit.compose.processes import Grounds, boxed, can_box
from tests.kit.probes import ProbedWorker
from tests.kit.telemetry.receiver import Receiver, receiving

pytestmark = pytest.mark.ops

PROMPT = "Mara the lighthouse keeper hides a stolen violin beneath the seventh stair"
MAKE = ("longtake", "make", PROMPT, "--seconds", "6", "--approve", "auto", "--json")
"""What is said after `docker compose exec studio`."""
V1 = "/api/v1"


class Composed:
    """Everything that the file starts, as it runs here."""

    def __init__(self, grounds: Grounds, receiver: Receiver, secrets: dict[str, str]) -> None:
        self.grounds, self.receiver, self.secrets = grounds, receiver, secrets
        self.running: dict[str, ProbedWorker] = {}
        self.order: list[str] = []

    @property
    def token(self) -> str:
        return self.secrets["STUDIO_TOKEN"]

    def address(self, name: str, port: int) -> str:
        return f"http://127.0.0.1:{self.grounds.port(name, port)}"


@asynccontextmanager
async def composed(folder: Path, address: str) -> AsyncIterator[Composed]:
    """Begin everything in the order in which services wait for each other, each as soon as what it waits for is as it has to be."""
    env_file = written_secrets(folder)
    services: dict[str, Document] = resolved(env_file)["services"]
    with ExitStack() as stands:
        async with AsyncExitStack() as runs:
            grounds = Grounds(folder, services)
            database = stands.enter_context(parts.database(services["postgres"]))
            store = stands.enter_context(parts.store(services["store"], folder, grounds.doors))
            receiver = stands.enter_context(receiving())
            grounds.places = {
                "postgres:5432": f"127.0.0.1:{database.port}",
                "store:8333": store,
                "127.0.0.1:8333": store,
                "temporal:7233": address,
                "http://telemetry:4318": receiver.endpoint,
            }
            here = Composed(grounds, receiver, values_in(env_file))
            for name in in_order(services):
                await begun(here, runs, name, address)
            yield here


async def begun(here: Composed, runs: AsyncExitStack, name: str, address: str) -> None:
    """One service: carried out, begun, or there already where something stands in its place."""
    service = here.grounds.services[name]
    here.order.append(name)
    if name == "temporal-namespace":
        ran = await asyncio.to_thread(parts.namespace, service, address)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    elif name == "store":
        await asyncio.to_thread(parts.until_open, service, here.grounds.places)
    elif is_ours(service) and passes(service):
        ran = await asyncio.to_thread(here.grounds.carry_out, name)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    elif is_ours(service):
        if name == "studio":
            seen = await asyncio.to_thread(here.grounds.check, name)
            assert seen.returncode != 0, "it is not healthy before it is there"
        here.running[name] = await runs.enter_async_context(here.grounds.running(name))


async def film_through_rest(here: Composed) -> tuple[str, bytes]:
    """A film that is begun, approved when it waits for that, and fetched, with the token alone."""
    bearer = {"Authorization": f"Bearer {here.token}"}
    async with httpx.AsyncClient(base_url=here.address("studio", 8000), timeout=90, trust_env=False) as http:
        assert (await http.get(f"{V1}/films")).status_code == 401, "nobody is let in without the token"
        begun = await http.post(f"{V1}/films", headers=bearer, json={"prompt": PROMPT, "seconds": 6})
        assert begun.status_code == 201, begun.text
        place = f"{V1}/films/{begun.json()['id']}"
        http.headers.update(bearer)
        waits = await until_seen(http, place, lambda film: film["stage"] == "approval")
        decided = await http.post(f"{place}/decisions", json={"decision": "approve", "board": waits["board"]})
        assert decided.status_code == 200, decided.text
        ended = await until_seen(http, place, lambda film: film["ended"])
        assert (ended["status"], ended["missing"]) == ("finished", [])
        led = await http.get(f"{place}/files/film.mp4")
        del http.headers["Authorization"]
        assert led.status_code == 307
        store = here.grounds.places["127.0.0.1:8333"]
        assert led.headers["location"].startswith(f"http://{store}/films/"), "the public address"
        fetched = await http.get(led.headers["location"])
        assert fetched.status_code == 200, fetched.text
        assert b"ftyp" in fetched.content[:16]
        unsigned = await http.get(led.headers["location"].split("?")[0])
        assert unsigned.status_code == 403, "whoever has no link gets nothing"
    return str(ended["id"]), fetched.content


async def until_seen(
    http: httpx.AsyncClient, place: str, reached: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The film as soon as it is as wanted: each answer comes when something has changed."""
    film = (await http.get(place)).json()
    async with asyncio.timeout(240):
        while not reached(film):
            assert not film["ended"], film
            asked = {"wait": 30, "since": film["change"]}
            film = (await http.get(place, params=asked)).raise_for_status().json()
    return dict(film)


def telemetry_came(receiver: Receiver) -> None:
    """Spans of the studio and of workers, and metrics, arrive where the file sends them."""
    services = {"longtake-worker", "longtake-studio"}
    receiver.waited(lambda came: services <= {span.service for span in came.spans}, "spans of both")
    receiver.waited(
        lambda came: any(point.name == "longtake_shots_ended" for point in came.points), "metrics of shots"
    )


def history(address: str, film: str, *words: str) -> str:
    """What Temporal's own command says of a film, with what is in its payloads."""
    ran = subprocess.run(
        [
            *(find_temporal(), "workflow", "show", "--address", address, "--namespace", "films"),
            *("-w", film, "--output", "json", *words),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    payloads = re.findall(r'"data": "([A-Za-z0-9+/=]+)"', ran.stdout)
    assert len(payloads) > 10
    return ran.stdout + " ".join(base64.b64decode(each).decode(errors="replace") for each in payloads)


def test_what_runs_in_a_box_writes_only_where_it_may(tmp_path: Path) -> None:
    """Without boxes the film below is made all the same, and it is not seen what it would have written to."""
    if not can_box(tmp_path):
        pytest.skip("no mount namespace can be had here: it takes root, or the right to make one")
    may, may_not = tmp_path / "may", tmp_path / "may-not"
    for folder in (may, may_not):
        folder.mkdir()
    tried = f"touch {may}/one && ! touch {may_not}/two"
    ran = subprocess.run(boxed([may], ["sh", "-c", tried]), capture_output=True, check=False, timeout=60)
    assert ran.returncode == 0
    assert ([each.name for each in may.iterdir()], list(may_not.iterdir())) == (["one"], [])


async def test_the_composition_makes_a_film_with_nothing_but_what_the_file_says(
    address: str, tmp_path: Path
) -> None:
    async with composed(tmp_path, address) as here:
        assert here.order.index("keys") < here.order.index("worker-film")
        assert here.running.keys() == {"worker-film", "worker-io", "worker-cpu", "studio", "codec"}
        for name, process in here.running.items():
            await here.grounds.until_healthy(name, process)
        keys = (here.grounds.volume("keys") / "keys").read_bytes()
        film, made = await film_through_rest(here)

        command = here.grounds.execute("studio", *MAKE)
        assert command.returncode == 0, command.stderr
        assert json.loads(command.stdout)["id"] == film, "the same words are the same film, whoever says them"
        fetched = here.grounds.volume("home-studio") / "films" / film / "film.mp4"
        assert fetched.read_bytes() == made

        looked = here.grounds.execute("studio", "longtake", "doctor", "--cluster", "--json")
        assert looked.returncode == 0, looked.stdout

        again = here.grounds.carry_out("keys")
        assert again.returncode == 0
        assert (here.grounds.volume("keys") / "keys").read_bytes() == keys, "keys are made once"
        codec = (f"--codec-endpoint={here.address('codec', 8001)}{V1}/codec", "--codec-auth")
        assert "stolen violin" not in await asyncio.to_thread(history, address, film)
        in_clear = await asyncio.to_thread(history, address, film, *codec, f"Bearer {here.token}")
        assert "stolen violin" in in_clear

        await asyncio.to_thread(telemetry_came, here.receiver)

        for process in here.running.values():
            process.tell(signal.SIGTERM)
        codes = await asyncio.gather(*(process.ended() for process in here.running.values()))
        assert dict(zip(here.running, codes, strict=True)) == dict.fromkeys(here.running, 0)
        logs = "".join(process.log for process in here.running.values())
        assert not any(secret in logs for secret in here.secrets.values()), "no secret is in a log"
