"""Garbage collection: removes the assets that no film refers to, and the files that nothing names.

A film refers to its assets (`asset_uses`), to its papers (`documents`) and, while it is made, to the words of its shots
(`shot_states`), a saved subject to its pictures (`subject_pictures`). Films may run meanwhile, and
two collections at once: an asset that a film is about to use is locked by it and passed over, and a file
goes only while nobody can write a row that names it.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, delete, exists, func, select, text, tuple_, union

from infra.database.database import Database
from infra.database.tables import (
    asset_uses,
    assets,
    comments,
    documents,
    events,
    film_states,
    leavings,
    ledger,
    review_links,
    shot_states,
    subject_pictures,
)
from infra.payloads.names import Owner, is_payload, owner_of
from infra.storage import Store
from library.erasure.leavings import RECIPE, note_leavings, note_recipes, owner_of_film
from models.base import Frozen
from models.orders.assets import Blob

YOUNG = timedelta(hours=1)
"""A file that nothing names is left for so long: its activity stores it first, and names it after."""

_CLOCK = b"When this was last put is the store's own time.\n"
_CLAIMS = (documents, subject_pictures, shot_states)
"""Tables whose rows name files that no asset needs to name."""
_ROWS_AT_ONCE = 500
_FILES_AT_ONCE = 50
"""So few that films hardly notice that they cannot write meanwhile."""


class UnusedAsset(Frozen):
    """An asset that no film refers to."""

    key: str
    kind: str
    prompt: str
    blob: Blob


class Histories(NamedTuple):
    """The films of which a server has histories, by their marks; they may refer to any of their payloads."""

    server: str
    films: AbstractSet[str]


class Garbage(Frozen):
    """What a collection would remove, or has removed; `bytes` is the size of `files`.

    `assets` lose their rows. `files` are theirs, but for those that another asset, a film or a subject shares,
    those that nothing names, and `gone` payloads of histories that the server no longer has. `young` files that nothing
    names yet, and Temporal's other `payloads`, are left.
    """

    assets: tuple[UnusedAsset, ...] = ()
    files: tuple[Blob, ...] = ()
    gone: int = 0
    young: int = 0
    payloads: int = 0
    payload_bytes: int = 0

    @property
    def bytes(self) -> int:
        """What removing the files frees."""
        return sum(blob.size for blob in self.files)


class Forgotten(NamedTuple):
    """How many assets and papers a film no longer refers to."""

    assets: int
    documents: int


def owners_of_payloads(store: Store) -> set[Owner]:
    """Whose payloads a store has.

    Raises:
        StorageError: it does not answer.

    """
    return {owner for each in store.blobs() if (owner := owner_of(each.blob.suffix))}


def find_garbage(database: Database, store: Store, histories: Histories | None = None) -> Garbage:
    """What `collect_garbage` would remove now; nothing changes.

    Raises:
        StorageError: the database or the store does not answer.

    """
    stored = _Stored(store, histories)

    def read(connection: Connection) -> Garbage:
        unused = [_unused(row) for row in connection.execute(_unused_rows())]
        named = select(assets.c.sha256, assets.c.suffix).where(_is_used())
        claims = (select(claim.c.sha256, claim.c.suffix) for claim in _CLAIMS)
        kept = union(named, *claims)
        left = {(sha256, suffix) for sha256, suffix in connection.execute(kept)}
        going = {_name(asset.blob) for asset in unused}
        return stored.garbage(unused, going, left)

    return database.read(read)


def collect_garbage(database: Database, store: Store, histories: Histories | None = None) -> Garbage:
    """Remove what no film refers to, and no history; what was removed. Without `histories` their payloads are left.

    A file is removed after its row: a collection that dies in between leaves a file that nothing names,
    for the next one. Removing twice comes to the same.

    Raises:
        StorageError: the database or the store does not answer; run it again.

    """
    stored = _Stored(store, histories)
    unused: list[UnusedAsset] = []
    while batch := database.write(_remove_rows):
        unused += batch
    left = database.read(lambda connection: {(sha256, suffix) for sha256, suffix in _named(connection)})
    garbage = stored.garbage(unused, {_name(asset.blob) for asset in unused}, left)
    if garbage.gone:  # a film of the same name may have begun meanwhile, and have put one of them again
        still = set(_Stored(store, histories).gone)
        files = tuple(blob for blob in garbage.files if not is_payload(blob.suffix) or blob in still)
        garbage = garbage.model_copy(update={"files": files, "gone": len(still & set(files))})
    removed: list[Blob] = []
    for start in range(0, len(garbage.files), _FILES_AT_ONCE):
        files = garbage.files[start : start + _FILES_AT_ONCE]
        removed += database.write(partial(remove_files, store=store, files=files))
    return garbage.model_copy(update={"files": tuple(removed)})


def knows_film(database: Database, film_id: str) -> bool:
    """Whether an asset, a paper or a booking belongs to such a film."""

    def read(connection: Connection) -> bool:
        claims = (ledger, asset_uses, documents)
        mine = (select(claim.c.film_id).where(claim.c.film_id == film_id).limit(1) for claim in claims)
        return any(connection.scalar(query) is not None for query in mine)

    return database.read(read)


def forget_film(database: Database, film_id: str) -> Forgotten:
    """Drop what a film refers to, so that a collection may take what only it used; its ledger stays."""

    def write(connection: Connection) -> Forgotten:
        used = select(asset_uses.c.asset_id).where(asset_uses.c.film_id == film_id).distinct()
        count = connection.scalar(select(func.count()).select_from(used.subquery())) or 0
        _note_all(connection, film_id)
        connection.execute(delete(asset_uses).where(asset_uses.c.film_id == film_id))
        papers = connection.execute(delete(documents).where(documents.c.film_id == film_id))
        for told in (shot_states, film_states, events, comments, review_links):
            connection.execute(delete(told).where(told.c.film_id == film_id))
        return Forgotten(count, papers.rowcount)

    return database.write(write)


def _note_all(connection: Connection, film_id: str) -> None:
    """Note every file and every asset that a film has, should somebody delete it that was forgotten."""
    used = select(asset_uses.c.asset_id).where(asset_uses.c.film_id == film_id)
    keys = connection.execute(select(assets.c.key).where(assets.c.id.in_(used))).scalars()
    note_recipes(connection, owner_of_film(film_id), keys)
    for table, mine in (
        (assets, assets.c.id.in_(used)),
        (documents, documents.c.film_id == film_id),
        (shot_states, (shot_states.c.film_id == film_id) & shot_states.c.sha256.is_not(None)),
    ):
        rows = connection.execute(select(table.c.sha256, table.c.suffix, table.c.size).where(mine).distinct())
        note_leavings(
            connection, owner_of_film(film_id), [Blob.model_validate(row._asdict()) for row in rows]
        )


class _Stored:
    """Every blob of a store, and which of them are young by the store's own clock."""

    def __init__(self, store: Store, histories: Histories | None) -> None:
        # This machine's clock may be hours away from the store's: the store is asked for its time.
        clock = _name(store.put_bytes(_CLOCK, ".clock"))
        listed = list(store.blobs())
        now = next((each.stored_at for each in listed if _name(each.blob) == clock), None)
        self._files = {_name(each.blob): each for each in listed if _name(each.blob) != clock}
        self._old = {name for name, each in self._files.items() if now and each.stored_at < now - YOUNG}
        self._histories = histories

    def garbage(
        self, unused: Sequence[UnusedAsset], going: set[tuple[str, str]], left: set[tuple[str, str]]
    ) -> Garbage:
        """What can go: the files `going`, and those that are neither `left` nor young nor payloads."""
        payloads = [each.blob for each in self._files.values() if is_payload(each.blob.suffix)]
        gone = self.gone
        kept = set(payloads) - set(gone)
        nameless = [
            name
            for name, each in self._files.items()
            if name not in left and not is_payload(each.blob.suffix) and name not in going
        ]
        old = [self._files[name].blob for name in nameless if name in self._old]
        theirs = [self._files[name].blob for name in sorted(going - left) if name in self._files]
        return Garbage(
            assets=tuple(unused),
            files=(*theirs, *old, *gone),
            gone=len(gone),
            young=len(nameless) - len(old),
            payloads=len(kept),
            payload_bytes=sum(blob.size for blob in kept),
        )

    @property
    def gone(self) -> list[Blob]:
        """The payloads that no history refers to any more."""
        return [
            each.blob for name, each in self._files.items() if name in self._old and self._is_gone(each.blob)
        ]

    def _is_gone(self, payload: Blob) -> bool:
        """Whether the server that had the payload's film has no history of it any more."""
        owner, known = owner_of(payload.suffix), self._histories
        return bool(owner and known and owner.server == known.server and owner.film not in known.films)


def is_forgotten(database: Database, film_id: str) -> bool:
    """Whether the library has nothing of a film: it was forgotten, or nothing was made for it yet."""
    used = select(asset_uses.c.film_id).where(asset_uses.c.film_id == film_id)
    filed = select(documents.c.film_id).where(documents.c.film_id == film_id)
    query = select(~exists(used) & ~exists(filed))
    return bool(database.read(lambda connection: connection.scalar(query)))


def _is_used() -> Any:  # noqa: ANN401 - SQLAlchemy's Exists
    return exists().where(asset_uses.c.asset_id == assets.c.id)


def _unused_rows() -> Select[Any]:
    fields = (assets.c[name] for name in ("id", "key", "kind", "prompt", "sha256", "suffix", "size"))
    return select(*fields).where(~_is_used()).order_by(assets.c.id)


def _unused(row: Row[Any]) -> UnusedAsset:
    blob = Blob(sha256=row.sha256, suffix=row.suffix, size=row.size)
    return UnusedAsset(key=row.key, kind=row.kind, prompt=row.prompt, blob=blob)


def _remove_rows(connection: Connection) -> list[UnusedAsset]:
    """Remove some unused assets; none are left when it gives none."""
    locked = _unused_rows().limit(_ROWS_AT_ONCE).with_for_update(skip_locked=True)
    candidates = {row.id: row for row in connection.execute(locked)}
    # A film may have begun to use one just before it was locked: asked again, now that nobody can.
    gone = delete(assets).where(assets.c.id.in_(candidates), ~_is_used()).returning(assets.c.id)
    removed = [_unused(candidates[asset_id]) for asset_id in connection.execute(gone).scalars()]
    keys = [asset.key for asset in removed]
    connection.execute(delete(leavings).where(leavings.c.suffix == RECIPE, leavings.c.sha256.in_(keys)))
    return removed


def remove_files(connection: Connection, store: Store, files: Sequence[Blob]) -> list[Blob]:
    """Remove those files that still nothing names, while nobody can name them; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE assets, documents, subject_pictures, shot_states IN SHARE MODE"))
    named = set(_named(connection, [_name(blob) for blob in files]))
    removed = [blob for blob in files if _name(blob) not in named]
    for blob in removed:
        store.delete(blob)
    gone = tuple_(leavings.c.sha256, leavings.c.suffix).in_([_name(blob) for blob in removed])
    connection.execute(delete(leavings).where(gone))
    return removed


def _named(connection: Connection, names: Sequence[tuple[str, str]] | None = None) -> Iterator[Row[str, str]]:
    """The files that assets, papers, saved subjects and shots name; of those `names` only, if given."""
    for source in (assets, *_CLAIMS):
        query = select(source.c.sha256, source.c.suffix).distinct()
        if names is not None:
            query = query.where(tuple_(source.c.sha256, source.c.suffix).in_(names))
        yield from connection.execute(query)


def _name(blob: Blob) -> tuple[str, str]:
    return blob.sha256, blob.suffix
