"""What is asked when a storm is over: what a user would notice, by histories, journal, ledger, vendor and tables."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, Select, select
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecution

from infra.database.database import open_database
from infra.database.tables import jobs, ledger, waits
from models.film.view import FilmView
from studio.client.shot_states import WrittenShots
from studio.service.database import read_or
from tests.kit.chaos.films import Made
from tests.kit.chaos.house import House
from tests.kit.chaos.storm import Storm
from tests.kit.chaos.swift import BILLED, PRICE
from tests.kit.providers import renders

ASKED_AGAIN = frozenset({"jobs.reconcile"})
"""Activities that only ask, so that asking the same once more, after an answer, is no work done twice."""

DIED = "more often than it may be tried again"
"""Why a shot is missing whose maker died over it three times: what is billed at once is asked for no more often. Of a long film
dozens of such things are on their way in each worker that is killed."""


async def audited(house: House, storm: Storm) -> list[str]:
    """What is wrong after a storm, a sentence each."""
    entries, records, waiting = _rows(house)
    by_film = defaultdict(list)
    for entry in entries:
        by_film[entry["film_id"]].append(entry)
    wrongs = [*house.wrongs, *made_once(house.studio.journal), *_vendor(house, entries, records)]
    if waiting:
        wrongs.append(f"{len(waiting)} jobs are waited for by films that have ended")
    for made in storm.films:
        wrongs += [f"{made.film}: {wrong}" for wrong in _ends(made)]
        wrongs += [f"{made.film}: {wrong}" for wrong in money(made, by_film[made.film])]
        wrongs += [f"{made.film}: {wrong}" for wrong in await _table(house, made)]
        wrongs += [f"{made.film}: {wrong}" for wrong in await _histories(house, made)]
        if made.kind == "long":
            wrongs += [f"{made.film}: {wrong}" for wrong in _made_up(house, made, by_film[made.film])]
    return wrongs


def _rows(house: House) -> tuple[list[RowMapping], list[RowMapping], list[RowMapping]]:
    database = open_database(house.studio.settings.database_url)

    def read(query: Select[Any]) -> list[RowMapping]:
        return list(database.read(lambda connection: connection.execute(query).mappings().all()))

    try:
        return read(select(ledger)), read(select(jobs)), read(select(waits))
    finally:
        database.close()


def made_once(journal: Path) -> Iterable[str]:
    """Nothing that was stored was made again."""
    stored = Counter(renders(journal, what="stored"))
    for key, count in stored.items():
        if count > 1:
            yield f"an asset was made and stored {count} times: {key}"


def _vendor(house: House, entries: list[RowMapping], records: list[RowMapping]) -> Iterable[str]:
    """What the vendor bills is what the films have booked, each job once."""
    yield from (f"the vendor: {crime}" for crime in house.vendor.crimes)
    booked = sum(
        (row["usd"] for row in entries if row["entry"] == "charge" and row["provider"] == "vendor"),
        Decimal(0),
    )
    if booked != house.vendor.billed:
        yield f"the vendor bills {house.vendor.billed}, and {booked} is booked"
    done = sorted(row["job_id"] for row in records if row["state"] == "done")
    if done != sorted(job["id"] for job in house.vendor.accepted):
        yield "the jobs that are written down as done are not those that the vendor took"
    if others := {row["state"] for row in records} - {"done", "void", "refused"}:
        yield f"jobs are left {sorted(others)}"


def _ends(made: Made) -> Iterable[str]:
    for view in made.views:
        if view.stage != "finished" or view.reserved or view.needs or view.unknown:
            yield f"it ended as {view.verdict} ({view.reason}), {view.reserved} reserved"
        for shot in view.missing:
            if made.kind != "long" or DIED not in shot.missing:
                yield f"{shot.shot.shot_id} is missing: {shot.missing}"
        if "film.mp4" not in view.documents:
            yield "it has no film"
        if view.budget is not None and view.spent > view.budget:
            yield f"it spent {view.spent} of {view.budget}"
        if made.kind in ("gated", "long") and not any(
            record.decision.kind == "approve" and record.accepted for record in view.decisions
        ):
            yield "nobody approved it"
    takes = sorted(shot.take for shot in made.views[-1].shots)
    if takes != [*[1] * (len(takes) - 1), len(made.views)]:
        yield f"its shots have the takes {takes}"


def money(made: Made, entries: Sequence[Mapping[Any, Any]]) -> Iterable[str]:
    """Every reservation came back, and what is booked is what the film says."""
    kinds = Counter(row["entry"] for row in entries)
    if kinds["reserve"] != kinds["charge"] + kinds["release"]:
        yield f"reservations are open: {dict(kinds)}"
    charged = sum((row["usd"] for row in entries if row["entry"] == "charge"), Decimal(0))
    if charged != made.views[-1].spent:
        yield f"{charged} is booked, and it says {made.views[-1].spent}"
    had = Counter(_thing(row) for row in entries if row["entry"] == "charge" and not row["note"])
    for thing, count in had.items():
        if count > 1:
            yield f"{count} charges for {thing}"


def _thing(row: Mapping[Any, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("run_id", "stage", "shot_id", "line", "take", "reference"))


async def _table(house: House, made: Made) -> Iterable[str]:
    """The table of where shots stand agrees with the report."""
    shots = WrittenShots(
        lambda work, nothing: read_or(house.studio.settings, work, nothing), house.studio.store
    )
    told, view = (await shots.of(made.film, made.runs[-1])).shots, made.views[-1]
    return (
        []
        if told == view.shots
        else [f"the table of its shots differs from its report: {_difference(told, view)}"]
    )


def _difference(told: tuple[Any, ...], view: FilmView) -> str:
    if len(told) != len(view.shots):
        return f"{len(told)} and {len(view.shots)} shots"
    one, other = next((one, other) for one, other in zip(told, view.shots, strict=True) if one != other)
    names = [name for name in type(one).model_fields if getattr(one, name) != getattr(other, name)]
    return f"{one.shot.shot_id}: " + "; ".join(
        f"{name} {getattr(one, name)!r} and {getattr(other, name)!r}" for name in names
    )


def _made_up(house: House, made: Made, entries: list[RowMapping]) -> Iterable[str]:
    """Everything that was begun and may be billed is booked: as had, or as lost at its quote."""
    begun = sum(
        key.startswith(f"{made.film}/")
        for kind in BILLED
        for key in renders(house.studio.journal, kind, what="begin")
    )
    charges = [row for row in entries if row["entry"] == "charge"]
    lost = sum(bool(row["note"]) for row in charges)
    if not len(charges) - lost <= begun <= len(charges):
        yield f"{begun} things were begun, {len(charges)} charged, {lost} of these lost"
    if any(row["usd"] != PRICE for row in charges):
        yield "something was charged otherwise than at its price"


async def _histories(house: House, made: Made) -> list[str]:
    """No activity began after it had ended, and none that ended well was asked for once more."""
    wrongs: list[str] = []
    ended = Counter[tuple[str, ...]]()
    query = f"WorkflowId = '{made.film}' OR WorkflowId STARTS_WITH '{made.film}/'"
    async for execution in house.studio.client.list_workflows(query):
        wrongs += await _history(house, execution, ended)
    if not ended:
        wrongs.append("it has no history")
    return wrongs + [
        f"{name} of {workflow} was done {count} times"
        for (workflow, _, name, _), count in ended.items()
        if count > 1 and name not in ASKED_AGAIN
    ]


async def _history(house: House, execution: WorkflowExecution, ended: Counter[tuple[str, ...]]) -> list[str]:
    handle = house.studio.client.get_workflow_handle(execution.id, run_id=execution.run_id)
    chain = execution.raw_info.first_run_id or execution.run_id
    wrongs: list[str] = []
    asked: dict[int, tuple[str, ...]] = {}
    completed: set[int] = set()
    async for event in handle.fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            told = event.activity_task_scheduled_event_attributes
            what = told.activity_type.name, repr((told.input, event.user_metadata.summary.data))
            asked[event.event_id] = (execution.id, chain, *what)
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
            begun = event.activity_task_started_event_attributes.scheduled_event_id
            if begun in completed:
                wrongs.append(f"{asked[begun][2]} began after it had ended")
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            number = event.activity_task_completed_event_attributes.scheduled_event_id
            completed.add(number)
            ended[asked[number]] += 1
    return wrongs
