"""The vendor of `tests.kit.vendor` as tests see it: told to misbehave, killed, and audited."""

import json
import multiprocessing
import os
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from hashlib import sha256
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from infra.processes import _die_with
from tests.kit.vendor import Behaviour, Books, Fault, read_log, serve

_FORKED = multiprocessing.get_context("forkserver")
# Every test has a vendor of its own: what each would read before its first file takes longer than the file.
_FORKED.set_forkserver_preload(
    ["tests.kit.vendor", "infra.media.encoder", "PIL.PngImagePlugin", "av", "numpy"]
)


class Vendor:
    """The vendor as tests see it: a process that can be told to misbehave, killed, and audited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: ForkServerProcess | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{(self.folder / 'port').read_text()}"

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process
        assert self._process.pid
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        ours, theirs = _FORKED.Pipe(duplex=False)
        self._process = _FORKED.Process(target=_serve, args=(self.folder, theirs), daemon=True)
        self._process.start()
        theirs.close()
        assert ours.poll(60)
        assert ours.recv_bytes() == b"ready"
        ours.close()

    def kill(self) -> None:
        """`kill -9`."""
        assert self._process
        self._process.kill()
        self._process.join()

    def behave(
        self, *faults: Fault, listing: bool = True, breaks: float = 0.0, seed: int = 0, notices: str = ""
    ) -> None:
        """Behave like this from now on."""
        behaviour = Behaviour(listing=listing, faults=faults, breaks=breaks, seed=seed, notices=notices)
        data = behaviour.model_dump_json().encode()
        request = urllib.request.Request(f"{self.address}/behaviour", data, method="PUT")
        urllib.request.urlopen(request, timeout=10).close()

    @property
    def accepted(self) -> list[dict[str, Any]]:
        """The jobs that were accepted, in order."""
        return [line for line in read_log(self.folder) if line["did"] == "accept"]

    @property
    def told(self) -> list[str]:
        """The jobs of which a notice was heard, each as often as that."""
        return [line["id"] for line in read_log(self.folder) if line["did"] == "told"]

    @property
    def billed(self) -> Decimal:
        """Dollars for every job that was accepted and has not failed for nothing."""
        jobs = Books(self.folder).jobs.values()
        free = [job for job in jobs if job["status"] == "failed" and job["fails"] == "fail"]
        return sum((Decimal(job["usd"]) for job in jobs if job not in free), Decimal(0))

    @property
    def crimes(self) -> list[str]:
        """What nobody may ever do: a reference used twice, or the same thing bought twice."""
        told = [line["what"] for line in read_log(self.folder) if line["did"] == "crime"]
        kept = [job for job in Books(self.folder).jobs.values() if job["status"] != "failed"]
        bought = Counter(_recipe(job["asked"]) for job in kept)
        return told + [f"bought {count} times: {what}" for what, count in bought.items() if count > 1]


def _serve(folder: Path, ready: Connection) -> None:
    _die_with(os.getppid())
    serve(folder, ready)


def _recipe(asked: dict[str, Any]) -> str:
    """What was asked for, whoever asked."""
    what = json.dumps({name: value for name, value in asked.items() if name != "reference"}, sort_keys=True)
    return f"{asked['kind']} {asked['prompt']!r} {sha256(what.encode()).hexdigest()[:12]}"


@contextmanager
def vendor_at(folder: Path, *, listing: bool = True) -> Iterator[Vendor]:
    """A vendor in a process of its own, whose memory is in `folder`; one that lists its jobs, or does not."""
    vendor = Vendor(folder)
    try:
        if not listing:
            vendor.behave(listing=False)
        yield vendor
    finally:
        vendor.kill()
