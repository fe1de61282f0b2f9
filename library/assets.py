"""The library of assets: a recipe's key leads to the stored asset, and the same recipe is made once."""

import contextvars
import logging
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, RowMapping, delete, update

from infra.database.database import Database
from infra.database.tables import assets, leases
from infra.database.upsert import insert_into
from infra.storage import LocalStore, Store
from library.erasure.leavings import note_leavings, owner_of_film
from library.leases import Leases
from library.rows import (
    add_documents,
    add_labels,
    add_uses,
    asset_of,
    blob_of,
    paper_of,
    row_of,
    rows_by_key,
    users,
)
from library.work import Work
from models.errors import CorruptAsset
from models.money.dollars import ZERO
from models.orders.assets import Asset, Blob, Recipe, Use
from models.places import earlier_place

_CALLED = {
    "image": "picture",
    "video": "clip",
    "speech": "voice",
    "music": "score",
    "conformed": "clip as it is cut",
    "lips": "clip whose lips move",
}
"""What people call an asset, by the kind of its recipe."""
_READERS = 4

_log = logging.getLogger("longtake.library")


class Library:
    """Assets by the key of their recipe: the files in a store, everything else in a database."""

    def __init__(self, store: Store, database: Database) -> None:
        self.store = store
        self.database = database
        self.leases = Leases(database)
        self._damaged: set[str] = set()

    def find(self, recipe: Recipe, fresh: str = "", use: Use | None = None) -> Asset | None:
        """The stored asset of a recipe, verified, as `cached`; None when there is none that will do.

        With `fresh`, only an asset stored by that run counts. A file that is gone or was changed since
        it was stored counts as absent: the asset is then made again. What is found for a `use` is
        referred to from then on.
        """
        return self.find_many([recipe], fresh, [use] if use else ())[0]

    def find_many(
        self, recipes: Sequence[Recipe], fresh: str = "", uses: Sequence[Use] = ()
    ) -> list[Asset | None]:
        """What `find` gives for each, in a few statements; `uses` is empty, or one for each recipe."""
        keys = [recipe.key() for recipe in recipes]
        rows = self._rows(keys)
        if imported := [key for key in dict.fromkeys(keys) if key not in rows and self._import_card(key)]:
            rows |= self._rows(imported)
        rows = {key: row for key, row in rows.items() if not fresh or row["made_by"] == fresh}
        whole = self._whole({blob_of(row) for row in rows.values()})
        for key, row in list(rows.items()):
            if blob_of(row) not in whole:
                _log.warning("The stored copy of %s is damaged: it is made again.", row["sha256"])
                self._damaged.add(key)
                del rows[key]
        if rows and uses:
            used = [(key, use) for key, use in zip(keys, uses, strict=True) if key in rows]
            rows = self._record(rows, used)
        return [asset_of(rows[key]) if key in rows else None for key in keys]

    def once(
        self, recipe: Recipe, work: Work, make: Callable[[str], Asset], waiting: Callable[[], None]
    ) -> Asset:
        """The stored asset of a recipe, else what `make` makes and keeps, by one of all who want it now.

        `make` is given the token that `keep` wants. See `Leases.once`.
        """
        return self.leases.once(
            lease_key(recipe, work.fresh),
            lambda: self.find(recipe, work.fresh, work.use),
            make,
            waiting,
            work.who,
        )

    def keep(
        self,
        recipe: Recipe,
        asset: Asset,
        work: Work,
        *,
        work_s: float = 0.0,
        token: str = "",
        useless: Blob | None = None,
    ) -> Asset:
        """Remember the asset of a recipe, whose bytes are in the store; gives the one that stands.

        `work_s` is the seconds that making it took, `token` the lease it was made under, which is let go in
        the same moment. What the library has already stands, and comes back with the cost of what was made
        in vain; unless it is damaged, is the `useless` one, or was made for another run than the work's `fresh`.
        """
        fresh, about, use = work.fresh, work.about, work.use
        key = recipe.key()
        row = row_of(recipe, asset, about, made_by=fresh, work_s=work_s, label=work.label)
        again = key in self._damaged
        before = self._rows([key]).get(key)
        if before and blob_of(before) not in (asset.blob, useless) and not self._intact(blob_of(before)):
            again, useless = True, blob_of(before)

        def write(connection: Connection) -> Asset:
            upsert = insert_into(connection, assets).values(row)
            upsert = upsert.on_conflict_do_update(index_elements=["key"], set_={"key": assets.c.key})
            here = connection.execute(upsert.returning(assets)).mappings().one()
            stands = blob_of(here) != useless and (not fresh or here["made_by"] == fresh)
            if not stands:
                self._replace(connection, here, row, useless)
            add_labels(connection, here["id"], about)
            if use and stands and blob_of(here) != asset.blob:
                note_leavings(connection, owner_of_film(use.film_id), [asset.blob])
            if use:
                add_uses(connection, [(here["id"], use)], found=False)
            if token:
                connection.execute(delete(leases).where(leases.c.owner == token))
            return asset_of(here) if stands else asset

        kept = self.database.write(write)
        self._damaged.discard(key)
        note = " ".join(filter(None, [asset.note, made_again(recipe, use) if again else ""]))
        return kept.model_copy(
            update={"cost": asset.cost, "cached": False, "attempt": asset.attempt, "note": note}
        )

    def price(self, recipe: Recipe) -> Decimal:
        """What making the asset of a recipe cost whoever asked for it, in dollars; zero when there is none."""
        row = self._rows([recipe.key()]).get(recipe.key())
        return row["usd"] if row else ZERO

    def file(self, film_id: str, name: str, blob: Blob) -> None:
        """Remember a paper of a film, whose bytes are in the store, by its path in the film's folder."""

        self.database.write(lambda connection: add_documents(connection, [film_id], name, blob))

    def paper(self, film_id: str, name: str) -> Blob | None:
        """Where a paper of a film is; None when it has none of that name."""
        return self.database.read(lambda connection: paper_of(connection, film_id, name))

    def _rows(self, keys: Sequence[str]) -> dict[str, RowMapping]:
        return self.database.read(lambda connection: rows_by_key(connection, keys))

    def _record(self, rows: dict[str, RowMapping], used: Sequence[tuple[str, Use]]) -> dict[str, RowMapping]:
        """Those of the rows that are still there, which are referred to from now on."""

        def write(connection: Connection) -> dict[str, RowMapping]:
            here = rows_by_key(connection, rows, staying=True)
            same = {
                key: row for key, row in rows.items() if key in here and blob_of(here[key]) == blob_of(row)
            }
            add_uses(connection, [(rows[key]["id"], use) for key, use in used if key in same], found=True)
            return same

        return self.database.write(write)

    def _replace(
        self, connection: Connection, old: RowMapping, new: dict[str, Any], useless: Blob | None
    ) -> None:
        """Another asset for a recipe; films that have the old one keep it, as one of their papers, unless it is useless."""
        blob, films = blob_of(old), users(connection, old["id"])
        if blob == useless:
            for film in films:
                note_leavings(connection, owner_of_film(film), [blob])
        elif blob != blob_of(new):
            add_documents(connection, films, earlier_place(blob.sha256, blob.suffix), blob)
        connection.execute(update(assets).where(assets.c.id == old["id"]).values(new))

    def _whole(self, blobs: Collection[Blob]) -> set[Blob]:
        """Those whose files are there and unchanged; several are read at once."""
        if len(blobs) < 2:
            return {blob for blob in blobs if self._intact(blob)}
        with ThreadPoolExecutor(_READERS, thread_name_prefix="verify") as readers:
            # Each reader is as patient as this thread.
            read = {
                blob: readers.submit(contextvars.copy_context().run, self._intact, blob) for blob in blobs
            }
            return {blob for blob, intact in read.items() if intact.result()}

    def _intact(self, blob: Blob) -> bool:
        try:
            self.store.open_file(blob)
        except CorruptAsset:
            return False
        return True

    def _import_card(self, key: str) -> bool:
        """Take over what a Longtake that had no database noted beside its files: `recipes/ab/<key>.json`."""
        text = self.store.note("recipes", key) if isinstance(self.store, LocalStore) else None
        if text is None:
            return False
        try:
            card = _Card.model_validate_json(text)
        except ValidationError:
            return False
        if card.recipe.key() != key or not self._intact(card.asset.blob):
            return False
        self.keep(card.recipe, card.asset, Work(fresh=card.made_by))
        return True


class _Card(BaseModel):
    """An asset and its recipe, as they were noted before there was a database."""

    asset: Asset
    recipe: Recipe
    made_by: str = ""


def made_again(recipe: Recipe, use: Use | None) -> str:
    """What a person should know of an asset whose stored copy was lost."""
    whose = f" of {use.shot_id}" if use and use.shot_id else ""
    return f"The stored {_CALLED.get(recipe.kind, recipe.kind)}{whose} was gone or damaged, and has been made again."


def lease_key(recipe: Recipe, fresh: str = "") -> str:
    """What those share who may use the same asset: a run that wants it afresh neither waits for others nor takes theirs."""
    return f"{recipe.key()}/{fresh}"
