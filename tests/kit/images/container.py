"""A container of the image as Docker would begin it: processes, files and a user of its own, its root read-only."""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import psutil

from infra.processes import _die_with
from tests.kit.deploys import until_true
from tests.kit.images.image import Image

USER = 10001

_BOX = """
set -e
root=$1 home=$2 folder=$3; shift 3
mount --bind "$root" "$root"
mount --bind "$home" "$root/home/longtake"
mount -t tmpfs -o mode=1777,noexec,nosuid,nodev tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
touch "$root/etc/hosts"
mount --bind /etc/hosts "$root/etc/hosts"
mount -o remount,bind,ro "$root"
exec chroot "$root" setpriv --reuid 10001 --regid 10001 --clear-groups --bounding-set=-all --no-new-privs --pdeathsig KILL \
  env --chdir "$folder" -i "$@"
"""
"""Only the volume and `/tmp` can be written to, and nothing in `/tmp` be run, as Docker mounts it; the network is this machine's."""


def _command(
    image: Image, home: Path, args: Sequence[str], variables: dict[str, str], *, plain: bool
) -> list[str]:
    config = image.config()
    home.mkdir(parents=True, exist_ok=True)
    os.chown(home, USER, USER)
    told = [*config["Env"], *(f"{name}={value}" for name, value in variables.items())]
    entry = [] if plain else config["Entrypoint"]
    box = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "sh", "-c", _BOX, "box"]
    return [*box, str(image.root), str(home), config["WorkingDir"], *told, *entry, *(args or config["Cmd"])]


def said_in(image: Image, home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What a program of the image says in a container of its own, that is no `longtake`."""
    return subprocess.run(
        _command(image, home, words, variables, plain=True), capture_output=True, text=True, check=False
    )


class Container:
    """A container that runs, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    async def says(self, pattern: str) -> str:
        """The first group of what it says, as soon as it does; where it ends before, the test fails."""
        pattern_ = re.compile(pattern, re.MULTILINE)

        async def said() -> bool:
            assert self.process.poll() is None, self.log
            return pattern_.search(self.log) is not None

        await until_true(said, f"{pattern} was not said", within_s=180)
        found = pattern_.search(self.log)
        assert found
        return found[1]

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        return await asyncio.to_thread(self.process.wait, 300)

    async def told(self, number: signal.Signals) -> int:
        """Its exit code, once its first process was sent a signal, as `docker stop` and `docker kill` do."""
        [first] = psutil.Process(self.process.pid).children()
        first.send_signal(number)
        return await self.ended()

    async def stopped(self) -> int:
        """Its exit code, once it was told to end."""
        return await self.told(signal.SIGTERM)


@asynccontextmanager
async def container(image: Image, home: Path, *args: str, **variables: str) -> AsyncIterator[Container]:
    """A container with a volume at its home; without `args`, with the image's own. Killed at the end where it has not ended."""
    log = home.with_name(f"{home.name}.log")
    with log.open("wb") as written:
        process = subprocess.Popen(
            _command(image, home, args, variables, plain=False),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
            preexec_fn=partial(_die_with, os.getpid()),
        )
    try:
        yield Container(process, log)
    finally:
        process.kill()
        process.wait()
