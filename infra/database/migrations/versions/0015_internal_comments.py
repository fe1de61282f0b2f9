"""Which comments those who came by a link never see."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column; what was said before is for everybody, as it was."""
    internal: sa.Column[bool] = sa.Column(
        "internal",
        sa.Boolean(),
        server_default=sa.false(),
        nullable=False,
        comment="whether those who came by a link never see it",
    )
    op.add_column("comments", internal)


def downgrade() -> None:
    """Remove the column, and before it what it kept from those who come by a link: they would read it."""
    internal = sa.column("internal", sa.Boolean())
    op.execute(sa.delete(sa.table("comments", internal)).where(internal))
    op.drop_column("comments", "internal")
