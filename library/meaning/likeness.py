"""Ranking assets by meaning: the vectors of their prompts, made when first needed and kept in the database."""

from collections.abc import Callable
from contextlib import suppress
from heapq import nlargest
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from infra.database.database import Database
from infra.database.tables import asset_meanings, assets
from library.meaning.sentence_encoder import DIMENSIONS, Encoder, load_encoder

_TEXTS_AT_ONCE = 64
_VECTORS_AT_ONCE = 10_000
"""15 MB of vectors in memory at a time."""


def ranked(
    database: Database,
    wanted: Select[int],
    text: str,
    limit: int,
    embedding: Callable[[int, int], None] | None,
) -> list[tuple[int, float]]:
    """The ids that `wanted` selects whose prompts are the likest to `text`, and how like: 1 is the same.

    Raises:
        MissingExtra: the encoder is not installed.
        Unavailable: the database does not answer.

    """
    encoder = load_encoder()
    _embed_missing(database, wanted, encoder, embedding)
    asked = encoder.encode([text])[0]
    return database.read(lambda connection: _likest(connection, wanted, asked, limit))


def _embed_missing(
    database: Database,
    wanted: Select[int],
    encoder: Encoder,
    embedding: Callable[[int, int], None] | None,
) -> None:
    """Give every wanted asset with a prompt its vector, a batch a transaction: what is done stays done."""
    known = select(asset_meanings.c.asset_id)
    without = (
        select(assets.c.id, assets.c.prompt)
        .where(assets.c.id.in_(wanted), assets.c.prompt != "", assets.c.id.not_in(known))
        .order_by(func.length(assets.c.prompt), assets.c.prompt)  # texts of one length need no padding
    )
    missing = database.read(lambda connection: connection.execute(without).all())
    prompts = list(dict.fromkeys(prompt for _, prompt in missing))
    ids: dict[str, list[int]] = {}
    for asset_id, prompt in missing:
        ids.setdefault(prompt, []).append(asset_id)
    for start in range(0, len(prompts), _TEXTS_AT_ONCE):
        if embedding is not None:
            embedding(start, len(prompts))
        batch = prompts[start : start + _TEXTS_AT_ONCE]
        vectors = zip(batch, encoder.encode(batch), strict=True)
        _keep(
            database, {asset_id: vector.tobytes() for prompt, vector in vectors for asset_id in ids[prompt]}
        )


def _keep(database: Database, vectors: dict[int, bytes]) -> None:
    """Write vectors of assets that are still there and that nobody else has written."""

    def write(connection: Connection) -> None:
        there = select(assets.c.id).where(
            assets.c.id.in_(vectors), assets.c.id.not_in(select(asset_meanings.c.asset_id))
        )
        ids = connection.execute(there.with_for_update(read=True, key_share=True)).scalars()
        rows = [{"asset_id": asset_id, "vector": vectors[asset_id]} for asset_id in ids]
        if rows:
            connection.execute(insert(asset_meanings), rows)

    # Somebody else ranks the same prompts at this moment: the same vectors are written by them.
    with suppress(IntegrityError):
        database.write(write)


def _likest(
    connection: Connection,
    wanted: Select[int],
    asked: Any,  # noqa: ANN401 - a numpy vector
    limit: int,
) -> list[tuple[int, float]]:
    import numpy as np

    meanings = asset_meanings.c
    query = select(meanings.asset_id, meanings.vector).where(meanings.asset_id.in_(wanted))
    likest: list[tuple[float, int]] = []
    for chunk in connection.execution_options(yield_per=_VECTORS_AT_ONCE).execute(query).partitions():
        vectors = np.frombuffer(b"".join(row.vector for row in chunk), np.float32).reshape(-1, DIMENSIONS)
        alike = zip((vectors @ asked).tolist(), (row.asset_id for row in chunk), strict=True)
        likest = nlargest(limit, [*likest, *alike])
    return [(asset_id, likeness) for likeness, asset_id in likest]
