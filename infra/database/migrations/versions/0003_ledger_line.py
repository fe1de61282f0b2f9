"""Which line of its shot a voice in the ledger is of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column: what was booked before is of the first line."""
    line = sa.Column("line", sa.Integer(), nullable=False, server_default="1", comment="of a shot, from 1")
    op.add_column("ledger", line)


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("ledger", "line")
