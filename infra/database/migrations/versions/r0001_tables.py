"""The first tables, and the index over the words of prompts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

dollars = sa.Numeric().with_variant(sa.String(64), "sqlite")

WORDS = {
    "sqlite": [
        """CREATE VIRTUAL TABLE asset_words USING fts5(
            prompt, content='assets', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
        )""",
        """CREATE TRIGGER asset_words_added AFTER INSERT ON assets BEGIN
            INSERT INTO asset_words(rowid, prompt) VALUES (new.id, new.prompt);
        END""",
        """CREATE TRIGGER asset_words_removed AFTER DELETE ON assets BEGIN
            INSERT INTO asset_words(asset_words, rowid, prompt) VALUES ('delete', old.id, old.prompt);
        END""",
        """CREATE TRIGGER asset_words_changed AFTER UPDATE OF prompt ON assets BEGIN
            INSERT INTO asset_words(asset_words, rowid, prompt) VALUES ('delete', old.id, old.prompt);
            INSERT INTO asset_words(rowid, prompt) VALUES (new.id, new.prompt);
        END""",
    ],
    "postgresql": [
        # A tsvector holds one megabyte at most; a longer prompt must not be refused for it.
        """ALTER TABLE assets ADD COLUMN words tsvector NOT NULL
            GENERATED ALWAYS AS (to_tsvector('simple', left(prompt, 100000))) STORED""",
        "CREATE INDEX ix_assets_words ON assets USING gin (words)",
    ],
}


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "assets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False, comment="the hash of the recipe"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("suffix", sa.String(length=9), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("shot_type", sa.Text(), nullable=False),
        sa.Column("mood", sa.Text(), nullable=False),
        sa.Column("time_of_day", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False, comment="measured length; 0 of a picture"),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("usd", dollars, nullable=False, comment="what making it cost"),
        sa.Column("work_s", sa.Float(), nullable=False, comment="how long making it took"),
        sa.Column("label", sa.String(length=20), nullable=False, comment="the queue that made it"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False, comment="the run that wanted it afresh"),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False, comment="canonical JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("key", name=op.f("uq_assets_key")),
    )
    op.create_index(op.f("ix_assets_kind_id"), "assets", ["kind", "id"], unique=False)
    op.create_index(op.f("ix_assets_kind_made_at"), "assets", ["kind", "made_at"], unique=False)
    op.create_index(op.f("ix_assets_made_at"), "assets", ["made_at"], unique=False)
    op.create_index(op.f("ix_assets_mood_id"), "assets", ["mood", "id"], unique=False)
    op.create_index(op.f("ix_assets_provider_id"), "assets", ["provider", "id"], unique=False)
    op.create_index(op.f("ix_assets_sha256"), "assets", ["sha256"], unique=False)
    op.create_index(op.f("ix_assets_shot_type_id"), "assets", ["shot_type", "id"], unique=False)
    op.create_index(op.f("ix_assets_time_of_day_id"), "assets", ["time_of_day", "id"], unique=False)
    op.create_table(
        "documents",
        sa.Column("film_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="the path in the film's folder"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("suffix", sa.String(length=9), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "name", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_sha256"), "documents", ["sha256"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("reference", sa.String(length=400), nullable=False, comment="our own name for it"),
        sa.Column("recipe_key", sa.String(length=64), nullable=False),
        sa.Column("fresh", sa.String(length=80), nullable=False),
        sa.Column("film_id", sa.String(length=255), nullable=False),
        sa.Column("shot_id", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("usd", dollars, nullable=False, comment="the most it may cost"),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("job_id", sa.String(length=400), nullable=False, comment="the vendor's name for it"),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_film_id"), "jobs", ["film_id"], unique=False)
    op.create_index(op.f("ix_jobs_recipe_key"), "jobs", ["recipe_key"], unique=False)
    op.create_table(
        "leases",
        sa.Column("key", sa.String(length=150), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False, comment="the token of whoever works on it"),
        sa.Column("beat", sa.Integer(), nullable=False, comment="counted up while its owner lives"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_leases")),
    )
    op.create_table(
        "ledger",
        sa.Column("film_id", sa.String(length=255), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="counts the run's entries from 1"),
        sa.Column("entry", sa.String(length=10), nullable=False, comment="reserve, charge or release"),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("shot_id", sa.String(length=80), nullable=False),
        sa.Column("take", sa.Integer(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=400), nullable=False, comment="the idempotency key"),
        sa.Column("usd", dollars, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "run_id", "number", name=op.f("pk_ledger")),
    )
    op.create_index(op.f("ix_ledger_at"), "ledger", ["at"], unique=False)
    op.create_table(
        "asset_labels",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(length=20), nullable=False, comment="character, landscape or style"),
        sa.Column("value", sa.Text(), nullable=False, comment="lower case"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_asset_labels_asset_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "facet", "value", name=op.f("pk_asset_labels")),
    )
    op.create_index(
        op.f("ix_asset_labels_facet_value_asset_id"),
        "asset_labels",
        ["facet", "value", "asset_id"],
        unique=False,
    )
    op.create_table(
        "asset_meanings",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False, comment="384 float32 numbers of length 1"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_asset_meanings_asset_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_asset_meanings")),
    )
    op.create_table(
        "asset_uses",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("film_id", sa.String(length=255), nullable=False),
        sa.Column("shot_id", sa.String(length=80), nullable=False, comment="empty for the whole film"),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False, comment="found rather than made"),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_asset_uses_asset_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "film_id", "shot_id", "run_id", name=op.f("pk_asset_uses")),
    )
    op.create_index(
        op.f("ix_asset_uses_film_id_asset_id"), "asset_uses", ["film_id", "asset_id"], unique=False
    )
    for statement in WORDS[op.get_context().dialect.name]:
        op.execute(statement)
