"""What the database says of films' money and of vendors: sums that are the same whoever reads them."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import Connection, func, select

from activities.jobs.records import ABANDONED_S
from activities.money.reservations import Reservation, reserved
from infra.database.clock import moment
from infra.database.database import Database
from infra.database.tables import breakers, jobs, ledger
from models.metrics import (
    RESERVED,
    SPENT,
    UNKNOWN_JOBS,
    UNKNOWN_USD,
    VENDOR_JOBS,
    VENDOR_SHUT,
    Metric,
)
from providers.vendors.accounts import vendor_of, vendor_of_account
from workers.meters.readings import Reading

SHUT_S = 120.0
"""How long after its end a pause counts: whoever wants something of the vendor knocks sooner. With the longest pause that a
vendor asks for it is shorter than LongtakeVendorDown waits."""


def read_books(database: Database) -> list[Reading]:
    """All that the gauges of the books show.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """

    def read(connection: Connection) -> list[Reading]:
        held = reserved(connection)
        return [*_spent(connection), *_held(held), *_jobs(connection), *_doors(connection)]

    return database.read(read)


def _spent(connection: Connection) -> Iterator[Reading]:
    # Grouped by price and summed here: SQLite would add dollars as floats.
    columns = ledger.c.provider, ledger.c.stage, ledger.c.usd
    query = (
        select(*columns, func.count().label("charges")).where(ledger.c.entry == "charge").group_by(*columns)
    )
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in connection.execute(query):
        sums[vendor_of(row.provider), row.stage] += row.usd * row.charges
    for (vendor, step), usd in sums.items():
        yield Reading(SPENT, float(usd), (("vendor", vendor), ("step", step)))


def _held(held: tuple[Reservation, ...]) -> Iterator[Reading]:
    sums: dict[tuple[Metric, str], Decimal] = defaultdict(Decimal)
    for one in held:
        vendor = vendor_of(one.step.provider)
        sums[RESERVED, vendor] += one.usd
        if one.unknown:
            sums[UNKNOWN_USD, vendor] += one.usd
            sums[UNKNOWN_JOBS, vendor] += 1
    for (metric, vendor), value in sums.items():
        yield Reading(metric, float(value), (("vendor", vendor),))


def _jobs(connection: Connection) -> Iterator[Reading]:
    query = select(jobs.c.account, func.count().label("jobs")).group_by(jobs.c.account)
    counts: dict[str, int] = defaultdict(int)
    under_way = (
        jobs.c.state.in_(("sending", "submitted")),
        jobs.c.seen > moment(connection) - ABANDONED_S,
    )
    for row in connection.execute(query.where(*under_way)):
        counts[vendor_of_account(row.account)] += row.jobs
    for vendor, count in counts.items():
        yield Reading(VENDOR_JOBS, count, (("vendor", vendor),))


def _doors(connection: Connection) -> Iterator[Reading]:
    # A door that nobody wants anything of stays as its last failure left it.
    shut = breakers.c.openings > 0, breakers.c.until > moment(connection) - SHUT_S
    query = select(breakers.c.account, breakers.c.door).where(*shut)
    for row in connection.execute(query):
        yield Reading(VENDOR_SHUT, 1, (("vendor", vendor_of_account(row.account)), ("door", row.door)))
