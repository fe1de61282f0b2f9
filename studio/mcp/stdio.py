"""The door over stdin and stdout, for one program on this machine: stdout is the protocol's, all else goes to stderr."""

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from io import TextIOWrapper

from infra.settings import Settings
from studio.mcp.callers import local_caller
from studio.mcp.door import Door
from studio.mcp.kept_session import KeptSession
from studio.mcp.server import mcp_server
from studio.service.session import Listener

_PIECE = 65_536


class Stdin:
    """What comes in, as a stream that can be ended: the SDK's own reading of stdin ends only when the client closes it.

    Once it is begun, this process's stdin is empty, so that nothing it starts takes of the client's messages.
    """

    def __init__(self) -> None:
        read, self._write = os.pipe()
        self.text = TextIOWrapper(os.fdopen(read, "rb"), encoding="utf-8", errors="replace")
        self._lock = threading.Lock()
        self._ended = False

    def begin(self) -> None:
        """Take over what comes in on the process's stdin."""
        source = os.dup(0)
        with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is wanted
            os.dup2(nothing.fileno(), 0)
        threading.Thread(target=self._pump, args=(source,), daemon=True, name="stdin").start()

    def end(self) -> None:
        """No more comes in."""
        with self._lock:
            if not self._ended:
                self._ended = True
                os.close(self._write)

    def _pump(self, source: int) -> None:
        with suppress(OSError):
            while data := os.read(source, _PIECE):
                while data and not self._ended:
                    data = data[os.write(self._write, data) :]
        self.end()


async def serve(settings: Settings, tell: Listener, who: str, version: str = "") -> None:
    """Answer a program until it closes stdin, or until SIGTERM or SIGINT; films go on.

    `who` is whose decisions are made here. The engine is started meanwhile; where that fails, tools say why.
    """
    kept = KeptSession(settings, tell)
    server = mcp_server(Door(settings, kept.session, local_caller(who)), version)
    stdin, before = Stdin(), sys.stdin
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stdin.end)
    stdin.begin()
    sys.stdin = stdin.text
    starting = asyncio.create_task(kept.session())
    starting.add_done_callback(_heard)
    try:
        await server.run_stdio_async()
    except* BrokenPipeError:
        pass  # the client is gone, and so is whoever would hear of it
    finally:
        sys.stdin = before
        starting.cancel()
        await kept.close()


def _heard(task: "asyncio.Task[object]") -> None:
    """What went wrong is said by the next tool that needs the session."""
    if not task.cancelled():
        task.exception()
