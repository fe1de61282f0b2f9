"""What a film cost in all its runs, by stage and by provider, and what its last run saved: for its report."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from pydantic import Field
from sqlalchemy import Connection, RowMapping, or_, select

from activities.money.ledger_table import step_of
from infra.database.database import Database
from infra.database.tables import asset_uses, assets, jobs, ledger
from models.base import Frozen
from models.film.view import FilmView
from models.money.dollars import ZERO, Usd
from models.names import run_reference

_Asked = tuple[str, str]
"""A step, by the run that asked for it and its name."""


class Overrun(Frozen):
    """A step that cost more than its quote."""

    step: str
    usd: Usd
    quote: Usd


class BookedNote(Frozen):
    """A charge that says something of itself: that it is a quote and no vendor's bill, for example."""

    step: str
    usd: Usd
    note: str


class LostJob(Frozen):
    """A job that was booked at its quote, since nobody knows whether the vendor took it; `reference` is our name for it."""

    shot_id: str
    provider: str
    usd: Usd
    reference: str


class FilmMoney(Frozen):
    """A film in dollars, as its ledger has it, every run of it; what is dearest comes first.

    `by_run` is what each run cost, in their order. In the last one `reused` assets were there already; making them had cost
    `saved`. What it asked for and nobody knows about is `lost`.
    """

    by_stage: dict[str, Usd] = Field(default_factory=dict)
    by_provider: dict[str, Usd] = Field(default_factory=dict)
    by_run: tuple[Usd, ...] = ()
    overruns: tuple[Overrun, ...] = ()
    notes: tuple[BookedNote, ...] = ()
    lost: tuple[LostJob, ...] = ()
    reused: int = 0
    saved: Usd = ZERO

    @property
    def usd(self) -> Decimal:
        """All of it, as `longtake costs` has it."""
        return sum(self.by_stage.values(), ZERO)

    def explains(self, spent: Decimal) -> bool:
        """Whether that is what some of its runs cost, the last one among them and all that it went on from."""
        return any(sum(self.by_run[first:], ZERO) == spent for first in range(len(self.by_run) + 1))


def film_money(
    database: Database, film_id: str, runs: Sequence[str], found: Collection[str] = ()
) -> FilmMoney:
    """What a film cost, and what its last run saved: `runs` are those of its workflow, each of which continues the one before.

    `found` are the recipes' keys of assets that its shots' own workflows found.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """

    def read(connection: Connection) -> FilmMoney:
        rows = select(ledger).where(ledger.c.film_id == film_id)
        rows = rows.order_by(ledger.c.at, ledger.c.run_id, ledger.c.number)
        booked = _booked(connection.execute(rows).mappings())
        # Summed here: SQLite would add dollars as floats.
        uses = asset_uses.c
        reused = select(assets.c.usd, uses.asset_id, uses.shot_id).distinct()
        reused = reused.join(asset_uses, uses.asset_id == assets.c.id)
        here = or_(uses.run_id.in_(runs), assets.c.key.in_(sorted(found)))
        prices = connection.execute(reused.where(uses.film_id == film_id, uses.found, here)).all()
        return booked.model_copy(
            update={
                "lost": _lost(connection, film_id, runs[0]),
                "reused": len(prices),
                "saved": sum((row.usd for row in prices), ZERO),
            }
        )

    return database.read(read)


def spent_after(database: Database, film_id: str, at: str) -> Decimal:
    """Dollars that a film's runs were charged after a moment, ISO 8601 UTC, by runs that were cut short for example.

    What was set aside and never came back counts at its quote: nobody knows whether it was billed.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """

    def read(connection: Connection) -> Decimal:
        rows = select(ledger).where(ledger.c.film_id == film_id, ledger.c.at > at)
        charged, open_steps = ZERO, dict[tuple[str, str], Decimal]()
        for row in connection.execute(rows.order_by(ledger.c.run_id, ledger.c.number)).mappings():
            step = (row["run_id"], step_of(row).name)
            if row["entry"] == "reserve":
                open_steps[step] = row["usd"]
                continue
            open_steps.pop(step, None)
            charged += row["usd"] if row["entry"] == "charge" else ZERO
        return charged + sum(open_steps.values(), ZERO)

    return database.read(read)


def found_in(view: FilmView) -> set[str]:
    """The recipes' keys of those assets of a film's shots, and of its sheets, that were found rather than made."""
    sheets = [subject.sheet for subject in view.bible.subjects if subject.sheet]
    assets = [*sheets, *(asset for shot in view.shots for asset in shot.assets)]
    return {asset.recipe_key for asset in assets if asset.cached}


def _booked(rows: Iterable[RowMapping]) -> FilmMoney:
    stages, providers = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    # A step may be asked for again, by its name, in another run of the film.
    quotes, paid = defaultdict[_Asked, Decimal](Decimal), defaultdict[_Asked, Decimal](Decimal)
    by_run: dict[str, Decimal] = {}
    notes = []
    for row in rows:
        name, usd = step_of(row).name, row["usd"]
        asked = row["run_id"], name
        by_run.setdefault(row["run_id"], ZERO)
        if row["entry"] == "reserve":
            quotes[asked] += usd
        elif row["entry"] == "release":
            quotes[asked] -= usd
        elif usd:
            paid[asked] += usd
            by_run[row["run_id"]] += usd
            stages[row["stage"]] += usd
            providers[row["provider"]] += usd
            if row["note"]:
                notes.append(BookedNote(step=name, usd=usd, note=row["note"]))
    return FilmMoney(
        by_stage=_dearest(stages),
        by_provider=_dearest(providers),
        by_run=tuple(by_run.values()),
        overruns=tuple(
            Overrun(step=asked[1], usd=usd, quote=quotes[asked])
            for asked, usd in paid.items()
            if usd > quotes[asked]
        ),
        notes=tuple(notes),
    )


def _lost(connection: Connection, film_id: str, run_id: str) -> tuple[LostJob, ...]:
    query = select(jobs).where(jobs.c.film_id == film_id, jobs.c.state == "unknown")
    rows = connection.execute(query.order_by(jobs.c.reference)).mappings()
    return tuple(
        LostJob(shot_id=row["shot_id"], provider=row["provider"], usd=row["usd"], reference=row["reference"])
        for row in rows
        if row["reference"].startswith(run_reference(film_id, run_id))
    )


def _dearest(sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return dict(sorted(sums.items(), key=lambda each: (-each[1], each[0])))
