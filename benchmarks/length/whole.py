"""A list of very many one-second shots as a user makes it: to its boards, and the first reels to their cuts, offline.

`python -m benchmarks.length.whole [SHOTS] [REELS]`. Everything is real: the command, the embedded engine, pictures of 1280×720, clips and
cuts. Prints wall time, the longest histories, the most memory that each process of the engine had, and the size of the databases
and of the store.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from temporalio.client import Client

from infra.settings import Settings
from workers.engine import engine_environment, find_engine

EVERY_S = 20.0
"""How often a command asks how far it is: each costs a second of a core."""


class Machine:
    """A fresh home and what runs in it."""

    def __init__(self, home: Path) -> None:
        self._settings = Settings(home=home)
        self._environment = engine_environment(self._settings)
        self._most: defaultdict[str, float] = defaultdict(float)
        self._began = time.monotonic()

    def run(self, *words: str) -> str:
        """What a command prints."""
        command = [sys.executable, "-m", "studio", *words]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True)
        if done.returncode not in (0, 3):
            raise SystemExit(f"{' '.join(words)}: {done.stderr[-2000:]}")
        return done.stdout

    def look(self) -> None:
        """Note how much memory each process of this home has."""
        for process in psutil.process_iter(["cmdline", "memory_info", "environ"]):
            words = process.info["cmdline"]
            if words and (process.info["environ"] or {}).get("LONGTAKE_HOME") == str(self._settings.home):
                what = "server" if "start-dev" in words else " ".join(words[1:])[-50:]
                self._most[what] = max(self._most[what], process.info["memory_info"].rss / 1e6)

    def until(self, done: Callable[[list[dict[str, Any]]], bool], film: str) -> list[dict[str, Any]]:
        """The film's reels, once `done` says so of them."""
        while True:
            self.look()
            told = json.loads(self.run("status", film, "--json"))
            reels = told.get("reels") or []
            if told["stage"] in ("failed", "cancelled"):
                raise SystemExit(told["reason"])
            if reels and done(reels):
                return list(reels)
            time.sleep(EVERY_S)

    def say(self, what: str) -> None:
        """Print how long it has been until now."""
        print(f"{what}: {time.monotonic() - self._began:.0f} s", flush=True)

    async def histories(self) -> None:
        """Print how long the film's history is, and the longest of its reels' and shots' histories that still run."""
        engine = find_engine(self._settings)
        assert engine, "the engine is gone"
        client = await Client.connect(engine.address)
        longest: defaultdict[str, int] = defaultdict(int)
        async for found in client.list_workflows("ExecutionStatus = 'Running'"):
            told = await client.get_workflow_handle(found.id).describe()
            longest[found.workflow_type] = max(longest[found.workflow_type], told.history_length)
        print("  events of the longest histories:", dict(longest), flush=True)

    def sizes(self) -> None:
        """Print what it took."""
        for what, most in sorted(self._most.items(), key=lambda pair: -pair[1])[:8]:
            print(f"  {most:6.0f} MB at most  {what}")
        for path in sorted(self._settings.home.rglob("*.db")):
            print(f"  {path.stat().st_size / 1e6:6.0f} MB  {path.name}")
        files = [
            path.stat().st_size for path in (self._settings.home / "assets").rglob("*") if path.is_file()
        ]
        print(f"  {sum(files) / 1e6:6.0f} MB  in {len(files):,} stored files")


def listed(count: int) -> list[dict[str, Any]]:
    """So many one-second shots in scenes of twelve, with people who come and go."""
    return [
        {
            "shot_id": f"shot_{number:05d}",
            "shot_number": number,
            "enhanced_prompt": f"Mara walks along harbour {number // 12}, moment {number}, lamps in the rain.",
            "duration": 1.0,
            "characters": ["Mara"],
            "landscapes": [f"harbour {number // 12}"],
        }
        for number in range(1, count + 1)
    ]


def main() -> None:
    """Print what it took."""
    shots = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    cut = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as folder:
        machine, given = Machine(Path(folder) / "home"), Path(folder) / "shots.json"
        given.write_text(json.dumps(listed(shots)))
        machine.run("make", "--shots", str(given), "--id", "whole", "--approve", "wait", "--detach")
        try:
            reels = machine.until(lambda reels: all(reel["board"] for reel in reels), "whole")
            machine.say(f"{shots:,} shots, {len(reels)} boards")
            asyncio.run(machine.histories())
            machine.sizes()
            for reel in reels[:cut]:
                machine.run("approve", "whole", "--reel", str(reel["reel"]), "--board", str(reel["board"]))
            machine.until(
                lambda reels: sum(reel["stage"] == "finished" for reel in reels) == min(cut, len(reels)),
                "whole",
            )
            machine.say(f"{cut} reels cut")
            asyncio.run(machine.histories())
            machine.sizes()
        finally:
            machine.run("cancel", "whole")
            machine.run("down")


if __name__ == "__main__":
    main()
