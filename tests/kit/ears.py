"""`python -m tests.kit.ears VENDOR PORT`: `longtake webhooks` for the vendor of `tests.kit.vendor`, to be killed.

`Ears` is it as tests see it.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from infra.processes import _die_with
from infra.settings import Settings
from studio.cli.commands.doors.webhooks import hear
from tests.kit.hosted import told_registry
from workers.engine import engine_environment


class Ears:
    """The receiver of notices: a process that can be killed and started again at the same port."""

    def __init__(self, settings: Settings, vendor: str) -> None:
        self._environment = engine_environment(settings)
        self._vendor = vendor
        self._log = settings.home / "ears.log"
        self.address = ""
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        port = self.address.rpartition(":")[2] or "0"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "tests.kit.ears", self._vendor, port],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=partial(_die_with, os.getpid()),
            )
        assert self._process.stdout
        self.address = self._process.stdout.readline().strip()
        assert self.address, self.said

    def kill(self) -> None:
        """`kill -9`."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Stop it as a service manager does; its exit code."""
        return self._ended_by(signal.SIGTERM)

    def interrupt(self) -> int:
        """Ctrl-C; its exit code."""
        return self._ended_by(signal.SIGINT)

    def _ended_by(self, number: signal.Signals) -> int:
        self._process.send_signal(number)
        return self._process.wait(20)

    @property
    def said(self) -> str:
        """Everything it logged."""
        return self._log.read_text()


@contextmanager
def ears_at(settings: Settings, vendor: str) -> Iterator[Ears]:
    """A receiver over the settings' database, killed at the end."""
    ears = Ears(settings, vendor)
    try:
        yield ears
    finally:
        ears.kill()


if __name__ == "__main__":
    code = hear(told_registry(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
    sys.stdout.flush()
    os._exit(code)
