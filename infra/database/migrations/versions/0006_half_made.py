"""What is kept of work on a card between two of its steps."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "half_made",
        sa.Column("key", sa.String(150), nullable=False, comment="of the lease under which it is made"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(9), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_half_made")),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("half_made")
