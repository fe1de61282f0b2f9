"""A Debian base with Python, made by debootstrap from wherever this machine has its packages from."""

import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path

PACKAGES = "python3,ca-certificates,libfribidi0"
"""What the base has beside what every Debian has."""
BASE = f"localhost/longtake-test-base:bookworm-{zlib.crc32(PACKAGES.encode()):08x}"
"""What the base is called."""

_SOURCES = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d"))
_URL = re.compile(r"^(?:URIs:\s*|deb\s+(?:\[[^]]*\]\s+)?)(\S+)", re.MULTILINE)
_LEFT_BY_APT = (
    "var/lib/apt/lists",
    "var/log",
    "var/cache",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/info",
)


def called(command: Sequence[str], **environment: str) -> str:
    """What a command says on stdout; a failure is shown with what it said."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | environment, errors="replace"
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def mirrors() -> list[str]:
    """Where this machine has packages from."""
    files = [*_SOURCES[:1], *(sorted(_SOURCES[1].glob("*")) if _SOURCES[1].is_dir() else ())]
    return [url for file in files if file.is_file() for url in _URL.findall(file.read_text())]


def debian() -> str:
    """Which of them has Debian's own; empty where none does."""
    return next((url for url in mirrors() if url.rstrip("/").endswith("/debian")), "")


def name_of(what: str) -> str:
    """What a container of this process is called, so that others see whose it is, and whether that one is gone."""
    return f"longtake-test-{os.getpid()}-{what}"


def remove_left() -> None:
    """Remove containers of processes that are gone, and bases that are made otherwise by now."""
    for name in called(["buildah", "containers", "--format", "{{.ContainerName}}"]).splitlines():
        owner = re.match(r"longtake-test-(\d+)-", name)
        if owner and not Path("/proc", owner[1]).exists():
            subprocess.run(["buildah", "rm", name], capture_output=True, check=False)
    for base in called(["buildah", "images", "--format", "{{.Name}}:{{.Tag}}"]).splitlines():
        if base.startswith(f"{BASE.partition(':')[0]}:") and base != BASE:
            subprocess.run(["buildah", "rmi", base], capture_output=True, check=False)


def make_base(folder: Path) -> None:
    """Make the base in a folder and take it in as `BASE`, unless there is one."""
    if BASE in called(["buildah", "images", "--format", "{{.Name}}:{{.Tag}}"]).splitlines():
        return
    root = folder / "base"
    shutil.rmtree(root, ignore_errors=True)
    debs = folder / "debs"
    debs.mkdir(exist_ok=True)
    called(
        [
            *("debootstrap", "--variant=minbase", f"--include={PACKAGES}", f"--cache-dir={debs}"),
            *("bookworm", str(root), debian()),
        ]
    )
    for left in _LEFT_BY_APT:
        shutil.rmtree(root / left)
        (root / left).mkdir(parents=True)
    for paper in (root / "usr/share/doc").rglob("*"):
        if paper.is_file() and paper.name != "copyright":
            paper.unlink()
    (root / "etc/apt/sources.list").unlink()
    (root / "etc/resolv.conf").write_text("")
    (root / "etc/hostname").write_text("localhost\n")
    container = called(["buildah", "from", "--name", name_of("base"), "scratch"]).strip()
    called(["buildah", "copy", "-q", container, str(root), "/"])
    called(["buildah", "config", "--env", "PATH=/usr/local/bin:/usr/bin:/bin", container])
    called(["buildah", "commit", "-q", container, BASE])
    called(["buildah", "rm", container])
    shutil.rmtree(root)
