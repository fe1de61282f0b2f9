"""What people say of films, and the links by which somebody without a token may say it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "comments",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
            comment="grows, and is never used again",
        ),
        sa.Column("key", sa.String(64), nullable=False, comment="of the request: written once"),
        sa.Column("film_id", sa.String(255), nullable=False),
        sa.Column("shot_id", sa.String(80), nullable=False, comment="empty where it is about the whole film"),
        sa.Column(
            "take", sa.Integer(), nullable=False, comment="of the shot when it was said; 0 without a shot"
        ),
        sa.Column("at_ms", sa.BigInteger(), nullable=True, comment="of the cut film, from its first frame"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.String(300), nullable=False),
        sa.Column(
            "link_id",
            sa.BigInteger(),
            nullable=False,
            comment="of the link that they came by; 0 without one",
        ),
        sa.Column("said_at", sa.String(40), nullable=False),
        sa.Column("resolved_by", sa.String(300), nullable=False, comment="empty while it is open"),
        sa.Column("resolved_at", sa.String(40), nullable=False),
        sa.Column("resolution", sa.String(20), nullable=False, comment="how: word, revision or retake"),
        sa.Column(
            "board", sa.Integer(), nullable=False, comment="the board that a revision was of; 0 without one"
        ),
        sa.Column("changes", sa.Integer(), nullable=False, comment="how often it was resolved or reopened"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("key", name=op.f("uq_comments_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_comments_film_id_id"), "comments", ["film_id", "id"])
    op.create_index(op.f("ix_comments_film_id_shot_id_id"), "comments", ["film_id", "shot_id", "id"])
    op.create_table(
        "review_links",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
            comment="grows, and is never used again",
        ),
        sa.Column("digest", sa.String(64), nullable=False, comment="the SHA-256 of its secret"),
        sa.Column("film_id", sa.String(255), nullable=False),
        sa.Column("name", sa.String(100), nullable=False, comment="whom it was made for"),
        sa.Column("made_by", sa.String(300), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("expires_at", sa.String(40), nullable=False),
        sa.Column("revoked_by", sa.String(300), nullable=False, comment="empty while it is good"),
        sa.Column("revoked_at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_review_links_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_review_links_film_id"), "review_links", ["film_id"])
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column("events", "kind", comment="film, shot, work or comment")


def downgrade() -> None:
    """Remove the tables, and events that a program that old does not know."""
    op.execute("DELETE FROM events WHERE kind = 'comment'")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("events", "kind", comment="film, shot or work")
    op.drop_table("review_links")
    op.drop_table("comments")
