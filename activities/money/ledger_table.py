"""The ledger's table: every film's reservations, charges and releases, for as long as the database lives."""

from collections.abc import Sequence

from sqlalchemy import RowMapping

from infra.database.database import Database
from infra.database.tables import ledger
from infra.database.upsert import insert_into
from models.money.ledger import Entry
from models.money.steps import Spending, Step


def write_entries(database: Database, film_id: str, run_id: str, entries: Sequence[Entry]) -> None:
    """Add a run's entries; those that are there already stay as they are."""
    rows = [
        {
            "film_id": film_id,
            "run_id": run_id,
            "number": entry.number,
            "entry": entry.entry,
            "stage": entry.step.stage,
            "shot_id": entry.step.shot_id,
            "line": entry.step.line,
            "take": entry.step.take,
            "provider": entry.step.provider,
            "model": entry.step.model,
            "attempt": entry.step.attempt,
            "reference": entry.reference,
            "usd": entry.usd,
            "note": entry.note,
            "at": entry.at,
        }
        for entry in entries
    ]
    if rows:
        database.write(
            lambda connection: connection.execute(
                insert_into(connection, ledger).values(rows).on_conflict_do_nothing()
            )
        )


def step_of(row: RowMapping) -> Step:
    """The step that a row of the ledger is about."""
    stage: Spending = row["stage"]
    return Step(
        stage=stage,
        shot_id=row["shot_id"],
        line=row["line"],
        take=row["take"],
        attempt=row["attempt"],
        provider=row["provider"],
        model=row["model"],
    )
