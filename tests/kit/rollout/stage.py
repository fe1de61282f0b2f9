"""A stage for the scripts of `infra/deploy/rollout`: a server of one's own, a machine, stand-ins on the path, and films."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path

from infra.processes import _die_with
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from tests.kit.deploys import Deploys, server_of_builds, until_true
from tests.kit.providers import renders
from tests.kit.rollout.machine import FOLDER, Container, Machine
from workers.engine import engine_environment

SCRIPTS = Path(__file__).parents[3] / "infra/deploy/rollout"
GOOD, NEW, BAD = "longtake:1", "longtake:2", "longtake:bad"
"""The images: two of the same program, and one whose smoke film fails."""


class Rollout:
    """A script at work; what it says is in a file."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def said(self) -> str:
        return self._log.read_text()

    async def says(self, words: str) -> None:
        """Until it has said that."""

        async def said() -> bool:
            assert words in self.said or self.process.poll() is None, self.said
            return words in self.said

        await until_true(said, f"it does not say {words!r}", within_s=180)

    async def killed(self, *, alone: bool = True) -> None:
        """Kill the script itself; what it has started goes on by itself where it is killed `alone`, else it dies with it."""
        if alone:
            self.process.send_signal(signal.SIGKILL)
        else:
            os.killpg(self.process.pid, signal.SIGKILL)
        await asyncio.to_thread(self.process.wait)

    async def ended(self, code: int) -> str:
        """What it said, once it has ended with that code."""
        ended = await asyncio.to_thread(self.process.wait, 300)
        assert ended == code, f"exit {ended}: {self.said}"
        return self.said


class Stage:
    """A place in which scripts are run, and films that are made there."""

    def __init__(self, films: Deploys, folder: Path, machine: Machine) -> None:
        self.films = films
        self.folder = folder
        self.machine = machine
        self._scripts = 0

    def shim(self, program: str) -> None:
        """Put a stand-in for a program on the path of the scripts."""
        shim = self.folder / "bin" / program
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m tests.kit.rollout.{program} "$@"\n')
        shim.chmod(0o755)

    def script(self, name: str, *arguments: str, **variables: str) -> Rollout:
        """Start one of the scripts."""
        self._scripts += 1
        log = self.folder / f"script-{self._scripts}.log"
        path = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", FOLDER: str(self.machine.folder)}
        with log.open("wb") as written:
            process = subprocess.Popen(
                [SCRIPTS / name, *arguments],
                cwd=self.folder,
                env={**os.environ, **path, **variables},
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                process_group=0,
                preexec_fn=partial(_die_with, os.getpid()),
            )
        return Rollout(process, log)

    async def paid(self, price: Decimal) -> None:
        """See that what all films were told they have spent is the price of every picture and voice that was made."""
        made = [each for kind in ("image", "speech") for each in renders(self.films.journal, kind)]
        views = [await self.films.view(each.film_id) for each in await self.films.films()]
        assert sum(view.spent for view in views) == price * len(made)
        assert not any(view.reserved or view.unknown for view in views)

    def film_workers(self, build: str) -> list[Container]:
        """The film workers of a build that run."""
        return [
            each
            for each in self.machine.containers()
            if each.runs
            and each.command == ["worker", "film"]
            and each.environment.get("TEMPORAL_WORKER_BUILD_ID", "") == build
        ]


def settings_of(films: Deploys) -> dict[str, str]:
    """What every container is told: where the server, the database and the store are, and that it has little time to end."""
    environment = engine_environment(films.settings)
    told = {name: value for name, value in environment.items() if name.startswith("LONGTAKE_")}
    return told | {
        "TEMPORAL_ADDRESS": films.address,
        "LONGTAKE_GRACE_S": "2",
        "LONGTAKE_PROBES": "127.0.0.1:0",
        "LONGTAKE_STUDIO_TOKEN": "not-a-secret-of-24-characters",
        "HOME": str(films.settings.home),
    }


def programs_of(journal: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """What each image has in it."""
    worker = [sys.executable, "-P", "-m", "tests.kit.rollout.worker", str(journal)]
    longtake = [str(Path(sys.executable).parent / "longtake")]
    return {
        image: {"worker": [*worker, "bad" if image == BAD else "good"], "longtake": longtake}
        for image in (GOOD, NEW, BAD)
    }


@asynccontextmanager
async def stage_at(folder: Path, program: str) -> AsyncIterator[Stage]:
    """A stage with a stand-in for `program` on the path, and no container yet."""
    settings = Settings(home=folder / "home", cpu_slots=4)
    async with server_of_builds(settings) as server:
        films = Deploys(
            await connect(open_store(settings), local_config(server.address)), settings, server.address
        )
        machine = Machine(folder / "machine")
        machine.prepare(programs_of(films.journal), settings_of(films))
        stage = Stage(films, folder, machine)
        stage.shim(program)
        try:
            yield stage
            assert machine.refused == []
        finally:
            machine.kill_all()
