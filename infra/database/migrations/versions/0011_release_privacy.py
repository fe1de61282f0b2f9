"""Who was to see a film's video, as YouTube was told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns."""
    privacy = sa.Column(
        "privacy",
        sa.String(20),
        server_default="",
        nullable=False,
        comment="who sees the video, as was said when its upload was begun",
    )
    publish_at = sa.Column(
        "publish_at",
        sa.String(40),
        server_default="",
        nullable=False,
        comment="when it becomes public by itself, as was said then",
    )
    op.add_column("releases", privacy)
    op.add_column("releases", publish_at)


def downgrade() -> None:
    """Remove the columns."""
    op.drop_column("releases", "publish_at")
    op.drop_column("releases", "privacy")
