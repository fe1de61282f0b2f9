"""The tables of the database: assets and who uses them, subjects, leases, half-made work, jobs at vendors, who waits for them and vendors that are out of order, the ledger, the films' papers,
where their shots stand, what happened to them, where films were released to, what was said of them, which files they left, and that all of it was brought back from a copy.

Times are ISO 8601 text in UTC, which sorts; dollars are exact on either database.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
)

from infra.database.columns import Dollars, metadata
from infra.database.erasure_tables import leavings
from infra.database.event_tables import events
from infra.database.release_tables import releases
from infra.database.review_tables import comments, review_links
from infra.database.state_tables import film_states, shot_states

__all__ = [
    "Dollars",
    "comments",
    "events",
    "film_states",
    "leavings",
    "metadata",
    "releases",
    "review_links",
    "shot_states",
]

assets = Table(
    "assets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True, comment="the hash of the recipe"),
    Column("sha256", String(64), nullable=False, index=True),
    Column("suffix", String(9), nullable=False),
    Column("size", BigInteger, nullable=False, comment="bytes"),
    Column("kind", String(20), nullable=False),
    Column("provider", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("seed", BigInteger, nullable=False, default=0),
    Column("prompt", Text, nullable=False, default=""),
    Column("shot_type", Text, nullable=False, default=""),
    Column("mood", Text, nullable=False, default=""),
    Column("time_of_day", Text, nullable=False, default=""),
    Column("seconds", Float, nullable=False, default=0.0, comment="measured length; 0 of a picture"),
    Column("frames", Integer, nullable=False, default=0),
    Column("usd", Dollars, nullable=False, comment="what making it cost"),
    Column("work_s", Float, nullable=False, default=0.0, comment="how long making it took"),
    Column("label", String(20), nullable=False, default="", comment="the queue that made it"),
    Column("note", Text, nullable=False, default=""),
    Column("made_by", String(80), nullable=False, default="", comment="the run that wanted it afresh"),
    Column("made_at", String(40), nullable=False),
    Column("recipe", Text, nullable=False, comment="canonical JSON"),
    Index(None, "kind", "made_at"),
    Index(None, "made_at"),
    Index(None, "kind", "id"),
    Index(None, "provider", "id"),
    Index(None, "shot_type", "id"),
    Index(None, "mood", "id"),
    Index(None, "time_of_day", "id"),
)
"""What was made, one row a recipe."""

asset_labels = Table(
    "asset_labels",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("facet", String(20), primary_key=True, comment="character, landscape or style"),
    Column("value", Text, primary_key=True, comment="lower case"),
    Index(None, "facet", "value", "asset_id"),
)
"""Who and what an asset shows."""

asset_uses = Table(
    "asset_uses",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("film_id", String(255), primary_key=True),
    Column("shot_id", String(80), primary_key=True, comment="empty for the whole film"),
    Column("run_id", String(80), primary_key=True),
    Column("found", Boolean, nullable=False, comment="found rather than made"),
    Column("at", String(40), nullable=False),
    Index(None, "film_id", "asset_id"),
)
"""Which films refer to an asset: what keeps it from being removed, and what reuse has saved."""

documents = Table(
    "documents",
    metadata,
    Column("film_id", String(255), primary_key=True),
    Column("name", String(200), primary_key=True, comment="the path in the film's folder"),
    Column("sha256", String(64), nullable=False),
    Column("suffix", String(9), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", String(40), nullable=False),
    Index(None, "sha256"),
)
"""The films' papers: stored files without a recipe."""

subjects = Table(
    "subjects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True, comment="the name in any case"),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("description", Text, nullable=False),
    Column("token", Text, nullable=False, comment="of a trained look"),
    Column("voice", String(200), nullable=False),
    Column("film_id", String(255), nullable=False, comment="the film it was saved from"),
    Column("at", String(40), nullable=False),
)
"""Characters, places and props that outlive their film."""

subject_pictures = Table(
    "subject_pictures",
    metadata,
    Column("subject_id", ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, comment="counts from 0, the best first"),
    Column("role", String(20), nullable=False, comment="reference or sheet"),
    Column("sha256", String(64), nullable=False),
    Column("suffix", String(9), nullable=False),
    Column("size", BigInteger, nullable=False),
    Index(None, "sha256"),
)
"""Their pictures: stored files that nothing else needs to name."""

leases = Table(
    "leases",
    metadata,
    Column("key", String(150), primary_key=True),
    Column("owner", String(64), nullable=False, comment="the token of whoever works on it"),
    Column("beat", Integer, nullable=False, comment="counted up while its owner lives"),
)
"""Who is making what right now."""

half_made = Table(
    "half_made",
    metadata,
    Column("key", String(150), primary_key=True, comment="of the lease under which it is made"),
    Column("sha256", String(64), nullable=False),
    Column("suffix", String(9), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", String(40), nullable=False),
    Column(
        "label", String(20), nullable=False, default="", server_default="", comment="the queue of the work"
    ),
)
"""Where work stands that was broken off between two steps: a stored file that whoever goes on with it reads."""

jobs = Table(
    "jobs",
    metadata,
    Column("reference", String(400), primary_key=True, comment="our own name for it"),
    Column("recipe_key", String(64), nullable=False, index=True),
    Column("fresh", String(80), nullable=False, default=""),
    Column("film_id", String(255), nullable=False, index=True),
    Column("shot_id", String(80), nullable=False, default=""),
    Column("stage", String(20), nullable=False),
    Column("provider", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("usd", Dollars, nullable=False, comment="the most it may cost"),
    Column("state", String(20), nullable=False),
    Column("job_id", String(400), nullable=False, default="", comment="the vendor's name for it"),
    Column("at", String(40), nullable=False),
    Column("account", String(120), nullable=False, default="", server_default="", comment="vendor and key"),
    Column(
        "seen", Float, nullable=False, default=0.0, server_default="0", comment="when it was looked after"
    ),
    Column("called", Boolean, nullable=False, default=False, server_default=false(), comment="by its vendor"),
    Index(None, "account", "state", "seen"),
)
"""What vendors were asked for, written before they were asked. `seen` is a `clock.moment`."""

waits = Table(
    "waits",
    metadata,
    Column("run_id", String(80), primary_key=True, comment="of the workflow that waits"),
    Column("activity_id", String(450), primary_key=True, comment="of what waits there"),
    Column("workflow_id", String(1000), nullable=False),
    Column("account", String(120), nullable=False, comment="vendor and key"),
    Column("kind", String(20), nullable=False),
    Column("provider", Text, nullable=False),
    Column("reference", String(400), nullable=False, index=True, comment="of the job"),
    Column("job_id", String(400), nullable=False, comment="the vendor's name for it"),
    Column("ticket", Text, nullable=False, comment="JSON: what is given back when the job is done"),
    Column("standing", Text, nullable=False, comment="JSON: what people are told of it"),
    Column("progress", Float, nullable=False),
    Column("started", Boolean, nullable=False, comment="whether it was seen to wait, or only will"),
    Column("at", Float, nullable=False, comment="when it was written down"),
    Column("due", Float, nullable=False, comment="when the vendor is asked next"),
    Column("beat", Float, nullable=False, comment="when Temporal is told next"),
    Index(None, "account", "due"),
    Index(None, "account", "beat"),
    Index(None, "account", "job_id"),
)
"""Who waits for which job at a vendor: activities that end when somebody sees that the job is over. Times are of `clock.moment`."""

breakers = Table(
    "breakers",
    metadata,
    Column("account", String(120), primary_key=True, comment="vendor and key"),
    Column("door", String(10), primary_key=True, comment="submit, look or fetch"),
    Column("failures", Integer, nullable=False, comment="in a row"),
    Column("last", String(400), nullable=False, comment="the job that failed last"),
    Column("kind", String(40), nullable=False, comment="of the last failure"),
    Column("why", Text, nullable=False, comment="the last failure, a sentence"),
    Column("openings", Integer, nullable=False, comment="in a row"),
    Column("until", Float, nullable=False, comment="when the next one may ask"),
)
"""Vendors that failed lately, and until when nobody asks them; `until` is a `clock.moment`."""

ledger = Table(
    "ledger",
    metadata,
    Column("film_id", String(255), primary_key=True),
    Column("run_id", String(80), primary_key=True),
    Column("number", Integer, primary_key=True, comment="counts the run's entries from 1"),
    Column("entry", String(10), nullable=False, comment="reserve, charge or release"),
    Column("stage", String(20), nullable=False),
    Column("shot_id", String(80), nullable=False, default=""),
    Column("line", Integer, nullable=False, default=1, server_default="1", comment="of a shot, from 1"),
    Column("take", Integer, nullable=False, default=1),
    Column("provider", Text, nullable=False, default=""),
    Column("model", Text, nullable=False, default=""),
    Column("attempt", Integer, nullable=False, default=1),
    Column("reference", String(400), nullable=False, default="", comment="the idempotency key"),
    Column("usd", Dollars, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("at", String(40), nullable=False, index=True),
)
"""Every reservation, charge and release of every film."""

asset_meanings = Table(
    "asset_meanings",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("vector", LargeBinary, nullable=False, comment="384 float32 numbers of length 1"),
)
"""What prompts mean, for those who installed the extra."""

pair = Table(
    "pair",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="always 1"),
    Column("mark", String(32), nullable=False),
)
"""The mark of the database and of the store that belongs to it."""

restores = Table(
    "restores",
    metadata,
    Column("at", String(40), primary_key=True),
    Column("copied_at", String(40), nullable=False, comment="when the copy was made"),
)
"""That the database was brought back from a copy: what films did after the copy was made, it does not know."""
