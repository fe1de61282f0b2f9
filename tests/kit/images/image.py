"""The image of this tree, built once: of the same inputs it is found again, also by later runs of the tests."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock

from tests.kit.images.base import BASE, called, debian, make_base, name_of, remove_left

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "infra/deploy/image"
NAME = "localhost/longtake-test"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "longtake-image-tests"
"""Wheels and the base, outside of the repository; what it is called with, no file of the image may have in it."""

_ROOMS = ("models", "workflows", "activities", "library", "providers", "workers", "infra", "studio")
_FILES = ("pyproject.toml", "README.md", "LICENSE", "requirements/image.txt", "requirements/image-tools.txt")


@dataclass(frozen=True)
class Image:
    """An image, with its root mounted where nobody may write to it: `built_s` is 0 where it was found."""

    tag: str
    root: Path
    built_s: float

    def config(self) -> dict[str, Any]:
        """What its containers are begun with, by OCI's names."""
        return dict(self.described()["OCIv1"]["config"])

    def described(self) -> dict[str, Any]:
        """All that is written down beside its files."""
        described: dict[str, Any] = json.loads(called(["buildah", "inspect", "--type", "image", self.tag]))
        return described


def why_not() -> str:
    """Why no image can be built here; empty where it can."""
    if os.geteuid() != 0:
        return "An image is built and run by root."
    for program in ("buildah", "debootstrap", "unshare"):
        if shutil.which(program) is None:
            return f"There is no {program} here: .ci/run installs it."
    if not debian():
        return "This machine does not say where Debian's packages are."
    if subprocess.run(["buildah", "info"], capture_output=True, check=False).returncode != 0:
        return "buildah has no storage here that works: `buildah info` says why."
    tried = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        capture_output=True,
        check=False,
    )
    if tried.returncode != 0:
        return "This machine gives nobody namespaces of their own."
    return ""


def _inputs() -> str:
    """A hash of everything that the image is made of, but for the base."""
    files = [ROOT / name for name in _FILES]
    files += [
        path
        for room in _ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    told = hashlib.sha256()
    for path in sorted(files):
        told.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()[:16]


def _built(tag: str, *, anew: bool = False) -> float:
    """Build it unless it is there; seconds that took. One process builds, others wait for it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / ".lock"):
        remove_left()
        had = called(["buildah", "images", "--format", "{{.Name}}:{{.Tag}}"]).splitlines()
        if tag in had and not anew:
            return 0.0
        began = time.monotonic()
        make_base(CACHE)
        build = [
            str(FOLDER / "build.sh"),
            "--with",
            "buildah",
            "--base",
            BASE,
            "--context",
            str(CACHE / "context"),
        ]
        called([*build, tag], BUILDAH_ISOLATION="chroot", PYTHON=sys.executable)
        for old in had:
            if old.startswith(f"{NAME}:") and old != tag:
                # One that other tests run from right now stays.
                subprocess.run(["buildah", "rmi", old], capture_output=True, check=False)
        return time.monotonic() - began


@contextmanager
def image(*, anew: bool = False) -> Iterator[Image]:
    """The image of this tree, mounted; built also where there is one, if `anew`."""
    tag = f"{NAME}:{_inputs()}"
    built_s = _built(tag, anew=anew)
    container = called(["buildah", "from", "--name", name_of(uuid4().hex[:8]), tag]).strip()
    try:
        yield Image(tag, Path(called(["buildah", "mount", container]).strip()), built_s)
    finally:
        subprocess.run(["buildah", "rm", container], capture_output=True, check=False)
