"""What people say of films, and the links by which somebody without a token may see one and say something of it."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, false

from infra.database.columns import metadata

comments = Table(
    "comments",
    metadata,
    Column(
        "id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
        comment="grows, and is never used again",
    ),
    Column("key", String(64), nullable=False, unique=True, comment="of the request: written once"),
    Column("film_id", String(255), nullable=False),
    Column("shot_id", String(80), nullable=False, comment="empty where it is about the whole film"),
    Column("take", Integer, nullable=False, comment="of the shot when it was said; 0 without a shot"),
    Column("at_ms", BigInteger, nullable=True, comment="of the cut film, from its first frame"),
    Column("text", Text, nullable=False),
    Column("said_by", String(300), nullable=False),
    Column("link_id", BigInteger, nullable=False, comment="of the link that they came by; 0 without one"),
    Column("said_at", String(40), nullable=False),
    Column("resolved_by", String(300), nullable=False, comment="empty while it is open"),
    Column("resolved_at", String(40), nullable=False),
    Column("resolution", String(20), nullable=False, comment="how: word, revision or retake"),
    Column("board", Integer, nullable=False, comment="the board that a revision was of; 0 without one"),
    Column("changes", Integer, nullable=False, comment="how often it was resolved or reopened"),
    Column(
        "internal",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether those who came by a link never see it",
    ),
    Index(None, "film_id", "id"),
    Index(None, "film_id", "shot_id", "id"),
    sqlite_autoincrement=True,
)
"""Comments on films, their shots, and moments of them."""

review_links = Table(
    "review_links",
    metadata,
    Column(
        "id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
        comment="grows, and is never used again",
    ),
    Column("digest", String(64), nullable=False, unique=True, comment="the SHA-256 of its secret"),
    Column("film_id", String(255), nullable=False, index=True),
    Column("name", String(100), nullable=False, comment="whom it was made for"),
    Column("made_by", String(300), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("revoked_by", String(300), nullable=False, comment="empty while it is good"),
    Column("revoked_at", String(40), nullable=False),
    sqlite_autoincrement=True,
)
"""Links that show one film and take comments on it, until they expire or are revoked."""
