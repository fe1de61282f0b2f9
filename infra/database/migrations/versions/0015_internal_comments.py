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
