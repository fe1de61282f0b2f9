"""Where the shots of films stand while they are made."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from infra.database.columns import metadata

film_states = Table(
    "film_states",
    metadata,
    Column("film_id", String(255), primary_key=True),
    Column("run_id", String(80), nullable=False, comment="the first of its workflow's runs"),
    Column("began", String(40), nullable=False, comment="when that run did"),
    Column(
        "seq", BigInteger, nullable=False, default=0, server_default="0", comment="of the last row written"
    ),
    Column("shots", Integer, nullable=False, default=0, server_default="0"),
    Column("done", Integer, nullable=False, default=0, server_default="0"),
    Column("missing", Integer, nullable=False, default=0, server_default="0"),
    Column(
        "reels",
        Text,
        nullable=False,
        default="{}",
        server_default="{}",
        comment="the last change of each, as JSON",
    ),
    Column("at", String(40), nullable=False),
)
"""How far films are, and whose rows `shot_states` has of them: those of one run, the latest."""

shot_states = Table(
    "shot_states",
    metadata,
    Column("film_id", String(255), primary_key=True),
    Column("shot_id", String(80), primary_key=True),
    Column("reel", Integer, nullable=False, comment="counts from 1"),
    Column("place", Integer, nullable=False, comment="in the film, from 0"),
    Column("change", BigInteger, nullable=False, comment="of its reel: the higher one stays"),
    Column("seq", BigInteger, nullable=False, comment="counts the film's writes"),
    Column("status", String(20), nullable=False),
    Column("missing", Boolean, nullable=False),
    Column("state", Text, nullable=False, comment="its view without words, as JSON"),
    Column("sha256", String(64), comment="of the document that has its words"),
    Column("suffix", String(9)),
    Column("size", BigInteger),
    Index(None, "film_id", "seq"),
    Index(None, "film_id", "reel", "place", "shot_id"),
    Index(None, "sha256"),
)
"""Where each shot of a film stands, without its words. Those who follow read by `seq`, which grows with every row that is written; those who page, in the film's order."""
