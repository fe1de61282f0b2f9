"""Real object stores for tests: an S3 server for the session, and for each test a store of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.processes import _die_with, kill_marked, mark_of
from infra.settings import Settings
from infra.storage import Store, open_store
from infra.storage.local import object_name
from models.orders.assets import Blob

KEY, SECRET = "longtake-tests", "not-a-secret-9c41"
"""The credentials of somebody who may use every bucket, and make none."""
GUEST_KEY, GUEST_SECRET = "longtake-guest", "not-a-secret-e2a8"
"""The credentials of somebody who may use none of our buckets."""
BUCKET = "films"
_ADMIN_KEY, _ADMIN_SECRET = "longtake-admin", "not-a-secret-77d0"
_GRPC = 10_000


class ObjectServer:
    """A SeaweedFS server in a temporary folder; it can be killed and started again, and dies with the tests."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._host = host
        self._folder = Path(tempfile.mkdtemp(prefix="longtake-s3-"))
        self._process: subprocess.Popen[bytes] | None = None
        names = ("s3", "master", "volume", "filer", "admin")
        self._ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.endpoint = f"http://{host}:{self._ports['s3']}"
        everything = ["Admin", "Read", "Write", "List", "Tagging"]
        identities = [
            _identity(_ADMIN_KEY, _ADMIN_SECRET, everything),
            _identity(KEY, SECRET, everything[1:]),
            _identity(GUEST_KEY, GUEST_SECRET, ["Read:of-others"]),
        ]
        (self._folder / "s3.json").write_text(json.dumps({"identities": identities}))
        (self._folder / "data").mkdir()
        self.start()

    def start(self) -> None:
        """Start it unless it runs, and wait until its bucket can be used.

        On a machine that has much to do it came up once and refused every write for as long as it ran: then it is started once more.
        """
        if self._process is not None and self._process.poll() is None:
            return
        self._launch()
        if not self._takes_bytes():
            self.kill()
            self._launch()
            if not self._takes_bytes():
                raise RuntimeError((self._folder / "log").read_text())

    def _launch(self) -> None:
        command = [
            str(Path(sys.executable).with_name("weed")),
            *("mini", f"-dir={self._folder / 'data'}", f"-ip={self._host}", f"-ip.bind={self._host}"),
            *(f"-{name}.port={port}" for name, port in self._ports.items()),
            *(f"-{name}.port.grpc={port + _GRPC}" for name, port in self._ports.items()),
            *("-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"),
            *(f"-s3.config={self._folder / 's3.json'}", "-s3.autoCreateBucket=false", f"-bucket={BUCKET}"),
            *("-master.telemetry=false", "-master.volumeSizeLimitMB=1024"),
        ]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=clean | {"TMPDIR": str(self._folder)},
                preexec_fn=partial(_die_with, os.getpid()),
            )

    def kill(self) -> None:
        """Kill it at once, as a power cut would."""
        if self._process is not None and (mark := mark_of(self._process.pid)):
            kill_marked([mark])
            self._process.wait()

    def remove(self) -> None:
        """Kill it for good, with its folder."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def client(self) -> Any:
        """A boto3 client of the one who may use every bucket."""
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def _takes_bytes(self) -> bool:
        """Whether it keeps an object within half a minute: one of some bytes, as an empty one is kept before there is a volume to write to."""
        client, give_up_at = self.client(), time.monotonic() + 30
        assert self._process is not None
        while self._process.poll() is None and time.monotonic() < give_up_at:
            with suppress(BotoCoreError, ClientError):
                client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
                assert client.get_object(Bucket=BUCKET, Key="ready")["Body"].read() == b"ready"
                return True
            time.sleep(0.05)
        return False


def _identity(key: str, secret: str, actions: list[str]) -> dict[str, Any]:
    return {"name": key, "credentials": [{"accessKey": key, "secretKey": secret}], "actions": actions}


def free_ports(number: int) -> list[int]:
    """Ports that are free, and whose gRPC ports beside them are; below those that the system gives away."""
    found: list[int] = []
    start = 12_000 + os.getpid() * 37 % 8_000
    for port in range(start, start + 2_000):
        with ExitStack() as probes:
            try:
                for candidate in (port, port + _GRPC):
                    probe = probes.enter_context(socket.socket())
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
        found.append(port)
        if len(found) == number:
            return found
    raise RuntimeError("no free ports for an S3 server")


@pytest.fixture(scope="session")
def object_server() -> Iterator[ObjectServer]:
    """One server for all tests of this process; whoever kills it starts it again."""
    server = ObjectServer()
    yield server
    server.remove()


_folders = count(1)


@pytest.fixture
def s3(object_server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose store is a folder of its own in the server's bucket; the credentials are in the environment."""
    use_credentials(monkeypatch)
    return s3_settings(object_server, tmp_path / "home")


def s3_settings(server: ObjectServer, home: Path) -> Settings:
    """Settings whose store is a fresh folder in the server's bucket."""
    return Settings(
        home=home, store=f"s3://{BUCKET}/test-{os.getpid()}-{next(_folders)}", s3_endpoint=server.endpoint
    )


def use_credentials(monkeypatch: pytest.MonkeyPatch, key: str = KEY, secret: str = SECRET) -> None:
    """Put credentials, and nothing else of AWS's, into the environment."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)


@pytest.fixture(params=["local", "s3"])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a fresh store of the test's own, once a local folder and once a bucket."""
    if request.param == "local":
        return Settings(home=tmp_path / "home")
    settings: Settings = request.getfixturevalue("s3")
    return settings


@pytest.fixture
def store(store_settings: Settings) -> Store:
    """A fresh store of the test's own, open, once a local folder and once a bucket."""
    return open_store(store_settings)


def overwrite(settings: Settings, blob: Blob, data: bytes) -> None:
    """Damage what a store holds behind its back, as if it still were what its description says."""
    if not settings.store:
        (settings.assets_dir / object_name(blob)).write_bytes(data)
        return
    client = boto3.session.Session().client("s3", endpoint_url=settings.s3_endpoint, region_name="us-east-1")
    key = f"{settings.store.removeprefix(f's3://{BUCKET}/')}/{object_name(blob)}"
    client.put_object(Bucket=BUCKET, Key=key, Body=data, Metadata={"sha256": blob.sha256})
