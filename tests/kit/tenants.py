"""Two tenants of one installation: a Temporal server, a database, a bucket, a vendor, and one worker process for both."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from infra.payloads.key_file import create
from infra.processes import _die_with
from infra.settings import load_settings
from infra.storage import open_store
from infra.temporal import cluster_config, connect
from models.brief import Brief
from tests.kit.databases import PostgresServer
from tests.kit.deploys import temporal, until_true
from tests.kit.object_stores import BUCKET, ObjectServer, use_credentials
from tests.kit.shared_worker import ENVIRONMENT
from tests.kit.studio import StudioKit, short_shots
from tests.kit.vendors import manners
from tests.kit.vendors.fal import Fal, FalDesk
from tests.kit.vendors.manners import KEY, read_log

NAMES = ("acme", "globex")
KEYS = {name: f"not-a-secret-of-{name}-51c8" for name in NAMES}
"""What each has at the vendor."""
NOWHERE = "initech"
"""A tenant whose namespace is not there."""


class SharedFal(Fal):
    """fal with two customers; who posted is in its log."""

    def __init__(self, folder: Path) -> None:
        manners.Double.__init__(self, folder, _SharedDesk)

    def paid_by(self) -> Counter[str]:
        """How many jobs each customer had made."""
        return Counter(line["what"] for line in read_log(self.folder) if line["did"] == "customer")


class _SharedDesk(FalDesk):
    def other(self, method: str, body: bytes) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Key ")
        for name, key in KEYS.items():
            if given == key:
                if method == "POST":
                    with self.server.lock:
                        self.server.books.write("customer", what=name)
                self.headers.replace_header("Authorization", f"Key {KEY}")
        super().other(method, body)


class Estate:
    """The installation; `of` are its tenants as their own commands would see them."""

    def __init__(self, folder: Path, vendor: SharedFal) -> None:
        self.folder = folder
        self.vendor = vendor
        self.of: dict[str, StudioKit] = {}
        self._worker: subprocess.Popen[bytes] | None = None
        self._begun = 0

    @property
    def acme(self) -> StudioKit:
        return self.of["acme"]

    @property
    def globex(self) -> StudioKit:
        return self.of["globex"]

    @property
    def log(self) -> str:
        """What the worker has said."""
        return (self.folder / "worker.log").read_text()

    async def environment(self) -> dict[str, str]:
        """What the worker has in its environment now, its own changes among it."""
        file = self.folder / ENVIRONMENT
        file.unlink(missing_ok=True)
        assert self._worker is not None
        self._worker.send_signal(signal.SIGUSR1)

        async def written() -> bool:
            return file.exists()

        await until_true(written, "the worker does not write its environment")
        said: dict[str, str] = json.loads(file.read_text())
        return said

    def begin(self) -> None:
        """Start the one worker process."""
        self._begun += 1
        with (self.folder / "worker.log").open("ab") as log:
            self._worker = subprocess.Popen(
                [sys.executable, "-P", "-m", "tests.kit.shared_worker", "worker", "--all-tenants"],
                env=os.environ,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                preexec_fn=partial(_die_with, os.getpid()),
            )

    async def serving(self) -> None:
        """Until the worker that was started last serves both."""

        async def served() -> bool:
            return all(self.log.count(f" for {name}\n") >= self._begun for name in NAMES)

        await until_true(served, "the worker serves not both", within_s=150)

    def kill(self) -> None:
        """`kill -9` it."""
        assert self._worker is not None
        self._worker.kill()
        self._worker.wait()

    async def both(self, work: Callable[[StudioKit], Any]) -> list[Any]:
        """What comes of the same work for each tenant, done at once."""
        return list(await asyncio.gather(*(work(self.of[name]) for name in NAMES)))


def pictures(*words: str) -> Brief:
    """A film whose pictures are bought."""
    return Brief.model_validate({**short_shots(*words).model_dump(), "casting": {"image": "flux"}})


@asynccontextmanager
async def estate_at(
    folder: Path, address: str, postgres: PostgresServer, objects: ObjectServer
) -> AsyncIterator[Estate]:
    """An installation with its worker running, in this process's environment."""
    mark = f"{os.getpid()}-{folder.name}".replace("_", "-")
    home = folder / "home"
    home.mkdir(parents=True)
    database = postgres.create()
    with pytest.MonkeyPatch.context() as patch:
        use_credentials(patch)
        for name in [name for name in os.environ if name.startswith(("LONGTAKE_", "TEMPORAL_"))]:
            patch.delenv(name)
        # Nobody is to be asked with what the process itself has.
        patch.setenv("FAL_KEY", "the-operators-own")
        said = {
            "HOME": str(home),
            "DATABASE": postgres.url(database),
            "STORE": f"s3://{BUCKET}/{mark}",
            "S3_ENDPOINT": objects.endpoint,
            "CPU_SLOTS": "4",
        }
        for name, value in said.items():
            patch.setenv(f"LONGTAKE_{name}", value)
        patch.setenv("TEMPORAL_ADDRESS", address)
        patch.setenv("LONGTAKE_TENANT", "")  # what a command's line says of it ends with the block
        patch.chdir(folder)
        with SharedFal(folder / "fal") as vendor:
            _write(home, mark, vendor.address)
            estate = Estate(folder, vendor)
            for name in NAMES:
                await make_namespace(address, f"{name}-{mark}")
            async with AsyncExitStack() as stack:
                estate.begin()
                stack.callback(estate.kill)
                for name in NAMES:
                    settings = load_settings(name)
                    config = cluster_config(settings)
                    assert config is not None
                    client = await connect(open_store(settings), config, settings.encryption_keys)
                    estate.of[name] = StudioKit(client, settings)
                await estate.serving()
                yield estate
    postgres.drop(database)


def _write(home: Path, mark: str, vendor: str) -> None:
    """The table of tenants, with a file of keys and a file of variables for each."""
    tables = []
    for name in NAMES:
        create(home / f"{name}.keys", f"of-{name}")
        (home / f"{name}.env").write_text(f"FAL_KEY={KEYS[name]}\nFAL_BASE_URL={vendor}\n")
        tables.append(
            f'[{name}]\nnamespace = "{name}-{mark}"\nencryption_keys = "{name}.keys"\nenv = "{name}.env"\n'
        )
    tables.append(f'[{NOWHERE}]\nnamespace = "{NOWHERE}-{mark}"\n')
    (home / "tenants.toml").write_text("\n".join(tables))


async def make_namespace(address: str, name: str) -> None:
    """Make a namespace, and wait until the server knows it."""
    await temporal(address, "operator", "namespace", "create", "--namespace", name)

    async def there() -> bool:
        try:
            client = await Client.connect(address, namespace=name)
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=name))
        except RPCError:
            return False
        return True

    await until_true(there, f"the namespace {name} did not come up")
