"""Files that were a film's, so that they go with it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "leavings",
        sa.Column("owner", sa.String(80), nullable=False, comment="a mark, which tells nobody a name"),
        sa.Column(
            "sha256",
            sa.String(64),
            nullable=False,
            comment="empty: a deletion that has not come to its end",
        ),
        sa.Column("suffix", sa.String(9), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "sha256", "suffix", name=op.f("pk_leavings")),
    )
    op.create_index(op.f("ix_leavings_sha256"), "leavings", ["sha256"], unique=False)


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("leavings")
