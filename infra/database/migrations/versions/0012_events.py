"""What happened to films, in order."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
            comment="grows in the order in which they can be read, and is never used again",
        ),
        sa.Column("key", sa.String(255), nullable=False, comment="what happened: written once"),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("film_id", sa.String(255), nullable=False),
        sa.Column("shot_id", sa.String(80), nullable=False, comment="empty for the whole film"),
        sa.Column("kind", sa.String(20), nullable=False, comment="film, shot or work"),
        sa.Column("data", sa.Text(), nullable=False, comment="JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("key", name=op.f("uq_events_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_film_id_kind_id"), "events", ["film_id", "kind", "id"])


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("events")
