"""What stands in the places of images: embedded PostgreSQL, SeaweedFS and Temporal, set up by the file's own scripts and commands."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx

from infra.engine.server_program import find_temporal
from infra.processes import _die_with, kill_marked, mark_of
from tests.kit.compose.composition import FOLDER, Document
from tests.kit.databases import PASSWORD, PostgresServer

DOORS = ("s3", "master", "volume", "filer")
"""What listens in the container of the store, each at a port of its own."""

Places = Mapping[str, str]
"""Where in the file something is (`postgres:5432`), and where it is here (`127.0.0.1:41234`)."""


def here(text: str, places: Places) -> str:
    """A text of the file with what stands here in its places."""
    for there, place in places.items():
        text = text.replace(there, place)
    return text


@contextmanager
def database(service: Document) -> Iterator[PostgresServer]:
    """The service `postgres`: a server of its own, set up as the image does it when it is new."""
    server = PostgresServer(owner="postgres")
    try:
        ran = set_up(server, service["environment"])
        assert ran.returncode == 0, ran.stderr
        yield server
    finally:
        server.remove()


def set_up(server: PostgresServer, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What the entry point of the image does with `databases.sql`: psql, as the owner, with the container's environment."""
    command = ["-v", "ON_ERROR_STOP=1", "--username", "postgres", "--no-password", "--no-psqlrc"]
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGPASSWORD": PASSWORD}
    return subprocess.run(
        [server.program("psql"), *command, "--dbname", "postgres", "-f", FOLDER / "databases.sql"],
        env={"PATH": os.environ["PATH"], **environment, **where},
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextmanager
def store(service: Document, folder: Path, ports: Mapping[str, int]) -> Iterator[str]:
    """The service `store`, by its own command, at these ports for its own `DOORS`; where S3 is."""
    data = folder / "data"
    data.mkdir()
    words = [
        here(word, {"-dir=/data": f"-dir={data}", "-s3.port=8333": f"-s3.port={ports['s3']}"})
        for word in service["command"]
    ]
    assert words != service["command"]
    elsewhere = [f"-{name}.port={port}" for name, port in ports.items() if name != "s3"]
    found = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)}
    with (folder / "store.log").open("ab") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name(service["entrypoint"][0]), *words, *elsewhere],
            env=found | service["environment"],
            cwd=folder,
            stdout=log,
            stderr=log,
            preexec_fn=partial(_die_with, os.getpid()),
        )
    try:
        yield f"127.0.0.1:{ports['s3']}"
    finally:
        if mark := mark_of(process.pid):
            kill_marked([mark])
        process.wait()


def until_open(service: Document, places: Places) -> None:
    """Until the check of the service `store` says that it can be used."""
    kind, *test = service["healthcheck"]["test"]
    assert kind == "CMD"
    words = [here(word, places) for word in test]
    give_up_at = time.monotonic() + 120
    while not _open(words):
        assert time.monotonic() < give_up_at, "the store is not healthy"
        time.sleep(0.1)


def _open(words: list[str]) -> bool:
    """What a check says; its last word is asked for without wget on a machine that has none."""
    if shutil.which(words[0]):
        return subprocess.run(words, timeout=60, check=False, capture_output=True).returncode == 0
    with suppress(httpx.HTTPError):
        return httpx.get(words[-1], timeout=5, trust_env=False).is_success
    return False


def namespace(service: Document, address: str) -> subprocess.CompletedProcess[str]:
    """The service `temporal-namespace`: its own script, with the real command at the server that is there."""
    command, script = service["entrypoint"]
    assert script == "/setup/temporal-namespace.sh"
    path = f"{Path(find_temporal()).parent}:{os.environ['PATH']}"
    return subprocess.run(
        [command, FOLDER / "temporal-namespace.sh"],
        env={"PATH": path, **service["environment"], "TEMPORAL_ADDRESS": address},
        capture_output=True,
        text=True,
        timeout=300,
    )
