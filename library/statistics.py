"""What reuse has saved: the most reused assets, and totals of what there is and of what was found again."""

from collections import defaultdict
from decimal import Decimal

from sqlalchemy import Connection, func, select

from infra.database.database import Database
from infra.database.tables import asset_uses, assets
from library.search import FoundAsset, found_assets
from models.base import Frozen
from models.money.dollars import ZERO
from models.queues import pool_of


class Reused(Frozen):
    """An asset that was found instead of made: how often, and what that saved in dollars and seconds of work."""

    asset: FoundAsset
    found: int
    saved_usd: Decimal
    saved_s: float


class KindStatistics(Frozen):
    """What there is of a kind: assets, their bytes (a shared file counts once), and what making them cost."""

    kind: str
    assets: int
    bytes: int
    usd: Decimal


class Statistics(Frozen):
    """The whole library: what there is, how often something was found, and what that saved.

    `uses` counts an asset once for each run and shot that refers to it, `found` those uses for which
    it was already there.
    """

    kinds: tuple[KindStatistics, ...] = ()
    uses: int = 0
    found: int = 0
    saved_usd: Decimal = ZERO
    saved_gpu_s: float = 0.0
    saved_cpu_s: float = 0.0

    @property
    def hit_rate(self) -> float:
        """The share of uses, from 0 to 1, for which the asset was already there."""
        return self.found / self.uses if self.uses else 0.0


def most_reused(database: Database, limit: int = 20) -> list[Reused]:
    """The assets that were found most often, the most frequent first."""
    return database.read(lambda connection: _most_reused(connection, limit))


def library_statistics(database: Database) -> Statistics:
    """Totals over every asset and every use."""
    return database.read(_statistics)


def _most_reused(connection: Connection, limit: int) -> list[Reused]:
    times = func.count()
    counted = (
        select(asset_uses.c.asset_id, times.label("times"))
        .where(asset_uses.c.found)
        .group_by(asset_uses.c.asset_id)
        .order_by(times.desc(), asset_uses.c.asset_id)
        .limit(limit)
        .subquery()
    )
    query = select(assets.c.key, assets.c.work_s, counted).join(assets, assets.c.id == counted.c.asset_id)
    rows = {row.key: row for row in connection.execute(query)}
    ordered = sorted(rows.values(), key=lambda row: (-row.times, row.asset_id))
    return [
        Reused(
            asset=asset,
            found=rows[asset.key].times,
            saved_usd=asset.usd * rows[asset.key].times,
            saved_s=rows[asset.key].work_s * rows[asset.key].times,
        )
        for asset in found_assets(connection, [row.asset_id for row in ordered])
    ]


def _statistics(connection: Connection) -> Statistics:
    saved_usd, saved_s = ZERO, defaultdict[str, float](float)
    # Grouped by price and summed here: SQLite would add dollars as floats.
    saved = (
        select(assets.c.label, assets.c.usd, func.count(), func.sum(assets.c.work_s))
        .join(asset_uses, asset_uses.c.asset_id == assets.c.id)
        .where(asset_uses.c.found)
        .group_by(assets.c.label, assets.c.usd)
    )
    for label, usd, times, work_s in connection.execute(saved):
        saved_usd += usd * times
        saved_s[pool_of(label)] += work_s
    uses, found = connection.execute(
        select(func.count(), func.count().filter(asset_uses.c.found)).select_from(asset_uses)
    ).one()
    return Statistics(
        kinds=_kinds(connection),
        uses=uses,
        found=found,
        saved_usd=saved_usd,
        saved_gpu_s=saved_s["gpu"],
        saved_cpu_s=saved_s["cpu"] + saved_s["io"],
    )


def _kinds(connection: Connection) -> tuple[KindStatistics, ...]:
    counts, dollars = defaultdict[str, int](int), defaultdict[str, Decimal](Decimal)
    priced = select(assets.c.kind, assets.c.usd, func.count()).group_by(assets.c.kind, assets.c.usd)
    for kind, usd, count in connection.execute(priced):
        counts[kind] += count
        dollars[kind] += usd * count
    files = select(assets.c.kind, assets.c.sha256, assets.c.suffix, assets.c.size).distinct().subquery()
    sizes = {
        kind: int(size)
        for kind, size in connection.execute(
            select(files.c.kind, func.sum(files.c.size)).group_by(files.c.kind)
        )
    }
    return tuple(
        KindStatistics(kind=kind, assets=counts[kind], bytes=sizes[kind], usd=dollars[kind])
        for kind in sorted(counts)
    )
