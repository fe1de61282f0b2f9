"""What a long film costs to cut: a minute, an hour, and the hour again after one shot changed.

`python -m benchmarks.length.hour [SHOTS [FOLDER]]` cuts twelve shots of small pictures and then SHOTS (720: an
hour), with a line in each and music under all; then with another clip for one shot, then with another line
in one. Each cut is in a process of its own. In FOLDER the clips stay for the next time. On a busy
machine compare CPU seconds: those of the whole process, its threads together.
"""

import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cut import SMALL, longtake, measured
from benchmarks.cuts import material as cut_material
from benchmarks.cuts.material import Material
from infra.media.probe import probe

HOUR, FRAMES = 720, 132


def main(shots: int, folder: Path) -> None:
    """Print a line for each cut."""
    hour = cut_material.make(folder / "material", shots, FRAMES, SMALL)
    minute = hour._replace(clips=hour.clips[:12], voices=hour.voices[:12])
    other = cut_material.clip(folder / "other.mp4", 999, FRAMES, SMALL)
    at = shots * 5 // 12
    seen = hour._replace(clips=(*hour.clips[:at], other, *hour.clips[at + 1 :]))
    said = seen._replace(voices=(*hour.voices[:at], hour.voices[at + 1], *hour.voices[at + 1 :]))
    with tempfile.TemporaryDirectory() as name:
        homes, film = Path(name), Path(name) / "film.mp4"
        for what, material, home in (
            ("a minute", minute, homes / "short"),
            (f"{shots} shots", hour, homes / "long"),
            ("one shot's clip changed", seen, homes / "long"),
            ("one shot's line changed", said, homes / "long"),
            ("nothing changed", said, homes / "long"),
        ):
            run = measured(partial(_timed, material, home, film))
            facts, cpu_s, parts = probe(film), run.said["cpu_s"], run.said["parts"]
            print(
                f"{what}: {run.wall_s:.1f} s, {cpu_s:.1f} CPU s, {run.peak_mb:.0f} MB, {facts.seconds:.0f} s of "
                f"film, {json.dumps({kind: count for kind, count in parts.items() if count})}",
                flush=True,
            )


def _timed(material: Material, home: Path, film: Path) -> dict[str, Any]:
    begun = time.process_time()
    parts = longtake(material, SMALL, home, film)
    return {"parts": parts, "cpu_s": time.process_time() - begun}


if __name__ == "__main__":
    shots = int(sys.argv[1]) if len(sys.argv) > 1 else HOUR
    if len(sys.argv) > 2:
        main(shots, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(shots, Path(made))
