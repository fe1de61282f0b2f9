"""Where the shots of films stand while they are made."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "film_states",
        sa.Column("film_id", sa.String(255), nullable=False),
        sa.Column("run_id", sa.String(80), nullable=False, comment="the first of its workflow's runs"),
        sa.Column("began", sa.String(40), nullable=False, comment="when that run did"),
        sa.Column(
            "seq", sa.BigInteger(), server_default="0", nullable=False, comment="of the last row written"
        ),
        sa.Column("shots", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("missing", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "reels",
            sa.Text(),
            server_default="{}",
            nullable=False,
            comment="the last change of each, as JSON",
        ),
        sa.Column("at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("film_id", name=op.f("pk_film_states")),
    )
    op.create_table(
        "shot_states",
        sa.Column("film_id", sa.String(255), nullable=False),
        sa.Column("shot_id", sa.String(80), nullable=False),
        sa.Column("reel", sa.Integer(), nullable=False, comment="counts from 1"),
        sa.Column("place", sa.Integer(), nullable=False, comment="in the film, from 0"),
        sa.Column("change", sa.BigInteger(), nullable=False, comment="of its reel: the higher one stays"),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="counts the film's writes"),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="its view without words, as JSON"),
        sa.Column("sha256", sa.String(64), nullable=True, comment="of the document that has its words"),
        sa.Column("suffix", sa.String(9), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("film_id", "shot_id", name=op.f("pk_shot_states")),
    )
    op.create_index(op.f("ix_shot_states_film_id_seq"), "shot_states", ["film_id", "seq"])
    op.create_index(op.f("ix_shot_states_sha256"), "shot_states", ["sha256"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("shot_states")
    op.drop_table("film_states")
