"""What one run of a film cost, by stage and by provider, and what it saved: for its report."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, func, select

from activities.money.ledger_table import step_of
from infra.database import Database
from infra.tables import asset_uses, assets, ledger
from models.base import Frozen
from models.money import ZERO, Usd


class FilmMoney(Frozen):
    """One run of a film in dollars, as its ledger has it.

    `overruns` and `notes` are sentences: steps that cost more than their quotes, charges that are no
    vendor's bill. `found` assets were there already; making them had cost `saved`.
    """

    by_stage: tuple[tuple[str, Usd], ...] = ()
    by_provider: tuple[tuple[str, Usd], ...] = ()
    booked: Usd = ZERO
    overruns: tuple[tuple[str, Usd, Usd], ...] = ()
    notes: tuple[tuple[str, Usd, str], ...] = ()
    found: int = 0
    saved: Usd = ZERO


def film_money(database: Database, film_id: str, run_id: str) -> FilmMoney:
    """What one run of a film cost and saved."""

    def read(connection: Connection) -> FilmMoney:
        query = select(ledger).where(ledger.c.film_id == film_id, ledger.c.run_id == run_id)
        rows = connection.execute(query.order_by(ledger.c.number)).mappings().all()
        found = select(assets.c.usd, func.count()).join(asset_uses, asset_uses.c.asset_id == assets.c.id)
        found = found.where(
            asset_uses.c.film_id == film_id, asset_uses.c.run_id == run_id, asset_uses.c.found
        )
        prices = connection.execute(found.group_by(assets.c.usd)).all()
        return _film_money(rows).model_copy(
            update={
                "found": sum(count for _, count in prices),
                "saved": sum((usd * count for usd, count in prices), ZERO),
            }
        )

    return database.read(read)


def _film_money(rows: Iterable[RowMapping]) -> FilmMoney:
    stages, providers = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    quoted: dict[str, Decimal] = {}
    paid = defaultdict[str, Decimal](Decimal)
    notes = []
    for row in rows:
        name, usd = step_of(row).name, row["usd"]
        if row["entry"] == "reserve":
            quoted[name] = usd
        elif row["entry"] == "charge":
            paid[name] += usd
            if usd:
                stages[row["stage"]] += usd
                providers[row["provider"]] += usd
            if row["note"]:
                notes.append((name, usd, row["note"]))
    return FilmMoney(
        by_stage=_dearest(stages),
        by_provider=_dearest(providers),
        booked=sum(stages.values(), ZERO),
        overruns=tuple(
            (name, usd, quoted.get(name, ZERO)) for name, usd in paid.items() if usd > quoted.get(name, ZERO)
        ),
        notes=tuple(notes),
    )


def _dearest(sums: Mapping[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    return tuple(sorted(sums.items(), key=lambda each: (-each[1], each[0])))
