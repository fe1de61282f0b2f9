"""A machine whose containers are processes that outlive whoever starts them: who runs, of which image, in which environment."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, NoReturn

import psutil

FOLDER = "ROLLOUT_MACHINE"
"""The variable that says where the machine's state lies."""
REFUSED = 64
_STOPS_WITHIN_S = 120


class Container(NamedTuple):
    """A container: what it was made of, and its process."""

    name: str
    service: str
    image: str
    command: list[str]
    environment: dict[str, str]
    pid: int = 0
    born: float = 0.0
    labels: Mapping[str, str] = MappingProxyType({})

    @property
    def runs(self) -> bool:
        """Whether its process, and no other one that has its number, is there."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            return process.create_time() == self.born and process.status() != psutil.STATUS_ZOMBIE
        return False


class Machine:
    """The containers, in files. `programs` says of each image what is started where its command begins with a word."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running = folder / "running"

    @classmethod
    def here(cls) -> "Machine":
        """The machine that this process's environment names."""
        return cls(Path(os.environ[FOLDER]))

    def prepare(
        self, programs: Mapping[str, Mapping[str, Sequence[str]]], settings: Mapping[str, str]
    ) -> None:
        """Make the machine; `settings` is what a pod is told besides what stands in its manifest."""
        self._running.mkdir(parents=True)
        (self.folder / "programs.json").write_text(json.dumps(programs))
        (self.folder / "settings.json").write_text(json.dumps(dict(settings)))

    @property
    def settings(self) -> dict[str, str]:
        return dict(json.loads((self.folder / "settings.json").read_text()))

    @property
    def asked(self) -> list[str]:
        """What was asked for, in its order."""
        log = self.folder / "asked"
        return log.read_text().splitlines() if log.exists() else []

    def note(self, program: str, arguments: Sequence[str]) -> None:
        with (self.folder / "asked").open("a") as log:
            log.write(f"{program} {' '.join(arguments)}\n")

    @property
    def refused(self) -> list[str]:
        log = self.folder / "refused"
        return log.read_text().splitlines() if log.exists() else []

    def refuse(self, what: str) -> NoReturn:
        """End the stand-in: it was asked for what it does not do."""
        with (self.folder / "refused").open("a") as log:
            log.write(f"{what}\n")
        complain(f"stand-in: {what}")
        raise SystemExit(REFUSED)

    def containers(self, service: str = "") -> list[Container]:
        """Those there are, running or not, in the order in which they were made."""
        found = [Container(**json.loads(path.read_text())) for path in sorted(self._running.glob("*.json"))]
        return [each for each in found if service in ("", each.service)]

    def container(self, name: str) -> Container:
        path = self._running / f"{name}.json"
        if not path.exists():
            self.refuse(f"no such container: {name}")
        return Container(**json.loads(path.read_text()))

    def create(self, made: Container) -> Container:
        """Start a new container."""
        number = 1 + max((int(path.stem.split("-")[0]) for path in self._running.glob("*.json")), default=0)
        return self.start(made._replace(name=f"{number:04d}-{made.service}"))

    def start(self, each: Container) -> Container:
        """Start a container's process."""
        with self.log_of(each).open("ab") as log:
            process = subprocess.Popen(
                self.program(each.image, each.command),
                env=self.environment_of(each.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        running = each._replace(pid=process.pid, born=psutil.Process(process.pid).create_time())
        self._write(running)
        return running

    def stop(self, each: Container) -> None:
        """Tell a container to stop, and wait until it has."""
        if each.runs:
            os.kill(each.pid, signal.SIGTERM)
        give_up_at = time.monotonic() + _STOPS_WITHIN_S
        while each.runs:
            if time.monotonic() > give_up_at:
                self.refuse(f"{each.name} does not stop")
            time.sleep(0.05)

    def remove(self, each: Container) -> None:
        if each.runs:
            self.refuse(f"{each.name} runs, and is to be removed")
        (self._running / f"{each.name}.json").unlink()

    def run(self, image: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """A command in a container of its own, to its end; gives its exit code."""
        ran = subprocess.run(
            self.program(image, command),
            env=self.environment_of(environment),
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return ran.returncode

    def ready(self, each: Container, within_s: float) -> bool:
        """Whether a container works by then: a worker as its probes say, any other by what it says."""
        give_up_at = time.monotonic() + within_s
        while each.runs and time.monotonic() < give_up_at:
            said = self.log_of(each).read_text(errors="replace")
            if each.command[0] != "worker":
                if "http://" in said:
                    return True
            elif (found := re.findall(r"probes at http://127\.0\.0\.1:(\d+)/", said)) and _is_ready(
                int(found[-1])
            ):
                return True
            time.sleep(0.1)
        return False

    def has(self, image: str) -> bool:
        """Whether an image is on this machine."""
        return image in json.loads((self.folder / "programs.json").read_text())

    def program(self, image: str, command: Sequence[str]) -> list[str]:
        """What is started in this machine for a command of an image."""
        programs = json.loads((self.folder / "programs.json").read_text())
        if image not in programs:
            self.refuse(f"no such image: {image}")
        if command[0] == "worker":
            return [*programs[image]["worker"], *command[1:]]
        return [*programs[image]["longtake"], *command]

    def environment_of(self, told: Mapping[str, str]) -> dict[str, str]:
        """A container is told nothing but what stands in its file; Python has to be found all the same."""
        found = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        return found | dict(told)

    def log_of(self, each: Container) -> Path:
        return self.folder / f"{each.name}.log"

    def kill_all(self) -> None:
        """End every process that is left, at the end of a test."""
        for each in self.containers():
            if each.runs:
                os.kill(each.pid, signal.SIGKILL)

    def _write(self, each: Container) -> None:
        path = self._running / f"{each.name}.json"
        path.with_suffix(".new").write_text(json.dumps(each._asdict() | {"labels": dict(each.labels)}))
        path.with_suffix(".new").rename(path)


def say(lines: Iterable[str]) -> None:
    """Lines on stdout."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def complain(line: str) -> None:
    """A line on stderr."""
    sys.stderr.write(f"{line}\n")


def _is_ready(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/ready")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()
