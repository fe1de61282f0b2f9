"""What is left of what was there: files to be removed with the film, or the subject, that they were of."""

from sqlalchemy import BigInteger, Column, Index, String, Table

from infra.database.columns import metadata

leavings = Table(
    "leavings",
    metadata,
    Column("owner", String(80), primary_key=True, comment="a mark, which tells nobody a name"),
    Column("sha256", String(64), primary_key=True, comment="empty: a deletion that has not come to its end"),
    Column("suffix", String(9), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Index(None, "sha256"),
)
"""Stored files, and recipes of assets, that a row of films or subjects named, and names no more. Nothing keeps them: who collects garbage may take them."""
