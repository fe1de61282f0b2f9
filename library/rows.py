"""Assets as rows of the database: what is written of them, what is read back, and who refers to them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from infra.database.tables import asset_labels, asset_uses, assets, documents
from infra.database.upsert import insert_into
from library.erasure.leavings import note_leavings, owner_of_film
from models.errors import StorageError
from models.orders.assets import About, Asset, Blob, Recipe, Use

_WORDS = ("prompt", "text", "mood")
"""The parameters of a recipe that are its prompt, in words."""


def now() -> str:
    """This moment, as the tables have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def row_of(
    recipe: Recipe, asset: Asset, about: About, *, made_by: str, work_s: float, label: str
) -> dict[str, Any]:
    """What the table of assets says of a new one."""
    seed = recipe.parameters.get("seed", 0)
    return {
        "key": asset.recipe_key,
        **asset.blob.model_dump(),
        "kind": recipe.kind,
        "provider": recipe.provider,
        "revision": recipe.revision,
        "seed": seed if isinstance(seed, int) and abs(seed) < 2**63 else 0,
        "prompt": _text(about.prompt or words_of(recipe.parameters)),
        "shot_type": _text(about.shot_type),
        "mood": _text(about.mood),
        "time_of_day": _text(about.time_of_day),
        "seconds": asset.seconds,
        "frames": asset.frames,
        "usd": asset.cost,
        "work_s": work_s,
        "label": label,
        "note": _text(asset.note),
        "made_by": made_by,
        "made_at": now(),
        "recipe": json.dumps(
            recipe.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ),
    }


def words_of(parameters: Mapping[str, Any]) -> str:
    """The prompt of a recipe, in words; empty where it has none."""
    return next((str(words) for word in _WORDS if (words := parameters.get(word))), "")


def blob_of(row: Mapping[Any, Any]) -> Blob:
    """The file that a row of assets names.

    Raises:
        StorageError: it names none.

    """
    with _readable(row):
        return Blob(sha256=row["sha256"], suffix=row["suffix"], size=row["size"])


def recipe_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The recipe in a row of assets.

    Raises:
        StorageError: it has none.

    """
    with _readable(row):
        return dict(json.loads(row["recipe"]))  # which refuses what is no table


@contextmanager
def _readable(row: Mapping[Any, Any]) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError, RecursionError) as error:
        raise StorageError(
            f"The library's row of {row['key']!r} is none that Longtake wrote: remove it, and it is made again."
        ) from error


def asset_of(row: Mapping[Any, Any]) -> Asset:
    """An asset that was found rather than made: it costs nothing. Raises as `blob_of`."""
    with _readable(row):
        return Asset(
            blob=blob_of(row),
            recipe_key=row["key"],
            seconds=row["seconds"],
            frames=row["frames"],
            cached=True,
            note=row["note"],
        )


def rows_by_key(
    connection: Connection, keys: Iterable[str], *, staying: bool = False
) -> dict[str, RowMapping]:
    """The rows of recipes that have one; while the transaction lasts nobody removes those that are `staying`."""
    query = select(assets).where(assets.c.key.in_(list(keys)))
    if staying:
        query = query.with_for_update(read=True, key_share=True)
    return {row["key"]: row for row in connection.execute(query).mappings()}


def add_uses(connection: Connection, uses: Iterable[tuple[int, Use]], *, found: bool) -> None:
    """Remember who uses assets, by their id; having paid for one outweighs having found it."""
    rows = [{"asset_id": asset_id, **use.model_dump(), "found": found, "at": now()} for asset_id, use in uses]
    # In one order everywhere, so that two who write the same rows cannot lock each other out.
    rows.sort(key=lambda row: (row["asset_id"], row["film_id"], row["shot_id"], row["run_id"]))
    insert = insert_into(connection, asset_uses)
    if found:
        insert = insert.on_conflict_do_nothing()
    else:
        insert = insert.on_conflict_do_update(
            index_elements=list(asset_uses.primary_key.columns), set_={"found": False}
        )
    if rows:
        connection.execute(insert, rows)


def add_labels(connection: Connection, asset_id: int, about: About) -> None:
    """Remember who and what an asset shows."""
    facets = {"character": about.characters, "landscape": about.landscapes, "style": about.styles}
    values = {(facet, _text(name).strip().lower()[:200]) for facet, names in facets.items() for name in names}
    rows = [
        {"asset_id": asset_id, "facet": facet, "value": value} for facet, value in sorted(values) if value
    ]
    if rows:
        connection.execute(insert_into(connection, asset_labels).on_conflict_do_nothing(), rows)


def add_documents(connection: Connection, film_ids: Sequence[str], name: str, blob: Blob) -> None:
    """Remember a file as a paper of films; a newer one of the same name takes an older one's place, which is left."""
    for film in film_ids:
        before = paper_of(connection, film, name)
        if before is not None and before != blob:
            note_leavings(connection, owner_of_film(film), [before])
    rows = [{"film_id": film, "name": name, **blob.model_dump(), "at": now()} for film in film_ids]
    insert = insert_into(connection, documents)
    newer = {name: insert.excluded[name] for name in ("sha256", "suffix", "size", "at")}
    if rows:
        connection.execute(
            insert.on_conflict_do_update(index_elements=list(documents.primary_key.columns), set_=newer),
            rows,
        )


def paper_of(connection: Connection, film_id: str, name: str) -> Blob | None:
    """The file that is a film's paper of that name; None when there is none."""
    query = select(documents.c.sha256, documents.c.suffix, documents.c.size)
    row = connection.execute(query.where(documents.c.film_id == film_id, documents.c.name == name)).first()
    return Blob.model_validate(row._asdict()) if row else None


def users(connection: Connection, asset_id: int) -> list[str]:
    """The films that refer to an asset."""
    query = select(asset_uses.c.film_id).where(asset_uses.c.asset_id == asset_id).distinct()
    return sorted(connection.execute(query).scalars())


def _text(words: str) -> str:
    """Words that every database takes: PostgreSQL has no text with a zero in it."""
    return words.replace("\x00", "")
