"""A long film waits at its gates, and everything dies: how soon an approval is taken once it is all there again.

`python -m benchmarks.length.gate [SHOTS]`. The server, the worker of workflows and this process's workers of activities, which make
pictures up, are real; server and worker are killed by `kill -9`. The clock runs from when both are started again to the
reply to `approve`, which names every board, and on to the moment when every reel has left its gate.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import EngineUnavailable
from models.film.decisions import Decision, DecisionRecord
from tests.kit.long_film import long_brief, swift_workers
from tests.kit.studio import StudioKit
from tests.kit.swift_film import film_process
from workers.engine_files import prepare_home

WITHIN_S = 1800.0


async def approved(studio: StudioKit, film: str, boards: dict[int, int]) -> DecisionRecord:
    """The reply to an approval of those boards, asked for as a person does: again where nobody answers."""
    while True:
        try:
            return await studio.decide(film, Decision(kind="approve", boards=boards))
        except EngineUnavailable:
            await asyncio.sleep(0.1)


async def main() -> None:
    """Print what it took."""
    shots = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        settings = Settings(home=home)
        prepare_home(settings)
        server = TemporalServer(settings)
        await server.start()
        client = await connect(open_store(settings), local_config(server.address))
        studio = StudioKit(client, settings)
        async with swift_workers(client, home):
            with film_process(server.address, home):
                await studio.begin(long_brief(shots), "gate", approve="wait")
                view = await studio.until(
                    "gate", lambda view: bool(view.reels) and all(reel.waits for reel in view.reels), WITHIN_S
                )
            boards = {reel.number: reel.board for reel in view.reels}
            os.kill(server.pid, signal.SIGKILL)
            await server.wait()
            began = time.monotonic()
            await server.start()
            with film_process(server.address, home):
                record = await approved(studio, "gate", boards)
                took = time.monotonic() - began
                assert record.accepted, record.reason
                await studio.until("gate", lambda view: not any(reel.waits for reel in view.reels), WITHIN_S)
                print(
                    f"{shots:,} shots at {len(boards)} gates, server and worker killed: an approval of all is taken in {took:.1f} s, "
                    f"and no reel waits after {time.monotonic() - began:.1f} s"
                )
        await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
