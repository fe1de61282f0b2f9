"""Who waits for which job at a vendor."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "waits",
        sa.Column("run_id", sa.String(80), nullable=False, comment="of the workflow that waits"),
        sa.Column("activity_id", sa.String(450), nullable=False, comment="of what waits there"),
        sa.Column("workflow_id", sa.String(1000), nullable=False),
        sa.Column("account", sa.String(120), nullable=False, comment="vendor and key"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(400), nullable=False, comment="of the job"),
        sa.Column("job_id", sa.String(400), nullable=False, comment="the vendor's name for it"),
        sa.Column(
            "ticket", sa.Text(), nullable=False, comment="JSON: what is given back when the job is done"
        ),
        sa.Column("standing", sa.Text(), nullable=False, comment="JSON: what people are told of it"),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column(
            "started", sa.Boolean(), nullable=False, comment="whether it was seen to wait, or only will"
        ),
        sa.Column("at", sa.Float(), nullable=False, comment="when it was written down"),
        sa.Column("due", sa.Float(), nullable=False, comment="when the vendor is asked next"),
        sa.Column("beat", sa.Float(), nullable=False, comment="when Temporal is told next"),
        sa.PrimaryKeyConstraint("run_id", "activity_id", name=op.f("pk_waits")),
    )
    op.create_index(op.f("ix_waits_reference"), "waits", ["reference"])
    op.create_index(op.f("ix_waits_account_due"), "waits", ["account", "due"])
    op.create_index(op.f("ix_waits_account_beat"), "waits", ["account", "beat"])
    op.create_index(op.f("ix_waits_account_job_id"), "waits", ["account", "job_id"])


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("waits")
