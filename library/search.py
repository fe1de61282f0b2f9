"""Finding assets: by what they show, by the words of their prompt, by film; and by meaning."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from pydantic import Field
from sqlalchemy import (
    Connection,
    Integer,
    Select,
    String,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)

from infra.database.database import Database
from infra.database.tables import asset_labels, asset_uses, assets
from library.labels import FACETS, check_film, names_meant, values_meant
from library.meaning.likeness import ranked
from models.base import Frozen
from models.errors import BadInput
from models.orders.assets import Blob

_SAMPLE = 500
"""So many of the newest assets of each condition tell which one is the rarest."""

_WORD_SAMPLE = 1000
"""In so many of the newest prompts a word must be once in a hundred to be common."""


class Wanted(Frozen):
    """What to look for; everything given must hold.

    `words` are looked for in the prompt, all of them, in any order. A name such as `attic` also finds
    `the attic` where nothing is called just that. Several characters, landscapes or styles must all be
    there. `like` ranks by meaning what the rest leaves. At most `limit` assets are found, of those that were made before the
    one whose key is `before` where that is given.
    """

    words: str = ""
    characters: tuple[str, ...] = ()
    landscapes: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    mood: str = ""
    time_of_day: str = ""
    shot_type: str = ""
    kind: str = ""
    provider: str = ""
    film_id: str = ""
    like: str = ""
    before: str = ""
    limit: int = Field(default=20, ge=1)


class FoundAsset(Frozen):
    """An asset, in a line.

    `seconds` is its length (0 of a picture), `usd` what making it cost, `films` those that refer to it,
    `uses` how often. `likeness` is from -1 to 1, when it was looked for by meaning.
    """

    blob: Blob
    key: str
    kind: str
    provider: str
    prompt: str
    shot_type: str
    mood: str
    time_of_day: str
    seconds: float
    usd: Decimal
    made_at: str
    films: tuple[str, ...] = ()
    uses: int = 0
    likeness: float | None = None


def find_assets(
    database: Database, wanted: Wanted, embedding: Callable[[int, int], None] | None = None
) -> list[FoundAsset]:
    """The assets that are wanted: the newest first, or the likest first where `like` is given.

    Prompts that were never compared by meaning are first read by the encoder, and kept; meanwhile
    `embedding` is told how many of how many are done.

    Raises:
        BadInput: a name that no asset has; the message lists those that are near;
            or the words have no letter or digit in them.
        MissingExtra: `like` is given and the encoder is not installed.
        Unavailable: the database does not answer.

    """
    if not wanted.like:
        return database.read(lambda connection: found_assets(connection, _newest(connection, wanted)))
    filtered = database.read(lambda connection: matching(connection, wanted))
    likest = dict(ranked(database, filtered, wanted.like, wanted.limit, embedding))
    return database.read(lambda connection: found_assets(connection, list(likest), likest))


def _newest(connection: Connection, wanted: Wanted) -> list[int]:
    return list(connection.execute(newest_query(connection, wanted)).scalars())


def newest_query(connection: Connection, wanted: Wanted) -> Select[int]:
    """The query for the ids of the newest assets that are wanted, the newest first."""
    query = matching(connection, wanted)
    asset_id = query.selected_columns[0]
    if wanted.before:
        last = connection.scalar(select(assets.c.id).where(assets.c.key == wanted.before))
        if last is None:
            raise BadInput("The asset that the list went to is there no more: begin with the first ones.")
        query = query.where(asset_id < last)
    return query.order_by(asset_id.desc()).limit(wanted.limit)


def matching(connection: Connection, wanted: Wanted) -> Select[int]:
    """The query for the ids of all assets that are wanted, the rarest condition leading.

    The leader's ids come from its index in order, and the other conditions are asked of each: to find
    twenty, a database goes through few rows, whatever is combined with whatever.

    Raises:
        BadInput: as `find_assets`.

    """
    conditions = _conditions(connection, wanted)
    if not conditions:
        return select(assets.c.id)
    if len(conditions) > 1:
        conditions.sort(key=lambda ids: _rarity(connection, ids))
    leader, *others = conditions
    query = leader
    for ids in others:
        same = ids.selected_columns[0] == leader.selected_columns[0]
        query = query.where(ids.where(same).correlate(*leader.get_final_froms()).exists())
    return query


def _rarity(connection: Connection, ids: Select[int]) -> int:
    """The further back the newest assets of a condition go, the rarer it is: 0 when there are few at all."""
    asset_id = ids.selected_columns[0]
    return connection.scalar(ids.order_by(asset_id.desc()).offset(_SAMPLE).limit(1)) or 0


def _conditions(connection: Connection, wanted: Wanted) -> list[Select[int]]:
    """The ids of the assets for which each thing wanted holds; the dearest to ask of a single asset, the words, at the end."""
    found = []
    shown = {"character": wanted.characters, "landscape": wanted.landscapes, "style": wanted.styles}
    for facet in FACETS:
        for given in shown[facet]:
            label = asset_labels.alias()
            names = names_meant(connection, facet, given)
            labelled = select(label.c.asset_id).where(label.c.facet == facet, label.c.value.in_(names))
            # One asset may have two of the names.
            found.append(labelled if len(names) == 1 else labelled.distinct())
    for given, name in (
        (wanted.mood, "mood"),
        (wanted.time_of_day, "time_of_day"),
        (wanted.shot_type, "shot_type"),
        (wanted.provider, "provider"),
        (wanted.kind, "kind"),
    ):
        if given:
            asset = assets.alias()
            values = values_meant(connection, assets.c[name], given)
            found.append(select(asset.c.id).where(asset.c[name].in_(values)))
    if wanted.film_id:
        check_film(connection, wanted.film_id)
        use = asset_uses.alias()
        found.append(select(use.c.asset_id).where(use.c.film_id == wanted.film_id).distinct())
    if wanted.words:
        found.append(_having_words(connection, wanted.words))
    return found


def _having_words(connection: Connection, text: str) -> Select[int]:
    """The assets whose prompt has all these words; nothing in them is taken for a search operator."""
    words = [word for word in text.replace("\x00", " ").split() if re.search(r"\w", word)]
    if not words:
        raise BadInput(f"There is no word to look for in {text!r}: give letters or digits.")
    if connection.dialect.name == "postgresql":
        return _having_words_postgresql(connection, " ".join(words))
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    index = table("asset_words", column("rowid", Integer))
    return select(index.c.rowid).where(literal_column("asset_words").op("MATCH")(literal(quoted)))


def _having_words_postgresql(connection: Connection, words: str) -> Select[int]:
    """The same through `assets.words`; `id + 0` keeps rare words from being looked for in row after row.

    PostgreSQL takes words that it has no statistics of for common, and would go through all assets to find
    the first twenty.
    """
    asked = func.plainto_tsquery(literal_column("'simple'"), words)
    holds = literal_column("words").op("@@")(asked)
    newest = (
        select(literal_column("words", String))
        .select_from(assets)
        .order_by(assets.c.id.desc())
        .limit(_WORD_SAMPLE)
    )
    seen = select(func.count()).select_from(newest.subquery()).where(holds)
    common = (connection.scalar(seen) or 0) >= _WORD_SAMPLE / 100
    asset = assets.alias("worded")
    asset_id = asset.c.id if common else literal_column("worded.id + 0", Integer).label("id")
    return select(asset_id).select_from(asset).where(literal_column("worded.words").op("@@")(asked))


def found_assets(
    connection: Connection, ids: Sequence[int], likeness: dict[int, float] | None = None
) -> list[FoundAsset]:
    """Those assets, in that order, with who uses them; one that is gone is left out."""
    uses = asset_uses.c
    counted = connection.execute(
        select(uses.asset_id, uses.film_id, func.count())
        .where(uses.asset_id.in_(ids))
        .group_by(uses.asset_id, uses.film_id)
        .order_by(uses.film_id)
    ).all()
    films: dict[int, list[tuple[str, int]]] = {}
    for asset_id, film_id, count in counted:
        films.setdefault(asset_id, []).append((film_id, count))
    rows = connection.execute(select(assets).where(assets.c.id.in_(ids))).mappings()
    found = {
        row["id"]: FoundAsset(
            blob=Blob(sha256=row["sha256"], suffix=row["suffix"], size=row["size"]),
            films=tuple(film for film, _ in films.get(row["id"], ())),
            uses=sum(count for _, count in films.get(row["id"], ())),
            likeness=likeness[row["id"]] if likeness else None,
            **{name: row[name] for name in FoundAsset.model_fields if name in row},
        )
        for row in rows
    }
    return [found[asset_id] for asset_id in ids if asset_id in found]
