"""Assets that other films use too: what a deleted film said of them goes, and what determines them stays."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update

from infra.database.tables import asset_labels, asset_meanings, assets
from library.rows import recipe_of, words_of
from models.errors import StorageError


def keep_recipe_alone(connection: Connection, row: RowMapping) -> None:
    """Have an asset say of itself what its recipe says, which whoever else uses it asked for as well."""
    recipe: dict[str, Any] = {}
    with suppress(StorageError):  # a row that somebody else wrote
        recipe = recipe_of(row)
    said = "\n".join(_texts(recipe)).lower()
    of_it = asset_labels.c.asset_id == row["id"]
    labels = connection.execute(select(asset_labels.c.value).where(of_it)).scalars()
    if told := [value for value in labels if value not in said]:
        connection.execute(delete(asset_labels).where(of_it, asset_labels.c.value.in_(told)))
    values = {"note": ""}
    if row["mood"].lower() not in said:
        values["mood"] = ""
    if row["prompt"].lower() not in said:
        values["prompt"] = words_of(recipe.get("parameters", {}))
        connection.execute(delete(asset_meanings).where(asset_meanings.c.asset_id == row["id"]))
    connection.execute(update(assets).where(assets.c.id == row["id"]).values(values))


def _texts(value: object) -> Iterator[str]:
    """Every text in plain JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
