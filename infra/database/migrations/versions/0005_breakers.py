"""Whose key a job was asked for with, who looks after it, whether its vendor called; and vendors that are out of order."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and the table: jobs from before are taken for nobody's, and take no places."""
    account = sa.Column(
        "account", sa.String(120), nullable=False, server_default="", comment="vendor and key"
    )
    seen = sa.Column(
        "seen", sa.Float(), nullable=False, server_default="0", comment="when it was looked after"
    )
    called: sa.Column[bool] = sa.Column(
        "called", sa.Boolean(), nullable=False, server_default=sa.false(), comment="by its vendor"
    )
    for column in (account, seen, called):
        op.add_column("jobs", column)
    op.create_index(op.f("ix_jobs_account_state_seen"), "jobs", ["account", "state", "seen"], unique=False)
    op.create_table(
        "breakers",
        sa.Column("account", sa.String(120), nullable=False, comment="vendor and key"),
        sa.Column("door", sa.String(10), nullable=False, comment="submit, look or fetch"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column("last", sa.String(400), nullable=False, comment="the job that failed last"),
        sa.Column("kind", sa.String(40), nullable=False, comment="of the last failure"),
        sa.Column("why", sa.Text(), nullable=False, comment="the last failure, a sentence"),
        sa.Column("openings", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column("until", sa.Float(), nullable=False, comment="when the next one may ask"),
        sa.PrimaryKeyConstraint("account", "door", name=op.f("pk_breakers")),
    )


def downgrade() -> None:
    """Remove the table and the columns."""
    op.drop_table("breakers")
    op.drop_index(op.f("ix_jobs_account_state_seen"), "jobs")
    for column in ("called", "seen", "account"):
        op.drop_column("jobs", column)
