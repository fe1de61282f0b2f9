"""Where films were released to."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "releases",
        sa.Column("film_id", sa.String(255), nullable=False),
        sa.Column("target", sa.String(80), nullable=False, comment="its mark"),
        sa.Column("number", sa.Integer(), nullable=False, comment="counts those made on purpose, from 1"),
        sa.Column(
            "asked", sa.String(64), nullable=False, comment="the hash of the request that somebody made"
        ),
        sa.Column(
            "place",
            sa.Text(),
            nullable=False,
            comment="a folder, a bucket's address, or a page; empty until known",
        ),
        sa.Column("sha256", sa.String(64), nullable=False, comment="of the film that is released"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes"),
        sa.Column("state", sa.String(20), nullable=False, comment="begun or done"),
        sa.Column(
            "session",
            sa.Text(),
            nullable=False,
            comment="the address of an upload under way; whoever has it can write",
        ),
        sa.Column(
            "ending",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="whether the last bytes of that upload may have been sent",
        ),
        sa.Column("video_id", sa.String(80), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False, comment="JSON: what did not go along, a sentence each"),
        sa.Column("at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "target", "number", name=op.f("pk_releases")),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("releases")
