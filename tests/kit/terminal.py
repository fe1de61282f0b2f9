"""Commands typed one after the other, each a process of its own that has the program's modules loaded already.

`python -m tests.kit.terminal FD` imports the program once and forks for each command that it is sent over FD:
what a command does, prints and ends with is its own, and the half second of importing is not spent again.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, NoReturn

LONGTAKE = Path(sys.executable).parent / "longtake"

_MOST = 1 << 20
"""More bytes than any command has that a test types, with its environment."""
_WITHIN_S = 180.0


class Ended(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    """Its exit code, negative for the signal that killed it."""
    out: str
    err: str


class Terminal:
    """Runs commands in `folder`; `environment` is the one that the program is imported in. It ends with the test's process."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._loaded = subprocess.Popen(
                [sys.executable, "-P", "-m", "tests.kit.terminal", str(theirs.fileno())],
                cwd=folder,
                env=environment,
                pass_fds=[theirs.fileno()],
                # Pipes, as the commands get them: their streams are these.
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )

    def run(self, arguments: Sequence[str], environment: Mapping[str, str], typed: str = "") -> Ended:
        """A command to its end; `typed` is all there is on its stdin, which is no terminal."""
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        socket.send_fds(self._ours, [json.dumps([arguments, dict(environment)]).encode()], theirs)
        for fd in theirs:
            os.close(fd)
        with (
            ThreadPoolExecutor(2) as readers,
            os.fdopen(pipes[1][0]) as out,
            os.fdopen(pipes[2][0]) as err,
        ):
            printed = [readers.submit(out.read), readers.submit(err.read)]
            with os.fdopen(pipes[0][1], "w") as stdin:
                stdin.write(typed)
            pid, code = int(self._told(None)), self._told(_WITHIN_S)
            if not code:
                os.kill(pid, signal.SIGKILL)
                code = self._told(None)
                raise AssertionError(f"{arguments}: not done in {_WITHIN_S:.0f} s")
            return Ended(int(code), *(one.result() for one in printed))

    def _told(self, within_s: float | None) -> bytes:
        """What the other side said; nothing if it did not within that time."""
        self._ours.settimeout(within_s)
        try:
            said = self._ours.recv(_MOST)
        except TimeoutError:
            return b""
        assert said, self._loaded.stderr.read().decode() if self._loaded.stderr else ""
        return said


def _serve(ours: socket.socket) -> None:
    """Fork for each command; ends when nobody types any more, and, with a command to run, in each fork."""
    while True:
        said, fds, _, _ = socket.recv_fds(ours, _MOST, 3)
        if not said:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            for fd, wanted in zip(fds, (0, 1, 2), strict=True):
                os.dup2(fd, wanted)
                os.close(fd)
            ours.close()
            arguments, environment = json.loads(said)
            sys.argv = [str(LONGTAKE), *arguments]
            os.environ.clear()
            os.environ.update(environment)
            return
        for fd in fds:
            os.close(fd)
        ours.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        ours.send(str(os.waitstatus_to_exitcode(status)).encode())


def _main() -> NoReturn:
    import studio.cli.app
    import studio.service.session  # which those commands import that talk to an engine
    from studio.__main__ import main

    assert studio.cli.app and studio.service.session
    _serve(socket.socket(fileno=int(sys.argv[1])))
    main()
    raise AssertionError("a command ends its process")


if __name__ == "__main__":
    _main()
