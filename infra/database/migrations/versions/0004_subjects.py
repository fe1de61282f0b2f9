"""Subjects that outlive their film, and their pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="the name in any case"),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False, comment="of a trained look"),
        sa.Column("voice", sa.String(length=200), nullable=False),
        sa.Column("film_id", sa.String(length=255), nullable=False, comment="the film it was saved from"),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("key", name=op.f("uq_subjects_key")),
    )
    op.create_table(
        "subject_pictures",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="counts from 0, the best first"),
        sa.Column("role", sa.String(length=20), nullable=False, comment="reference or sheet"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("suffix", sa.String(length=9), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_subject_pictures_subject_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject_id", "place", name=op.f("pk_subject_pictures")),
    )
    op.create_index(op.f("ix_subject_pictures_sha256"), "subject_pictures", ["sha256"], unique=False)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("subject_pictures")
    op.drop_table("subjects")
