"""Which queue half-made work is of."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column."""
    label = sa.Column(
        "label", sa.String(20), server_default="", nullable=False, comment="the queue of the work"
    )
    op.add_column("half_made", label)


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("half_made", "label")
