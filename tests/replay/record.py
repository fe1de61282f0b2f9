"""`python -m tests.replay.record`: make the histories and fingerprints that the replay tests read, in a minute and a half.

What `frozen.txt` lists was recorded by a release and stays as it is, since a history that was recorded before a change is what
proves that running films survive it: CONTRIBUTING.md says how. A new course of a film, or an old one under a new name, is recorded beside it.
"""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

from temporalio.client import WorkflowHistory

from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from models.brief import Brief
from models.film.decisions import Decision, DecisionKind, read_decision
from models.shots.lines import Line
from models.shots.takes import Change
from studio.service.film.retakes import changed_film
from tests.kit.early import continuing_after
from tests.kit.house_models import KEY, KEY_VARIABLE, write_models
from tests.kit.llm_server import llm_server
from tests.kit.long_film import long_brief, swift_studio
from tests.kit.obedient import good
from tests.kit.providers import Journal
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.replay.fingerprint import fingerprint
from tests.replay.kept import HERE, HISTORIES, drop_unreferred, file_of, frozen, keep
from workers.engine_files import prepare_home

FINGERPRINTS = HERE / "fingerprints"
ANEW, BACK = Change(shot_id="2", note="at night"), Change(shot_id="2", use=1)
FINGERPRINTED = ("film", "film/story", "film/shot_001/take-1")
"""The workflows whose commands come in one order: a film of one shot, its story and its shot."""
LONG = 120
"""Shots of the long film, some of whose payloads travel by reference."""
LONG_FILM = f"long-{LONG}"
CONTINUED = ("continued-1", "continued-2", "continued-3")
"""The runs of a film that continued as new at its gate and before its cut, in order."""


def talking() -> Brief:
    """A film of one scene in which two people talk, its second shot opening as the first ends."""
    brief = short_shots("a quay", "a boat")
    lines = (
        Line(subject="Mara", text="A door."),
        Line(subject="Tom", text="A boat."),
        Line(text="It was warm."),
    )
    shots = (brief.shots[0].model_copy(update={"dialogue": "", "lines": lines}), brief.shots[1])
    return brief.model_copy(update={"shots": shots, "continuity": True})


async def films(studio: StudioKit) -> list[str]:
    """Make one film of each course that a film can take; gives the workflow ids to keep."""
    await studio.make(Brief(prompt="Mara finds a door in the sea.", seconds=6), "film")
    await studio.make(short_shots("a quay", "FAIL-video a boat", "FAIL-image a storm"), "film-missing")
    approval = {"timeout_hours": 1, "on_timeout": "cancel"}
    await studio.at_gate(short_shots("a quay", "a boat"), "film-revised", approval=approval)
    await studio.decide("film-revised", Decision(kind="pause"))
    await studio.decide("film-revised", Decision(kind="revise", shot="2", prompt="a lamp"))
    await studio.until("film-revised", lambda view: view.board == 2)
    await studio.decide("film-revised", Decision(kind="approve", board=2))
    await studio.decide("film-revised", Decision(kind="resume"))
    await studio.client.get_workflow_handle("film-revised").result()
    await studio.at_gate(short_shots("a quay"), "film-rejected")
    await studio.decide("film-rejected", Decision(kind="reject", note="too dark"))
    await studio.client.get_workflow_handle("film-rejected").result()
    await studio.at_gate(short_shots("a quay", "a boat"), "film-recast", budget="1")
    await studio.decide("film-recast", Decision(kind="recast", profile="local"))
    await studio.decide("film-recast", Decision(kind="budget", usd=Decimal(2)))
    await studio.until("film-recast", lambda view: len(view.decisions) == 2)
    await studio.decide("film-recast", Decision(kind="approve"))
    await studio.client.get_workflow_handle("film-recast").result()
    await studio.begin(talking(), "film-bible", approve="auto", approve_bible=True)
    await studio.until("film-bible", lambda view: view.bible_waits)
    words = "an old man in grey"
    await studio.decide("film-bible", Decision(kind="revise_subject", subject="Mara", description=words))
    await studio.until("film-bible", lambda view: view.bible_waits and view.bible_revision == 2)
    await studio.decide("film-bible", Decision(kind="approve_bible", board=2))
    await studio.client.get_workflow_handle("film-bible").result()
    await studio.at_gate(talking(), "film-stale")
    await studio.decide("film-stale", Decision(kind="revise_subject", subject="Mara", description=words))
    await studio.until("film-stale", lambda view: view.board == 2)
    await studio.decide("film-stale", Decision(kind="redraw"))
    await studio.until("film-stale", lambda view: view.board == 3)
    await studio.decide("film-stale", Decision(kind="approve"))
    await studio.client.get_workflow_handle("film-stale").result()
    both = short_shots("a quay", "a boat")
    blended = both.model_copy(
        update={"shots": tuple(shot.model_copy(update={"transition": "crossfade"}) for shot in both.shots)}
    )
    for name, changes in (("film-retaken", (ANEW,)), ("film-taken-back", (ANEW, BACK))):
        await studio.make(blended, name)
        for change in changes:
            await studio.start(await changed_film(studio, name, (change,), auto=True), name)
            await studio.client.get_workflow_handle(name).result()
    by_models = Brief(prompt="Mara finds a door in the sea.", seconds=6, casting={"llm": "house"})
    await studio.make(by_models, "film-models", stop_at="storyboard")
    courses = ["film", "film-missing", "film-revised", "film-rejected", "film-recast", "film-models"]
    courses += ["film-retaken", "film-taken-back", "film-bible", "film-stale", await edited(studio)]
    return [
        *courses,
        "film-models/story",
        "film/story",
        "film/shot_001/take-1",
        "film-missing/shot_002/take-1",
        "film-bible/shot_001/take-1",
    ]


async def edited(studio: StudioKit) -> str:
    """A film whose board is edited in every way, and some of that undone; gives its id."""
    name = "film-edited"
    await studio.at_gate(short_shots("a quay", "a boat", "a storm"), name)
    edits: tuple[tuple[DecisionKind, dict[str, object]], ...] = (
        ("revise", {"shot": "2", "size": "close-up", "transition": "crossfade"}),
        ("revise", {"shot": "2", "seconds": 2.5}),
        ("move", {"shot": "3", "before": "1"}),
        ("insert", {"after": "3", "prompt": "a lamp"}),
        ("drop", {"shot": "shot_001"}),
        ("split", {"shot": "shot_002", "prompt": "a rope"}),
        ("merge", {"shot": "1", "other": "2"}),
        ("undo", {}),
        ("insert", {"before": "1", "shot": "shot_001"}),
    )
    for told, (kind, fields) in enumerate(edits, start=1):
        await studio.decide(name, read_decision(kind, {"by": "ann", **fields}))
        await _shown(studio, name, told)
    await studio.decide(name, Decision(kind="approve"))
    await studio.client.get_workflow_handle(name).result()
    return name


async def _shown(studio: StudioKit, name: str, told: int) -> None:
    await studio.until(name, lambda view: view.told == told and view.waiting.startswith("Board"))


async def unfinished(studio: StudioKit) -> dict[str, WorkflowHistory]:
    """The histories of films that are on their way: one stands at its gate, of one some shots are there and one is not."""
    found = {}
    await studio.at_gate(short_shots("a quay", "a boat", "a lamp"), "film-at-gate")
    await studio.decide("film-at-gate", Decision(kind="revise", shot="2", prompt="a storm"))
    await studio.until("film-at-gate", lambda view: view.stage == "approval" and view.board == 2)
    found["film-at-gate"] = await history_of(studio, "film-at-gate")
    await studio.decide("film-at-gate", Decision(kind="reject"))
    await studio.client.get_workflow_handle("film-at-gate").result()
    held = Journal(studio.journal).hold("speech")
    held.touch()
    three = short_shots("a quay", "a boat", "a lamp")
    await studio.begin(three, "film-in-shots", approve="auto", use_cache=False)
    done = ["rendering", "done", "done"]
    await studio.until("film-in-shots", lambda view: [shot.status for shot in view.shots] == done)
    for part in ("film-in-shots", "film-in-shots/shot_001/take-1"):
        found[part] = await history_of(studio, part)
    held.unlink()
    await studio.client.get_workflow_handle("film-in-shots").result()
    return found


def without_places(text: str) -> str:
    """A history without what only tells where it was recorded: stack traces and worker identities.

    Nothing else of a history may be changed: replay depends on fields that look idle.
    """
    text = re.sub(r'("stackTrace":\s*)"(?:[^"\\]|\\.)*"', r'\1""', text)
    return re.sub(r'("identity":\s*)"(?:[^"\\]|\\.)*"', r'\1"worker"', text)


async def history_of(studio: StudioKit, workflow_id: str) -> WorkflowHistory:
    """The history of a film, or of a part of its latest run, without the run's mark in its id: `film/story`."""
    film, _, part = workflow_id.partition("/")
    handle = studio.client.get_workflow_handle(await studio.part(film, part) if part else film)
    return await handle.fetch_history()


@asynccontextmanager
async def served(home: Path) -> AsyncIterator[str]:
    """A server of its own; gives its address."""
    settings = Settings(home=home)
    prepare_home(settings)
    server = TemporalServer(settings)
    await server.start()
    try:
        yield server.address
    finally:
        await server.stop()


async def main() -> None:
    """Record what no release has recorded."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ[KEY_VARIABLE] = KEY
        async with served(Path(folder) / "server") as address:
            with llm_server(good, key=KEY, bounded=True) as models:
                write_models(home, models.base_url)
                await record(address, home)
        with continuing_after(60):
            async with served(Path(folder) / "early") as address:
                await record_continued(address, home / "continued")
        drop_unreferred()


async def record(address: str, home: Path) -> None:
    """Make the films and keep their histories."""
    for path in HISTORIES.iterdir():
        if path.name not in frozen():
            path.unlink()
    async with studio_at(address, home, full_size=True) as studio:
        found = {workflow_id: await history_of(studio, workflow_id) for workflow_id in await films(studio)}
        found |= await unfinished(studio)
        for workflow_id, history in found.items():
            keep(workflow_id, without_places(history.to_json()), open_store(studio.settings))
            if workflow_id in FINGERPRINTED:
                (FINGERPRINTS / f"{file_of(workflow_id)}.txt").write_text(fingerprint(history))
    async with swift_studio(address, home / "long") as studio:
        await studio.make(long_brief(LONG), LONG_FILM)
        for workflow_id, history in (await with_parts(studio, LONG_FILM)).items():
            keep(workflow_id, without_places(history.to_json()), open_store(studio.settings))


async def record_continued(address: str, home: Path) -> None:
    """Make a film that continues as new, and keep the history of each of its runs."""
    async with swift_studio(address, home) as studio:
        await studio.begin(long_brief(12), "continued", approve="wait")
        handle = studio.client.get_workflow_handle("continued")
        first = (await handle.describe()).run_id
        while (await handle.describe()).run_id == first:
            await asyncio.sleep(0.1)
        await studio.decide("continued", Decision(kind="approve"))
        await handle.result()
        runs = [run async for run in studio.client.list_workflows("WorkflowId = 'continued'")]
        assert len(runs) == len(CONTINUED)
        for name, run in zip(CONTINUED, sorted(runs, key=lambda run: run.start_time), strict=True):
            history = await studio.client.get_workflow_handle("continued", run_id=run.run_id).fetch_history()
            keep(name, without_places(history.to_json()), open_store(studio.settings))


async def with_parts(studio: StudioKit, film: str) -> dict[str, WorkflowHistory]:
    """The histories of a film, and of those of its parts that have parts of their own."""
    found = {film: await history_of(studio, film)}
    for part in _parts(found[film]):
        history = await history_of(studio, f"{film}/{part}")
        if _parts(history):
            found[f"{film}/{part}"] = history
    return found


def _parts(history: WorkflowHistory) -> list[str]:
    """What a workflow had made by other workflows, without its own id and its run's mark."""
    return [
        begun.workflow_id.split("/", 2)[2]
        for event in history.events
        if (begun := event.start_child_workflow_execution_initiated_event_attributes).workflow_id
    ]


if __name__ == "__main__":
    asyncio.run(main())
