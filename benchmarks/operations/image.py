"""The image: how long it takes to build, how large it is, how soon a container of it serves.

Run as root with `python -m benchmarks.operations.image [ROUNDS]`; needs buildah, debootstrap and what `make test-ops` needs. What an earlier
run has built is built anew, apart from wheels and the base that are kept in the cache of the tests.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.kit.images.base import called
from tests.kit.images.container import container, said_in
from tests.kit.images.image import Image, image, why_not


def packed_mb(built: Image, folder: Path) -> list[float]:
    """Megabytes of each layer as a registry has them."""
    called(["buildah", "push", "-q", "--format", "oci", built.tag, f"dir:{folder}"])
    return [layer["size"] / 1e6 for layer in json.loads((folder / "manifest.json").read_bytes())["layers"]]


def help_s(built: Image, home: Path) -> float:
    """Seconds that `longtake --help` takes in a container of its own."""
    began = time.monotonic()
    assert said_in(built, home, "longtake", "--help").returncode == 0
    return time.monotonic() - began


async def served_s(built: Image, home: Path) -> tuple[float, float]:
    """Seconds until a container serves with its engine, and until it has ended once told to."""
    command = ["0" if word == "8000" else word for word in built.config()["Cmd"]]
    began = time.monotonic()
    async with container(built, home, *command) as box:
        await box.says(r"^(http://127\.0\.0\.1:\d+)$")
        ready = time.monotonic()
        await box.stopped()
        return ready - began, time.monotonic() - ready


def main(rounds: int) -> None:
    """Measure and print."""
    if why := why_not():
        raise SystemExit(why)
    with image(anew=True) as built, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = subprocess.run(
            ["du", "-sb", str(built.root)], capture_output=True, text=True, check=True
        ).stdout
        layers = ", ".join(f"{mb:.0f}" for mb in packed_mb(built, folder / "packed"))
        helps = [help_s(built, folder / "home") for _ in range(rounds)]
        serves = [asyncio.run(served_s(built, folder / f"home{number}")) for number in range(rounds)]
    print(f"built in {built.built_s:.0f} s")
    print(f"{int(size.split()[0]) / 1e6:,.0f} MB unpacked; layers packed: {layers} MB")
    print(f"longtake --help: {statistics.median(helps):.2f} s")
    print(f"a container serves after {statistics.median(ready for ready, _ in serves):.1f} s")
    print(f"and has ended {statistics.median(ended for _, ended in serves):.1f} s after it was told to")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
