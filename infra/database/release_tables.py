"""Where films were released to, and how far a release is that is under way."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text, false

from infra.database.columns import metadata

releases = Table(
    "releases",
    metadata,
    Column("film_id", String(255), primary_key=True),
    Column("target", String(80), primary_key=True, comment="its mark"),
    Column("number", Integer, primary_key=True, comment="counts those made on purpose, from 1"),
    Column("asked", String(64), nullable=False, comment="the hash of the request that somebody made"),
    Column(
        "place", Text, nullable=False, comment="a folder, a bucket's address, or a page; empty until known"
    ),
    Column("sha256", String(64), nullable=False, comment="of the film that is released"),
    Column("size", BigInteger, nullable=False, comment="bytes"),
    Column("state", String(20), nullable=False, comment="begun or done"),
    Column(
        "session",
        Text,
        nullable=False,
        comment="the address of an upload under way; whoever has it can write",
    ),
    Column(
        "ending",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether the last bytes of that upload may have been sent",
    ),
    Column("video_id", String(80), nullable=False),
    Column("notes", Text, nullable=False, comment="JSON: what did not go along, a sentence each"),
    Column("at", String(40), nullable=False),
    Column(
        "privacy",
        String(20),
        nullable=False,
        server_default="",
        comment="who sees the video, as was said when its upload was begun",
    ),
    Column(
        "publish_at",
        String(40),
        nullable=False,
        server_default="",
        comment="when it becomes public by itself, as was said then",
    ),
)
"""Releases of films, each written down before its place is asked for anything."""
