"""Hosts as network namespaces: each hangs on a switch that is a namespace too, and nothing of the machine's own network is touched.

A namespace belongs to a thread and to the processes begun in it, and has no name: when all of them are gone, however they went,
so is the namespace with its cables.
"""

import ctypes
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from infra.processes import _die_with, kill_marked, mark_of

T = TypeVar("T")

_NEW_NETWORK = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)
_PREFIX = 24


class CannotHaveHosts(Exception):
    """This machine does not allow it; the message says what it lacks."""


def _enter_new() -> None:
    """This thread is in a network namespace of its own from here on, with everything begun in it."""
    if _LIBC.unshare(_NEW_NETWORK) != 0:
        raise CannotHaveHosts(f"no network namespaces here: {os.strerror(ctypes.get_errno())}")


def _run(*command: str) -> None:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CannotHaveHosts(f"the program {command[0]} is not installed") from None
    if ran.returncode != 0:
        raise CannotHaveHosts(f"{' '.join(command)}: {ran.stderr.strip()}")


class Namespace:
    """A network namespace and the thread that is in it: what is run by it, or begun by it, is there too."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"host-{name}")
        self.run(_enter_new)
        self.run(lambda: _run("ip", "link", "set", "lo", "up"))
        self.number: int = self.run(threading.get_native_id)

    def run(self, work: Callable[[], T]) -> T:
        """What `work` gives, done in the namespace: sockets that it opens stay there."""
        return self._thread.submit(work).result()

    def ip(self, *words: str) -> None:
        """Run `ip` there."""
        self.run(lambda: _run("ip", *words))

    def leave(self) -> None:
        """Let go of it."""
        self._thread.shutdown()


class Host(Namespace):
    """A host: a namespace with an address on the switch, and the processes that were begun there."""

    def __init__(self, name: str, address: str) -> None:
        super().__init__(name)
        self.address = address
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def pids(self) -> set[int]:
        """The numbers of the processes that were begun there."""
        return {process.pid for process in self.processes}

    def start(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Begin a process there that dies with the tests."""

        def begun() -> subprocess.Popen[bytes]:
            with log.open("ab") as written:
                return subprocess.Popen(
                    command,
                    env=environment,
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=written,
                    stderr=written,
                    preexec_fn=partial(_die_with, os.getpid()),
                )

        self.processes.append(process := self.run(begun))
        return process

    def kill(self) -> None:
        """`kill -9` of everything that was begun there with `start`."""
        kill_marked([mark for process in self.processes if (mark := mark_of(process.pid))])
        for process in self.processes:
            process.wait()
        self.processes.clear()

    def hears_nothing_of(self, other: "Host") -> None:
        """Nothing that it says reaches the other any more, while it hears all that the other says: one way is cut."""
        self.ip("route", "add", "blackhole", f"{other.address}/32")

    def answers(self, other: "Host") -> None:
        """What it says reaches the other again."""
        self.ip("route", "del", "blackhole", f"{other.address}/32")

    def loses(self, share: float) -> None:
        """Of what comes in this share is lost, drawn by the kernel; nothing is at 0."""
        self.run(lambda: _run("iptables", "-F", "INPUT"))
        if share:
            rule = ("-m", "statistic", "--mode", "random", "--probability", str(share), "-j", "DROP")
            self.run(lambda: _run("iptables", "-A", "INPUT", "-i", "eth0", *rule))


class Switch(Namespace):
    """What the hosts hang on."""

    def __init__(self, names: Sequence[str], network: str = "10.77.0") -> None:
        super().__init__("switch")
        self.ip("link", "add", "bridge", "type", "bridge")
        self.ip("link", "set", "bridge", "up")
        self.hosts = {name: self._plugged(name, f"{network}.{n}") for n, name in enumerate(names, start=1)}

    def _plugged(self, name: str, address: str) -> Host:
        host = Host(name, address)
        self.ip("link", "add", _port(name), "type", "veth", "peer", "eth0", "netns", str(host.number))
        self.ip("link", "set", _port(name), "master", "bridge", "up")
        host.ip("address", "add", f"{address}/{_PREFIX}", "dev", "eth0")
        host.ip("link", "set", "eth0", "up")
        return host

    def cut(self, name: str) -> None:
        """Pull a host's cable: what is sent vanishes, either way, and nobody is told."""
        self.ip("link", "set", _port(name), "down")

    def heal(self, name: str) -> None:
        """Plug it in again."""
        self.ip("link", "set", _port(name), "up")


def _port(name: str) -> str:
    return f"to-{name}"


@contextmanager
def hosts_named(*names: str) -> Iterator[Switch]:
    """Hosts on a switch; the test is skipped, with the reason, where the machine does not allow them."""
    try:
        switch = Switch(names)
    except CannotHaveHosts as error:
        pytest.skip(f"There cannot be several hosts on this machine: {error}.")
    try:
        yield switch
    finally:
        for host in switch.hosts.values():
            host.kill()
            host.leave()
        switch.leave()
