"""The supervisor of the embedded engine: starts the server and the workers, restarts what dies, stops when idle.

Started by `workers.engine.ensure_engine` as `python -m workers.supervisor [WORKER COMMANDS AS JSON]`.
If it cannot start or go on, it prints one line of JSON with the error's type and sentence.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from temporalio.service import RPCError

from infra import processes
from infra.engine.server import NAMESPACE, TemporalServer
from infra.logs import start_log
from infra.memory import memory_limit
from infra.owner_only import use_private_umask
from infra.processes import ProcessMark, kill_marked, mark_of
from infra.settings import Settings, load_settings
from models.errors import EngineUnavailable, LongtakeError, StorageError
from workers.engine import REFUSED, WORKERS, WorkerCommands, engine_environment
from workers.engine_files import (
    EngineState,
    alone,
    attached_path,
    home_is_gone,
    identity,
    only_supervisor,
    prepare_home,
    read_state,
    state_path,
    write_state,
)

_log = logging.getLogger("longtake.supervisor")

_GRACE_S = 6.0
"""The longest grace of work under way when the engine is stopped: `down` shall not take long."""
_WORKER_ENDS_WITHIN_S = _GRACE_S + 1.5
_HEALTHY_S = 60.0
_DEATHS_WORTH_TELLING = 3
_REFUSED_PAUSE_S = 180.0
_SERVER_TRIES = 6
_HOME_LOOK_S = 1.0


class Supervisor:
    """Keeps one server and its workers alive until told to stop, or until nobody needs them."""

    def __init__(self, settings: Settings, worker_commands: WorkerCommands) -> None:
        self._settings = settings
        self._worker_commands = worker_commands
        previous = read_state(settings)
        self._leftovers = list(previous.children.values()) if previous else []
        self._server = TemporalServer(settings, previous.ports if previous else None)
        self._started_at = datetime.now(UTC)
        self._children: dict[str, ProcessMark] = {}
        self._worker_notes: dict[str, str] = {}
        self._serving: asyncio.Task[None] | None = None
        self._home = identity(settings.home)
        self._stopping = False

    async def run(self) -> None:
        """Serve until SIGTERM, SIGINT or idleness; returns when every child has ended.

        Raises:
            LongtakeError: the server cannot be started, or not again.

        """
        state_path(self._settings).unlink(missing_ok=True)
        if killed := kill_marked(self._leftovers):
            _log.warning("Killed what the previous supervisor left behind: %s", killed)
        self._serving = asyncio.create_task(self._serve())
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self._stop, f"signal {signum}")
        try:
            await self._serving
        except asyncio.CancelledError:
            _log.info("Stopped")
        except BaseExceptionGroup as group:
            self._check_home()  # which would be the reason of all the others
            raise group.exceptions[0] from group

    def _stop(self, reason: str) -> None:
        """Begin the orderly stop, once: a second signal must not interrupt it."""
        assert self._serving is not None
        if not self._stopping:
            _log.info("Stopping: %s", reason)
            self._stopping = True
            # From here on commands wait for the next engine instead of joining this one.
            state_path(self._settings).unlink(missing_ok=True)
            self._serving.cancel()

    async def _serve(self) -> None:
        try:
            await self._server.start()
            for note in self._server.notes:
                _log.warning(note)
            self._started("server", self._server.pid)
            self._write_state()
            _log.info("Ready at %s, Web UI at %s", self._server.address, self._server.ui_url)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_server())
                group.create_task(self._stop_when_idle())
                group.create_task(self._watch_home())
                for name, command in self._worker_commands.items():
                    group.create_task(self._keep_worker(name, command))
        finally:
            state_path(self._settings).unlink(missing_ok=True)
            await self._server.stop()

    async def _keep_server(self) -> None:
        while True:
            code = await self._server.wait()
            _log.warning("The server ended with exit code %d: starting it again", code)
            await self._restart_server()
            self._started("server", self._server.pid)
            self._rewrite_state()

    async def _restart_server(self) -> None:
        for attempt in range(1, _SERVER_TRIES + 1):
            await asyncio.sleep(_pause_s(attempt))
            try:
                await self._server.start()
            except (EngineUnavailable, StorageError) as error:
                _log.warning("%s", error)
                if attempt == _SERVER_TRIES:
                    raise
            else:
                return

    async def _keep_worker(self, name: str, command: Sequence[str]) -> None:
        log = self._settings.logs_dir / f"worker-{name}.log"
        grace_s = min(self._settings.grace_s, _GRACE_S)
        environment = engine_environment(self._settings.model_copy(update={"grace_s": grace_s})) | {
            "TEMPORAL_ADDRESS": self._server.address,
            "TEMPORAL_NAMESPACE": NAMESPACE,
        }
        deaths = 0
        while True:
            try:
                worker = await processes.spawn(command, env=environment, cwd=self._settings.home, log=log)
            except OSError as error:
                raise EngineUnavailable(f"The worker {name} cannot be run: {error}.") from error
            try:
                self._started(name, worker.pid)
                self._rewrite_state()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_HEALTHY_S):
                        await worker.wait()
                if worker.returncode is None:
                    deaths = 0
                    if self._worker_notes.pop(name, None):
                        self._rewrite_state()
                    await worker.wait()
            finally:
                await processes.stop(worker, _WORKER_ENDS_WITHIN_S)
            deaths += 1
            _log.warning(
                "The worker %s ended with exit code %s: starting it again.%s",
                name,
                worker.returncode,
                _killed(worker.returncode),
            )
            if refused := worker.returncode == REFUSED:
                self._worker_notes[name] = (
                    f"The worker {name} cannot work here, and is tried again every few minutes: see {log}."
                )
                self._rewrite_state()
            elif deaths == _DEATHS_WORTH_TELLING:
                self._worker_notes[name] = (
                    f"The worker {name} keeps stopping and is started again: see {log}."
                    + _killed(worker.returncode)
                )
            await asyncio.sleep(_REFUSED_PAUSE_S if refused else _pause_s(deaths))

    async def _stop_when_idle(self) -> None:
        idle_s = self._settings.idle_s
        attached = attached_path(self._settings)
        quiet_since = time.monotonic()
        last_visit = 0
        while True:
            await asyncio.sleep(min(5.0, idle_s / 4))
            # Held alone while films are counted and the state is removed, so that a command
            # either attaches before the count, or finds no engine and starts the next one.
            with alone(attached) as nobody_here:
                visit = attached.stat().st_mtime_ns
                if not nobody_here or visit != last_visit or await self._films_may_run():
                    quiet_since, last_visit = time.monotonic(), visit
                elif time.monotonic() - quiet_since >= idle_s:
                    self._stop(f"no film ran and no command was attached for {idle_s:g} s")
                    return

    async def _watch_home(self) -> None:
        """End when the home is gone: a server that goes on without its files takes films that nobody can make.

        Raises:
            StorageError: it was removed, or another folder is in its place.

        """
        while True:
            await asyncio.sleep(_HOME_LOOK_S)
            self._check_home()

    def _check_home(self) -> None:
        if identity(self._settings.home) != self._home:
            raise StorageError(home_is_gone(self._settings.home))

    async def _films_may_run(self) -> bool:
        """Whether a workflow runs, or the server cannot tell."""
        try:
            running = await self._server.client.count_workflows(
                "ExecutionStatus = 'Running'", rpc_timeout=timedelta(seconds=2)
            )
        except RPCError:
            return True
        return running.count > 0

    def _started(self, name: str, pid: int) -> None:
        if mark := mark_of(pid):
            self._children[name] = mark

    def _write_state(self) -> None:
        supervisor = mark_of(os.getpid())
        assert supervisor is not None
        state = EngineState(
            supervisor=supervisor,
            started_at=self._started_at,
            ports=self._server.ports,
            children=self._children,
            notes=(*self._server.notes, *self._worker_notes.values()),
        )
        write_state(self._settings, state)

    def _rewrite_state(self) -> None:
        """Tell what changed; a full disk must not end films that could go on."""
        if not self._stopping:
            try:
                self._write_state()
            except StorageError as error:
                _log.warning("%s", error)


def _killed(code: int | None) -> str:
    """What a worker's end may mean that nobody asked for."""
    if code != -signal.SIGKILL:
        return ""
    return f" It was killed, as the system does when memory runs out ({memory_limit()})."


def _pause_s(deaths: int) -> float:
    """Seconds to wait before a restart: 0.1 after the first death, doubled after each more, 10 at most."""
    return min(10.0, 0.05 * 2.0 ** min(deaths, 10))


def main(arguments: Sequence[str]) -> int:
    """Run as a process: 0 after an orderly stop or when another supervisor is alive, 1 after an error."""
    use_private_umask()
    start_log()
    worker_commands: WorkerCommands = json.loads(arguments[0]) if arguments else WORKERS
    try:
        settings = load_settings()
        prepare_home(settings)
        with only_supervisor(settings) as alone_here:
            if alone_here:
                asyncio.run(Supervisor(settings, worker_commands).run())
            else:
                _log.info("Another supervisor is alive")
    except LongtakeError as error:
        _log.error("%s", error)  # the sentence is for a person; a traceback adds nothing
        with suppress(BrokenPipeError):  # nobody may be listening any more
            sys.stdout.write(json.dumps({"error": type(error).__name__, "message": str(error)}) + "\n")
            sys.stdout.flush()
        return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    # Threads of the Temporal SDK can abort an ordinary interpreter exit.
    os._exit(code)
