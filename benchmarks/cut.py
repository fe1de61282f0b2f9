"""How a film is cut, side by side: MoviePy, one ffmpeg filter graph, and Longtake.

`python -m benchmarks.cut [ROUNDS]` cuts 60 s of 1280×720 in twelve clips with crossfades, narration and
ducked music by each, every variant in a process of its own. All are given the same conformed clips, and
each film is checked: frames, the pictures beside the joins, loudness. `benchmarks.length.hour` cuts long films.
"""

import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
import psutil
from sqlalchemy import func, select

from activities.cut.assembly import assemble
from activities.cut.composition import compose
from activities.cut.part_maker import PartMaker
from benchmarks.cuts import material as cut_material
from benchmarks.cuts import rivals as cut_rivals
from benchmarks.cuts.material import CROSSFADE, FPS, Material
from infra.database.database import open_database
from infra.database.tables import assets
from infra.media import ffmpeg
from infra.media.probe import probe
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from library.workshop import Workshop
from models.cut.cutlist import CutList, CutShot
from models.cut.delivery import Delivery, Picture
from models.orders.assets import Use

HD, SMALL = Picture(width=1280, height=720), Picture(width=320, height=180)


class Measured(NamedTuple):
    """Wall seconds of a cut, the most memory of its whole process tree in MB, and what it says of itself."""

    wall_s: float
    peak_mb: float
    said: Any = None


def longtake(material: Material, picture: Picture, home: Path, into: Path) -> dict[str, int]:
    """Cut by the library in `home`, as the activity does; says how many parts of each kind were made."""
    home.mkdir(parents=True, exist_ok=True)
    store, database = LocalStore(home / "store"), open_database(f"sqlite:///{home / 'longtake.db'}")
    workshop = Workshop(Library(store, database), home / "scratch")
    voices = {path: store.put_file(path) for path in set(material.voices)}
    lengths = cut_material.spoken_seconds(material)
    shots = tuple(
        CutShot(
            shot_id=f"shot_{number:03d}",
            shot_number=number,
            frames=material.frames,
            clip=store.put_file(clip),
            conformed=True,
            voice=voices[voice],
            voice_s=length,
            transition="crossfade" if number > 1 else "cut",
        )
        for number, (clip, voice, length) in enumerate(
            zip(material.clips, material.voices, lengths, strict=True), start=1
        )
    )
    cut = CutList(
        film_id="bench",
        title="Bench",
        width=picture.width,
        height=picture.height,
        title_frames=0,
        end_frames=0,
        shots=shots,
        delivery=Delivery(transition_s=CROSSFADE / FPS),
    )
    before = _kinds(database)
    score = store.put_file(material.score)
    timeline = compose(cut, score, {})
    with PartMaker(workshop, Work(Use(film_id="bench", run_id="run")), lambda _: None) as maker:
        film = assemble(cut, timeline, maker, store, home, lambda _: None)
    film.replace(into)
    return {kind: count - before.get(kind, 0) for kind, count in _kinds(database).items()}


def _kinds(database: Any) -> dict[str, int]:  # noqa: ANN401
    query = select(assets.c.kind, func.count()).group_by(assets.c.kind)
    rows = database.read(lambda connection: connection.execute(query).all())
    return {str(row[0]): int(row[1]) for row in rows}


def measured(work: Callable[[], Any]) -> Measured:
    """Run `work` in a fresh process, as a worker that has its imports done, and watch the memory of its tree."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_told, args=(theirs, work))
    peak, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.is_set():
            peak[0] = max(peak[0], _tree_mb(process.pid))
            time.sleep(0.2)

    process.start()
    ours.recv()
    watcher = threading.Thread(target=watch)
    watcher.start()
    begun = time.perf_counter()
    ours.send("go")
    said = ours.recv()
    wall = time.perf_counter() - begun
    ended.set()
    watcher.join()
    process.join()
    return Measured(wall, peak[0], said)


def _told(pipe: Any, work: Callable[[], Any]) -> None:  # noqa: ANN401
    pipe.send("ready")
    pipe.recv()
    pipe.send(work())


def _tree_mb(pid: int | None) -> float:
    total = 0.0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            # Shared pages count once: a fork's own are what it wrote.
            total += process.memory_full_info().pss / 1e6
    except psutil.Error:
        pass
    return total


def checks(film: Path, material: Material) -> str:
    """Frames, how the pictures beside the joins compare with the clips, and loudness."""
    wanted = len(material.clips) * material.frames - (len(material.clips) - 1) * CROSSFADE
    return f"{probe(film).frames} of {wanted} frames, beside joins {_beside_joins(film, material)}, {_loudness(film)}"


def _beside_joins(film: Path, material: Material) -> str:
    """The worst PSNR in dB of the three frames on either side of three crossfades against the clips they are of."""
    worst = np.inf
    step = material.frames - CROSSFADE
    own = {number: _luma(material.clips[number], 0, material.frames) for number in (1, 5, 9)}
    for number, frames in own.items():
        first = number * step
        seen = _luma(film, first, first + material.frames)
        for at in (*range(CROSSFADE, CROSSFADE + 3), *range(step - 3, step)):
            error = float(np.mean((seen[at].astype(float) - frames[at]) ** 2))
            worst = min(worst, 10 * np.log10(255**2 / error) if error else np.inf)
    return "identical" if np.isinf(worst) else f"≥ {worst:.1f} dB"


def _luma(path: Path, first: int, end: int) -> list[np.ndarray[Any, Any]]:
    frames = []
    with av.open(path) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number >= end:
                break
            if number >= first:
                frames.append(frame.to_ndarray(format="gray"))
    return frames


def _loudness(film: Path) -> str:
    said = subprocess.run(
        [
            ffmpeg.executable(),
            "-hide_banner",
            "-i",
            film,
            "-af",
            "ebur128=peak=true",
            "-vn",
            "-f",
            "null",
            "-",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = said[said.rindex("Integrated loudness") :].split()
    return f"{summary[summary.index('I:') + 1]} LUFS, {summary[summary.index('Peak:') + 1]} dBTP"


def compare(rounds: int) -> None:
    """The table of the variants; MoviePy is run once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        material = cut_material.make(folder / "material", 12, 131, HD)
        other = cut_material.clip(folder / "other.mp4", 99, 131, HD)
        changed = material._replace(clips=(*material.clips[:5], other, *material.clips[6:]))
        film = folder / "film.mp4"
        found: dict[str, list[Measured]] = {}
        for number in range(rounds):
            home = folder / f"home_{number}"
            variants: dict[str, Callable[[], Any]] = {
                "one graph, medium crf 18": partial(cut_rivals.one_graph, material, film, "medium", "18"),
                "one graph, veryfast crf 20": partial(cut_rivals.one_graph, material, film, "veryfast", "20"),
                "Longtake": partial(longtake, material, HD, home, film),
                "Longtake, one shot changed": partial(longtake, changed, HD, home, film),
                "Longtake, nothing changed": partial(longtake, changed, HD, home, film),
            }
            if number == 0:
                variants = {"MoviePy": partial(cut_rivals.moviepy, material, film)} | variants
            for what, work in variants.items():
                found.setdefault(what, []).append(measured(work))
                if number == 0:
                    used = changed if "changed" in what else material
                    print(f"{what}: {found[what][-1]}; {checks(film, used)}", flush=True)
        base = statistics.median(one.wall_s for one in found["Longtake"])
        for what, runs in found.items():
            wall = statistics.median(run.wall_s for run in runs)
            peak = max(run.peak_mb for run in runs)
            print(f"{what:32} {wall:7.2f} s  {peak:6.0f} MB  {wall / base:6.2f} × Longtake")


if __name__ == "__main__":
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
