"""How long a 30-second film takes, from the command to the folder: made new, and made again.

`python -m benchmarks.film [ROUNDS]`. Each round has a home of its own; the engine's start is part of the time.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LONGTAKE = Path(sys.executable).parent / "longtake"
STORY = Path(__file__).parents[1] / "examples" / "01-the-lighthouse-door.txt"


def make(folder: Path) -> tuple[float, float]:
    """Make the film once; gives the wall time and the film's length, in seconds."""
    environment = {**os.environ, "LONGTAKE_HOME": str(folder / "home")}
    command = [str(LONGTAKE), "make", "--story", str(STORY), "--seconds", "30", "--approve", "auto", "--json"]
    began = time.perf_counter()
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, json.loads(ran.stdout)["seconds"]


def main() -> None:
    """Print each round and the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    new, again = [], []
    for number in range(1, rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            wall, length = make(Path(folder))
            new.append(wall / length)
            repeat, _ = make(Path(folder))
            again.append(repeat)
            home = {**os.environ, "LONGTAKE_HOME": str(Path(folder) / "home")}
            subprocess.run([LONGTAKE, "down"], env=home, capture_output=True, check=True)
        print(
            f"round {number}: {length:.1f} s of film in {wall:.1f} s ({wall / length:.2f} ×); again {repeat:.1f} s"
        )
    print(f"median: {statistics.median(new):.2f} × the film's length; again {statistics.median(again):.1f} s")


if __name__ == "__main__":
    main()
