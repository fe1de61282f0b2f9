"""What looking at films takes: `status` of a long film and `list` of many, each above `longtake --help` in the same run.

`python -m benchmarks.length.looks [SHOTS] [FILMS]`. The films are real workflows on the embedded server, without workers that
go on with them: one that answers as a film of so many shots does, and many that say by search attributes where they stand.
Where their shots stand is written as activities write it.
"""

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.search_attributes import register_search_attributes
from infra.settings import Settings
from infra.storage import Store, open_store
from infra.temporal import connect, local_config
from library.states.writer import write_states
from models.film.page import FilmPage
from models.film.shot_state import FilmRun, StateChanges, state_of, words_of
from models.film.view import FilmView
from models.orders.assets import Asset, Blob
from models.shots.view import ShotView
from studio.client.film_summaries import COST, STAGE, TITLE
from tests.kit.long_film import long_brief
from workers.engine import engine_environment
from workers.engine_files import prepare_home

ROUNDS, BATCH, TIMES = 3, 250, 500


@workflow.defn(name="FilmWorkflow")
class Standing:
    """Answers as a film in flight does, and goes on with nothing."""

    @workflow.run
    async def run(self, count: int) -> None:
        """Stand there for ever."""
        self.count = count
        await workflow.wait_condition(lambda: False)

    @workflow.query
    def film(self, *_: Any) -> FilmPage:  # noqa: ANN401
        """As a film answers."""
        info = workflow.info()
        view = FilmView(film_id=info.workflow_id, run_id=info.run_id, brief_digest="", stage="shots")
        return FilmPage(film=view, count=self.count)


def shots_of(count: int) -> list[ShotView]:
    """Shots, half of them done, some being made, all with their pictures."""
    brief = [shot for start in range(0, count, TIMES) for shot in long_brief(min(TIMES, count - start)).shots]
    picture = Asset(blob=Blob(sha256="a" * 64, suffix=".png", size=40_000), recipe_key="b" * 64)
    views = []
    for number, shot in enumerate(brief, start=1):
        named = shot.model_copy(update={"shot_id": f"shot_{number:05d}", "shot_number": number})
        done = number <= count // 2
        status = "done" if done else "rendering" if number < count // 2 + 8 else "drawn"
        made = {"clip": picture, "conformed": picture} if done else {}
        views.append(ShotView(shot=named, status=status, keyframe=picture, **made))
    return views


def write(settings: Settings, store: Store, film_id: str, run_id: str, views: list[ShotView]) -> None:
    """Write where shots stand, in batches."""
    database = open_database(settings.database_url)
    run = FilmRun(run_id=run_id, began=datetime.now(UTC).isoformat())
    for start in range(0, len(views), BATCH):
        told = [
            state_of(view, place, place + 1, words_of(view))
            for place, view in enumerate(views[start : start + BATCH], start=start)
        ]
        changes = StateChanges(run=run, change=told[-1].change, shots=tuple(told))
        write_states(database, store, film_id, changes)
    database.close()


class Took(NamedTuple):
    """Medians of seconds, on the clock and of the processor."""

    wall: float
    cpu: float


def seconds(environment: dict[str, str], *command: str) -> Took:
    """What a command takes, of some runs."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        begun, worked = time.perf_counter(), _worked()
        subprocess.run(
            [sys.executable, "-m", "studio", *command], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        wall.append(time.perf_counter() - begun)
        cpu.append(_worked() - worked)
    return Took(statistics.median(wall), statistics.median(cpu))


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def main() -> None:
    """Print the medians, and the bytes that looking left in the store."""
    shots, films = (int(each) for each in (*sys.argv[1:], *("10000", "200")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        prepare_home(settings)
        server = TemporalServer(settings)
        await server.start()
        store = open_store(settings)
        client = await connect(store, local_config(server.address))
        await register_search_attributes(client)
        environment = engine_environment(settings) | dict(os.environ)
        environment |= {
            "TEMPORAL_ADDRESS": server.address,
            "LONGTAKE_HOME": str(settings.home),
            "COLUMNS": "120",
        }
        async with Worker(
            client, task_queue="film", workflows=[Standing], workflow_runner=UnsandboxedWorkflowRunner()
        ):
            for number in range(films):
                said = TypedSearchAttributes(
                    [
                        SearchAttributePair(STAGE, "shots"),
                        SearchAttributePair(TITLE, f"Film {number}"),
                        SearchAttributePair(COST, 1.5),
                    ]
                )
                count = 60 if number else shots
                handle = await client.start_workflow(
                    Standing.run, count, id=f"film-{number}", task_queue="film", search_attributes=said
                )
                run_id = str(handle.first_execution_run_id)
                await asyncio.to_thread(write, settings, store, handle.id, run_id, shots_of(count))
            before = sum(each.blob.size for each in store.blobs())
            ways = {
                "--help": ("--help",),
                f"status, {shots:,} shots": ("status", "film-0"),
                f"status --json, {shots:,} shots": ("status", "film-0", "--json"),
                "status, 60 shots": ("status", "film-1"),
                f"list, {films} films": ("list",),
                f"status of all, {films} films": ("status",),
            }
            took = {what: await asyncio.to_thread(seconds, environment, *how) for what, how in ways.items()}
        base = took["--help"]
        for what, one in took.items():
            above = f"{one.wall - base.wall:.2f} s, of the processor {one.cpu - base.cpu:.2f} s, above --help"
            print(f"{what}: {one.wall:.2f} s, of the processor {one.cpu:.2f} s; {above}")
        left = sum(each.blob.size for each in store.blobs()) - before
        print(f"bytes that {ROUNDS * len(ways)} looks left in the store: {left}")
        await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
