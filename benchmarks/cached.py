"""How long a film of 200 shots takes when everything it needs is in the library, and what it still does.

`python -m benchmarks.cached [SHOTS]`. The film is made once, then again three times on an engine that runs;
the time is the command's own, from its start to the written folder.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LONGTAKE = Path(sys.executable).parent / "longtake"
PLACES = (
    "a quay at dawn",
    "a boat in a storm",
    "a lamp in a window",
    "a gull over the sea",
    "a stair of stone",
)


def shot_list(count: int) -> list[dict[str, object]]:
    """Shots of one second, each another picture; every fourth is spoken."""
    return [
        {
            "shot_id": f"shot_{number:03d}",
            "shot_number": number,
            "enhanced_prompt": f"{PLACES[number % len(PLACES)]}, number {number}",
            "duration": 1.0,
            "dialogue": f"This is shot {number}." if number % 4 == 0 else "",
        }
        for number in range(1, count + 1)
    ]


def make(folder: Path) -> tuple[float, dict[str, Any]]:
    """Make the film; gives the wall time in seconds and what the command printed."""
    environment = {**os.environ, "LONGTAKE_HOME": str(folder / "home")}
    command = [str(LONGTAKE), "make", "--shots", "shots.json", "--approve", "auto", "--json"]
    began = time.perf_counter()
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, json.loads(ran.stdout)


def main() -> None:
    """Print the first time, the times with everything found, and how many parts were found."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shots.json").write_text(json.dumps(shot_list(count)))
        first, made = make(folder)
        print(f"{count} shots, {made['seconds']:.0f} s of film: made new in {first:.1f} s")
        again = []
        for _ in range(3):
            wall, result = make(folder)
            again.append(wall)
            report = json.loads((folder / result["folder"] / "report.json").read_text())
            parts = [part for shot in report["shots"] for part in shot["assets"].values()]
            found = sum(bool(part.get("reused")) for part in parts)
            print(f"again in {wall:.1f} s: {found} of {len(parts)} parts of its shots were found")
        print(f"median again: {statistics.median(again):.1f} s")
        home = {**os.environ, "LONGTAKE_HOME": str(folder / "home")}
        subprocess.run([LONGTAKE, "down"], env=home, capture_output=True, check=True)


if __name__ == "__main__":
    main()
