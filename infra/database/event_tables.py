"""What happened to films, in order, for whoever follows them."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from infra.database.columns import metadata

events = Table(
    "events",
    metadata,
    Column(
        "id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
        comment="grows in the order in which they can be read, and is never used again",
    ),
    Column("key", String(255), nullable=False, unique=True, comment="what happened: written once"),
    Column("at", String(40), nullable=False),
    Column("film_id", String(255), nullable=False),
    Column("shot_id", String(80), nullable=False, comment="empty for the whole film"),
    Column("kind", String(20), nullable=False, comment="film, shot, work or comment"),
    Column("data", Text, nullable=False, comment="JSON"),
    Index(None, "film_id", "kind", "id"),
    sqlite_autoincrement=True,
)
"""The last of what happened; what is older is removed, since tables say where everything stands."""
