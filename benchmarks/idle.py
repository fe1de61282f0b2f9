"""How much memory an idle `longtake up` takes in all: supervisor, server, workers.

`python -m benchmarks.idle`. Resident and proportional (PSS) megabytes of each process, ten seconds after the start.
"""

import tempfile
import time
from pathlib import Path

import psutil

from infra.settings import Settings
from workers.engine import attached, ensure_engine, stop_engine


def main() -> None:
    """Print a line for each process and the sums."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        with attached(settings):
            engine = ensure_engine(settings)
            time.sleep(10)
            supervisor = psutil.Process(engine.pid)
            resident = proportional = 0.0
            for process in [supervisor, *supervisor.children(recursive=True)]:
                memory = process.memory_full_info()
                resident += memory.rss
                proportional += memory.pss
                name = " ".join(process.cmdline()[1:5])[:60]
                print(f"{memory.rss / 2**20:7.1f} MB resident {memory.pss / 2**20:7.1f} MB PSS  {name}")
            print(f"{resident / 2**20:7.1f} MB resident {proportional / 2**20:7.1f} MB PSS  in all")
        stop_engine(settings)


if __name__ == "__main__":
    main()
