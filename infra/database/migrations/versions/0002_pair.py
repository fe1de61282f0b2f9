"""The mark that the database shares with its store."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "pair",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
    )


def downgrade() -> None:
    """Remove the table: a program that old pairs nothing."""
    op.drop_table("pair")
