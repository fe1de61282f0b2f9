"""Everything about one asset: its recipe, what it shows, and who uses it."""

import re
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, or_, select

from infra.database.database import Database
from infra.database.tables import asset_labels, asset_uses, assets
from library.labels import FACETS
from library.rows import recipe_of
from library.search import FoundAsset, found_assets
from models.base import Frozen
from models.errors import BadInput

_SHORTEST = 4
"""Digits that a prefix must have."""
_LISTED = 8
_NAMED = 16
"""Digits shown of each when a prefix is not enough."""


class UnknownAsset(BadInput):
    """No asset begins with those digits."""


class AssetUse(NamedTuple):
    """Where an asset is used: film, shot (empty: the whole film) and run; `found` rather than made; when."""

    film_id: str
    shot_id: str
    run_id: str
    found: bool
    at: str


class AssetDetails(Frozen):
    """An asset with all that is known of it; `work_s` is how long making it took, in seconds."""

    asset: FoundAsset
    recipe: dict[str, Any]
    frames: int
    work_s: float
    label: str
    note: str
    names: dict[str, tuple[str, ...]]
    used: tuple[AssetUse, ...]


def show_asset(database: Database, prefix: str) -> list[AssetDetails]:
    """The asset whose file's sha256, or whose recipe's key, begins so; several when they share one file.

    Raises:
        UnknownAsset: there is none.
        BadInput: there are several, which the message lists; or it is no prefix.
        StorageError: its row is none that Longtake wrote.
        Unavailable: the database does not answer.

    """
    prefix = prefix.strip().lower()
    if not re.fullmatch(f"[0-9a-f]{{{_SHORTEST},64}}", prefix):
        raise BadInput(
            f"An asset is named by the first {_SHORTEST} or more digits of its sha256 or key, not {prefix!r}."
        )
    return database.read(lambda connection: _show(connection, prefix))


def makers_of(database: Database, keys: Collection[str]) -> dict[str, str]:
    """Who made the assets of recipes with these keys, by the keys; without those that are not there.

    Raises:
        Unavailable: the database does not answer.

    """
    query = select(assets.c.key, assets.c.provider).where(assets.c.key.in_(keys))
    return database.read(lambda connection: {row.key: row.provider for row in connection.execute(query)})


def _show(connection: Connection, prefix: str) -> list[AssetDetails]:
    query = select(assets).where(or_(_begins(assets.c.sha256, prefix), _begins(assets.c.key, prefix)))
    rows = connection.execute(query.order_by(assets.c.id.desc()).limit(_LISTED + 1)).mappings().all()
    if not rows:
        raise UnknownAsset(
            f"No asset's sha256 or key begins with {prefix}; `longtake assets find` lists assets."
        )
    if len({row["sha256"] for row in rows}) > 1:
        names = (row["sha256"] if row["sha256"].startswith(prefix) else row["key"] for row in rows)
        listed = ", ".join(
            f"{name[:_NAMED]} ({row['kind']})" for name, row in zip(names, rows[:_LISTED], strict=False)
        )
        more = " …" if len(rows) > _LISTED else ""
        raise BadInput(f"Several assets begin with {prefix}: {listed}{more}; give more digits.")
    found = found_assets(connection, [row["id"] for row in rows])
    return [
        AssetDetails(
            asset=asset,
            recipe=recipe_of(row),
            names=_names(connection, row["id"]),
            used=_uses(connection, row["id"]),
            **{name: row[name] for name in ("frames", "work_s", "label", "note")},
        )
        for asset, row in zip(found, rows, strict=True)
    ]


def _begins(field: "Column[str]", prefix: str) -> ColumnElement[bool]:
    """As a range, which an index answers; `g` comes after every hexadecimal digit."""
    return (field >= prefix) & (field < f"{prefix}g")


def _names(connection: Connection, asset_id: int) -> dict[str, tuple[str, ...]]:
    query = select(asset_labels.c.facet, asset_labels.c.value).where(asset_labels.c.asset_id == asset_id)
    labels = connection.execute(query.order_by(asset_labels.c.value)).all()
    return {facet: tuple(value for of, value in labels if of == facet) for facet in FACETS}


def _uses(connection: Connection, asset_id: int) -> tuple[AssetUse, ...]:
    uses = asset_uses.c
    query = select(uses.film_id, uses.shot_id, uses.run_id, uses.found, uses.at)
    rows = connection.execute(query.where(uses.asset_id == asset_id).order_by(uses.at, uses.film_id))
    return tuple(AssetUse(*row) for row in rows)
