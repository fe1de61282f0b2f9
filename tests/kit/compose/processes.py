"""Our services without containers: each as a process, by its own command and in its own environment, with as little as it may."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.kit.compose.composition import Document, is_ours
from tests.kit.compose.parts import DOORS, here
from tests.kit.deploys import until_true
from tests.kit.object_stores import free_ports
from tests.kit.probes import ProbedWorker, process_of

PROGRAMS = Path(sys.executable).parent
_PORT = re.compile(r"\b(8000|8001|8086|8787)\b")
"""What our services listen at in containers of their own."""
_BOX = """
set -e
while [ "$1" != -- ]; do mount --bind "$1" "$1"; shift; done
shift
mount -o remount,bind,ro /
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""
"""A mount namespace in which only the folders before `--` can be written to, and a process that may nothing that root may."""


def used(service: Document) -> list[str]:
    """The ports at which a service listens in its container, as its own check knows them."""
    return sorted(set(_PORT.findall(json.dumps(service.get("healthcheck", {})))))


def can_box(folder: Path) -> bool:
    """Whether this machine lets us have a mount namespace of our own."""
    try:
        ran = subprocess.run(boxed([folder], ["true"]), capture_output=True, check=False, timeout=60)
    except FileNotFoundError:
        return False
    return ran.returncode == 0


def boxed(writable: list[Path], command: list[str]) -> list[str]:
    """A command where nothing but these folders can be written to."""
    return ["unshare", "--mount", "sh", "-c", _BOX, "box", *map(str, writable), "--", *command]


class Grounds:
    """Where everything stands: folders for volumes, the `places` of what stands for images, and whether there are boxes."""

    def __init__(self, folder: Path, services: Mapping[str, Document]) -> None:
        self.folder, self.services = folder, services
        self.places: dict[str, str] = {}
        self.boxed = can_box(folder)
        # All at once: what is free and not taken yet is free for the next one who asks too.
        uses = [(name, there) for name, each in services.items() if is_ours(each) for there in used(each)]
        free = iter(free_ports(len(DOORS) + len(uses)))
        self.doors = {door: next(free) for door in DOORS}
        self._ports: dict[str, dict[str, str]] = {name: {} for name in services}
        for name, there in uses:
            self._ports[name][there] = str(next(free))

    def port(self, name: str, there: int) -> int:
        """The port here of what a service listens at in its container."""
        return int(self._ports[name][str(there)])

    def volume(self, name: str) -> Path:
        """The folder that stands for a volume."""
        folder = self.folder / "volumes" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def folders(self, name: str) -> dict[str, Path]:
        """What a service can see beside its image, by where that is in its container."""
        service = self.services[name]
        found = {each["target"]: self.volume(each["source"]) for each in service.get("volumes", [])}
        for each in service["tmpfs"]:
            target = each.split(":")[0]
            found[target] = self.folder / "memory" / name / target.strip("/").replace("/", "-")
            found[target].mkdir(parents=True, exist_ok=True)
        return found

    def writable(self, name: str) -> list[Path]:
        """Those that it can write to."""
        closed = {each["target"] for each in self.services[name].get("volumes", []) if each.get("read_only")}
        return [path for target, path in self.folders(name).items() if target not in closed]

    def words(self, name: str, texts: list[str]) -> list[str]:
        """Words of a service's command or check, as they have to be here."""
        ports, folders = self._ports[name], self.folders(name)
        homes = {target: str(path) for target, path in sorted(folders.items(), reverse=True)}
        moved = [here(here(text, self.places), homes) for text in texts]
        return [_PORT.sub(lambda found: ports.get(found[0], found[0]), text) for text in moved]

    def environment(self, name: str) -> dict[str, str]:
        """All that a service is told, and the image's own search path."""
        told = {key: value for key, value in self.services[name]["environment"].items() if value is not None}
        moved = dict(zip(told, self.words(name, list(told.values())), strict=True))
        ours = {"PATH": f"{PROGRAMS}:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        return ours | {key: os.environ[key] for key in ("PYTHONPATH",) if key in os.environ} | moved

    def command(self, name: str) -> list[str]:
        """What a service runs: the image's own program is `longtake`."""
        service = self.services[name]
        begins = service.get("entrypoint") or ["longtake"]
        found = self.words(name, [*begins, *service["command"]])
        found[0] = shutil.which(found[0], path=self.environment(name)["PATH"]) or found[0]
        return boxed(self.writable(name), found) if self.boxed else found

    def carry_out(self, name: str) -> subprocess.CompletedProcess[str]:
        """A service that passes, to its end."""
        return subprocess.run(
            self.command(name),
            env=self.environment(name),
            cwd=self.folders(name)["/home/longtake"],
            capture_output=True,
            text=True,
            timeout=300,
        )

    def execute(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        """What `docker compose exec` does: a command beside a service, in its environment."""
        return subprocess.run(
            [PROGRAMS / command[0], *command[1:]],
            env=self.environment(name),
            cwd=self.folders(name)["/home/longtake"],
            capture_output=True,
            text=True,
            timeout=300,
        )

    def check(self, name: str) -> subprocess.CompletedProcess[str]:
        """A service's own health check, once."""
        kind, *test = self.services[name]["healthcheck"]["test"]
        assert kind == "CMD"
        return subprocess.run(
            self.words(name, test), env=self.environment(name), capture_output=True, text=True, timeout=60
        )

    @asynccontextmanager
    async def running(self, name: str) -> AsyncIterator[ProbedWorker]:
        """A service that stays, as a process; killed at the end where it has not ended."""
        home = self.folders(name)["/home/longtake"]
        log = self.folder / f"{name}.log"
        async with process_of(self.command(name), self.environment(name), log, home) as process:
            yield process

    async def until_healthy(self, name: str, process: ProbedWorker) -> None:
        """Until a service's own health check succeeds."""

        async def healthy() -> bool:
            assert process.process.poll() is None, process.log
            return (await asyncio.to_thread(self.check, name)).returncode == 0

        await until_true(healthy, f"{name} is not healthy: {process.log}", within_s=180)
