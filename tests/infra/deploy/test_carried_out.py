"""The overlay of one node, carried out without a cluster: each pod's command in its very environment, its root read-only."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.film.view import FilmResult
from models.names import run_mark
from tests.kit.databases import PostgresServer
from tests.kit.deploys import until_true
from tests.kit.kubernetes.manifests import Pod, overlay, pods_of, settings_of
from tests.kit.probes import ProbedWorker, process_of
from tests.kit.studio import end_all

pytestmark = pytest.mark.ops

TOKEN = "not-a-secret-of-24-characters"
BOX = """
set -e
mount --bind "$1" "$1"
mount --bind "$2" "$1/home/assets"
mount -o remount,bind,ro /
shift 2
exec "$@"
"""
"""A mount namespace in which only the pod's own folder, with the volume in it, can be written to."""


def can_box(tmp_path: Path) -> bool:
    """Whether this machine lets us have a mount namespace of our own."""
    (tmp_path / "home/assets").mkdir(parents=True)
    command = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        BOX,
        "box",
        str(tmp_path),
        str(tmp_path / "home/assets"),
        "true",
    ]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def database(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    name = postgres.create(postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


def environment_of(each: Pod, place: Path, address: str, database: str) -> dict[str, str]:
    """What the pod is told, with the places that a kubelet would mount, and with what secrets would tell it."""
    told = settings_of(overlay("one-node"))
    for variable, value in each.env.items():
        if isinstance(value, str):
            told[variable] = value
        elif "resourceFieldRef" in value:
            assert value["resourceFieldRef"]["resource"] == "requests.cpu"
            told[variable] = each.container["resources"]["requests"]["cpu"]
        else:
            assert value["secretKeyRef"]["name"] == "longtake-studio"
            told[variable] = TOKEN
    told |= {"HOME": f"{place}/home", "LONGTAKE_HOME": f"{place}/home", "TMPDIR": f"{place}/tmp"}
    if "LONGTAKE_PROBES" in told:
        told["LONGTAKE_PROBES"] = "127.0.0.1:0"
    found = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return told | found | {"TEMPORAL_ADDRESS": address, "LONGTAKE_DATABASE": database}


@asynccontextmanager
async def carried_out(
    each: Pod, place: Path, store: Path, environment: dict[str, str], *, boxed: bool
) -> AsyncIterator[ProbedWorker]:
    """A pod's one container as a process."""
    (place / "home/assets").mkdir(parents=True)
    (place / "tmp").mkdir()
    if not boxed:
        (place / "home/assets").rmdir()
        (place / "home/assets").symlink_to(store)
    box = ["unshare", "--mount", "sh", "-c", BOX, "box", str(place), str(store)] if boxed else []
    args = ["0" if word == "8000" else word for word in each.args]
    command = [*box, str(Path(sys.executable).parent / "longtake"), *args]
    async with process_of(command, environment, place.with_suffix(".log"), place / "home") as pod:
        yield pod


async def test_one_node_makes_a_film_with_nothing_but_what_its_manifests_say(
    address: str, database: str, tmp_path: Path
) -> None:
    store, boxed = tmp_path / "store", can_box(tmp_path / "tried")
    store.mkdir()
    pods = pods_of(overlay("one-node"))
    async with AsyncExitStack() as stack:
        running = {}
        for each in pods:
            place = tmp_path / each.name
            environment = environment_of(each, place, address, database)
            running[each.name] = await stack.enter_async_context(
                carried_out(each, place, store, environment, boxed=boxed)
            )
        studio = running.pop("studio")
        for worker in running.values():
            await worker.until(await worker.port(), 200)
        client = await connect(open_store(Settings(home=tmp_path / "client")), local_config(address))
        try:
            handle = await client.start_workflow(
                "SmokeWorkflow", id=f"test/{tmp_path.name}", task_queue="film", result_type=FilmResult
            )
            made = await handle.result()
        finally:
            await end_all(client)
        assert made.film is not None
        film_id = f"smoke-{run_mark(str(handle.result_run_id))}"

        async def opened() -> bool:
            assert studio.process.poll() is None, studio.log
            return "http://" in studio.log

        await until_true(opened, "the studio did not open", within_s=120)
        [port] = re.findall(r"http://[\d.]+:(\d+)$", studio.log, re.MULTILINE)
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False
        ) as http:
            assert (await http.get("/health")).status_code == 200
            where = f"/api/v1/films/{film_id}/files/film.mp4"
            assert (await http.get(where)).status_code == 401
            film = await http.get(where, headers={"Authorization": f"Bearer {TOKEN}"})
        assert film.status_code == 200, film.text
        assert len(film.content) == made.film.size, "the studio reads what workers wrote into the volume"
        processes = [*running.values(), studio]
        for process in processes:
            process.tell(signal.SIGTERM)
        codes = await asyncio.gather(*(process.ended() for process in processes))
        assert codes == [0] * len(pods)
