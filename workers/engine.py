"""The embedded engine as commands see it: find it, start it, stay attached to it, stop it."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import MappingProxyType

from pydantic import SecretStr

from infra.engine.ports import answers
from infra.owner_only import appending
from infra.processes import kill_marked, open_log
from infra.settings import Settings, load_settings
from infra.storage import storage_errors
from models import errors
from models.base import Frozen
from models.errors import BadInput, EngineUnavailable, LongtakeError
from workers.engine_files import attached_path, prepare_home, read_state, supervisor_pid

WorkerCommands = Mapping[str, Sequence[str]]
"""The worker processes by name; the name is part of the log's: `worker-<name>.log`."""

WORKERS: WorkerCommands = MappingProxyType(
    {
        "film-io": (sys.executable, "-P", "-m", "workers", "film", "io"),
        "cpu": (sys.executable, "-P", "-m", "workers", "cpu"),
    }
)
CARDS = (sys.executable, "-P", "-m", "workers.cards", json.dumps({"labels": ["gpu"]}))
"""The process that serves all cards of this machine, or starts one for each."""
REFUSED = 2
"""What a worker ends with that cannot work as it was told, a card's where there is no card for example: it has said why."""

_READY_WITHIN_S = 40.0
_STOPPED_WITHIN_S = 14.0
_LOOK_EVERY_S = 0.05


class Engine(Frozen):
    """A running embedded engine."""

    address: str
    """Where Temporal clients connect, such as `127.0.0.1:7233`; the namespace is `default`."""
    ui_url: str
    pid: int
    """The supervisor's process number."""
    notes: tuple[str, ...] = ()
    """What a person should know, one sentence each."""


def find_engine(settings: Settings) -> Engine | None:
    """The engine of this home if it is ready; starts nothing."""
    pid = supervisor_pid(settings)
    state = read_state(settings) if pid else None
    if state is None or state.supervisor.pid != pid or not answers(state.ports.grpc):
        return None
    return Engine(
        address=f"127.0.0.1:{state.ports.grpc}",
        ui_url=f"http://127.0.0.1:{state.ports.ui}",
        pid=state.supervisor.pid,
        notes=state.notes,
    )


def workers_of(settings: Settings) -> WorkerCommands:
    """The worker processes of a home's engine: cards are served where that was set."""
    return {**WORKERS, "gpu": CARDS} if settings.engine_cards else WORKERS


def ensure_engine(settings: Settings, *, worker_commands: WorkerCommands | None = None) -> Engine:
    """The engine of this home, started in the background if it is not running; commands at once share one.

    Its workers are those of the settings where nobody names others.

    Call it inside `attached(settings)`, else the engine may stop itself `settings.idle_s` seconds later.

    Raises:
        BadInput: the home is a file.
        StorageError: the home cannot be written, or the database cannot be opened.
        MissingExtra: the Temporal server is not installed.
        EngineUnavailable: it did not start; the message says why and names the log.

    """
    supervisor: subprocess.Popen[bytes] | None = None
    give_up_at = time.monotonic() + _READY_WITHIN_S
    with attached(settings):
        while time.monotonic() < give_up_at:
            if engine := find_engine(settings):
                return engine
            if supervisor is None and supervisor_pid(settings) is None:
                supervisor = _spawn_supervisor(settings, worker_commands or workers_of(settings))
            elif supervisor is not None and supervisor.poll() is not None:
                if supervisor.returncode != 0:
                    raise _last_words(supervisor, settings)
                supervisor = None  # another one was first, or one was still stopping
            time.sleep(_LOOK_EVERY_S)
    raise EngineUnavailable(
        f"The embedded engine was not ready within {_READY_WITHIN_S:.0f} s: see the logs in {settings.logs_dir}."
    )


@contextmanager
def attached(settings: Settings) -> Iterator[None]:
    """Keep the engine from stopping itself during the block; the death of this process ends it too.

    Raises:
        BadInput, StorageError: as `ensure_engine`.

    """
    prepare_home(settings)
    with storage_errors(attached_path(settings)):
        file = appending(attached_path(settings))
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield
        finally:
            # The supervisor sees by the time that somebody was here between two of its looks.
            with suppress(OSError):
                os.utime(file.fileno())


def stop_engine(settings: Settings) -> bool:
    """Stop the engine of this home and wait until all of it has ended; whether there was one.

    Films that are running stay in the database and go on with the next engine.
    """
    if supervisor_pid(settings) is None:
        return False
    state = read_state(settings)

    def signalled_until_gone(signum: int, within_s: float) -> bool:
        sent_to: int | None = None
        give_up_at = time.monotonic() + within_s
        while (pid := supervisor_pid(settings)) is not None and time.monotonic() < give_up_at:
            if pid and pid != sent_to:
                with suppress(ProcessLookupError):
                    os.kill(pid, signum)
                sent_to = pid
            time.sleep(_LOOK_EVERY_S)
        return pid is None

    if not signalled_until_gone(signal.SIGTERM, _STOPPED_WITHIN_S):
        signalled_until_gone(signal.SIGKILL, 5)
        kill_marked(state.children.values() if state else ())
    return True


def engine_environment(settings: Settings) -> dict[str, str]:
    """The environment in which these very settings are read again, wherever the process runs.

    Temporal's own variables are left out: they would lead a process away from the embedded server. A tenant's engine is that of a
    home of its own: its processes know of no tenants, and have its keys and nobody else's.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    if settings.own_variables is not None:
        environment = _asking_as_tenant(environment, settings)
    for name, value in settings:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if plain is not None:
            text = json.dumps(plain) if isinstance(plain, (dict, list, tuple)) else str(plain)
            environment[f"LONGTAKE_{name.upper()}"] = text
    environment["LONGTAKE_HOME"] = str(settings.home.absolute())
    # Probes are one worker's, and an engine has several.
    environment |= {"LONGTAKE_TENANT": "", "LONGTAKE_TENANTS": "", "LONGTAKE_PROBES": ""}
    return environment


def enter_home(settings: Settings, address: str) -> Settings:
    """Make this process one of the embedded engine at `address`, as its workers are; its settings from here on.

    Raises:
        BadInput: as `load_settings`.

    """
    if settings.own_variables is not None:
        environment = engine_environment(settings) | {"LONGTAKE_PROBES": settings.probes}
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(settings.home)  # the `.env` where we were is the operator's
        settings = load_settings()
    os.environ["TEMPORAL_ADDRESS"] = address
    return settings


def _asking_as_tenant(environment: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """An environment in which vendors are asked with a tenant's keys, and nobody else's are found."""
    from providers.llm.catalogue import Catalogue
    from workers.language_models import asked_with, catalogue, names_asked_with

    try:
        known = catalogue(settings)
    except BadInput:
        known = Catalogue.load(None, None)
    others = names_asked_with(known)
    kept = {name: value for name, value in environment.items() if name not in others}
    return kept | asked_with(known, settings)


def _in_env_file(settings: Settings) -> dict[str, str]:
    """The keys and addresses of vendors that stand in `.env` here, which nobody reads where the workers run."""
    from workers.language_models import asked_with, catalogue

    try:
        return asked_with(catalogue(settings), settings)
    except BadInput:
        return {}  # the file of one's own models; whoever needs it says what is wrong


def _spawn_supervisor(settings: Settings, worker_commands: WorkerCommands) -> subprocess.Popen[bytes]:
    commands = json.dumps({name: list(command) for name, command in worker_commands.items()})
    log = settings.logs_dir / "supervisor.log"
    with storage_errors(log), open_log(log) as output:
        supervisor = subprocess.Popen(
            [sys.executable, "-P", "-m", "workers.supervisor", commands],
            env=_in_env_file(settings) | engine_environment(settings),
            cwd=settings.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
    # Reaps it should it end before this command does.
    threading.Thread(target=supervisor.wait, daemon=True).start()
    return supervisor


def _last_words(supervisor: subprocess.Popen[bytes], settings: Settings) -> LongtakeError:
    """The error that a supervisor printed as its only line before it ended."""
    said = supervisor.stdout.read() if supervisor.stdout else b""
    try:
        words = json.loads(said)
        kind: Callable[[str], LongtakeError] = getattr(errors, words["error"])
        return kind(words["message"])
    except (ValueError, KeyError, AttributeError, TypeError):
        log = settings.logs_dir / "supervisor.log"
        return EngineUnavailable(f"The supervisor stopped with exit code {supervisor.returncode}: see {log}.")
