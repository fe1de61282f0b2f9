"""A novel as a film: planned, boarded, and its first reels cut; what each part of it takes, at three lengths.

`python -m benchmarks.length.novel [SECONDS …] [--real]`. The novel is made up here, 46 characters for each second of film. The
workflows, the server, the writer and all papers are real; pictures, sounds and clips are made up, unless they are asked to be
real. CPU seconds are those of this process, which is every worker of the film; the server's are not counted.
"""

import asyncio
import inspect
import resource
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.film.decisions import Decision
from tests.kit.long_film import swift_studio
from tests.kit.novel import novel
from workers.engine_files import prepare_home

LENGTHS = (2700, 5400, 10_800)
CHARACTERS = 46
"""Of text for each second of film."""
CUT = 3
"""How many reels are cut."""
WITHIN_S = 3600.0


class Watch:
    """CPU seconds of activities by their names, and how many there were."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.times: Counter[str] = Counter()
        self._lock = threading.Lock()

    def over(self, activity: Callable[..., Any]) -> Callable[..., Any]:
        """The activity, watched; one that only waits is left alone."""
        if inspect.iscoroutinefunction(activity):
            return activity
        name = getattr(activity, "__temporal_activity_definition").name

        @wraps(activity)
        def watched(*given: object) -> object:
            began = time.thread_time()
            try:
                return activity(*given)
            finally:
                with self._lock:
                    self.seconds[name] += time.thread_time() - began
                    self.times[name] += 1

        return watched


async def measured(folder: Path, seconds: float, *, real: bool) -> None:
    """Make one film and print what it took."""
    settings = Settings(home=folder / "server")
    prepare_home(settings)
    server = TemporalServer(settings)
    await server.start()
    watch = Watch()
    brief = Brief(story=novel(round(seconds * CHARACTERS)), seconds=seconds)
    try:
        async with swift_studio(
            server.address, folder / "home", made_up=() if real else None, watched=watch.over
        ) as studio:
            began, cpu = time.monotonic(), time.process_time()
            await studio.begin(brief, "novel", approve="wait")
            view = await studio.until("novel", lambda view: bool(view.reels), WITHIN_S)
            planned = time.process_time() - cpu
            shots = sum(reel.count for reel in view.reels)
            print(f"{seconds:>6g} s  planned: {shots} shots, {len(view.reels)} reels", end="")
            print(f", {planned:.1f} CPU s, {time.monotonic() - began:.0f} s")
            view = await studio.until("novel", lambda view: all(reel.waits for reel in view.reels), WITHIN_S)
            boarded = time.process_time() - cpu - planned
            print(f"          boarded: {boarded:.1f} CPU s, {time.monotonic() - began:.0f} s in all")
            for reel in range(1, CUT + 1):
                await studio.decide(
                    "novel", Decision(kind="approve", reel=reel, board=view.reels[reel - 1].board)
                )
            await studio.until(
                "novel", lambda view: sum(reel.stage == "finished" for reel in view.reels) == CUT, WITHIN_S
            )
            print(f"          {CUT} reels cut: {time.monotonic() - began:.0f} s in all", end="")
            print(f", {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
            for name, took in sorted(watch.seconds.items(), key=lambda pair: -pair[1])[:12]:
                print(
                    f"            {name:<22} {watch.times[name]:>6} × {1000 * took / watch.times[name]:>8.1f} ms CPU"
                )
    finally:
        await server.stop()


async def main() -> None:
    """Each length with a home and a server of its own."""
    lengths = [float(word) for word in sys.argv[1:] if not word.startswith("--")] or LENGTHS
    for seconds in lengths:
        with tempfile.TemporaryDirectory() as folder:
            await measured(Path(folder), seconds, real="--real" in sys.argv)


if __name__ == "__main__":
    asyncio.run(main())
