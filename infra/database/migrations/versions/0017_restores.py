"""That the database was brought back from a copy, and of when that was."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "restores",
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("copied_at", sa.String(40), nullable=False, comment="when the copy was made"),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_restores")),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("restores")
