"""A film's shots in its order, page by page."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        op.f("ix_shot_states_film_id_reel_place_shot_id"),
        "shot_states",
        ["film_id", "reel", "place", "shot_id"],
    )


def downgrade() -> None:
    """Remove the index."""
    op.drop_index(op.f("ix_shot_states_film_id_reel_place_shot_id"), "shot_states")
