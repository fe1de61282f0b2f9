"""What the tables cannot know after they were brought back from a copy: whether a film that ran before that had a job asked for since the copy was made."""

from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from infra.database.tables import film_states, jobs, restores
from models.names import earlier_attempts, earlier_tries, run_began_ms, run_of

_TO_THE_SECOND = len("2026-11-30T13:00:00")
"""How much of a time `jobs.at` is exact to."""


def restored_at(connection: Connection) -> str:
    """When the tables were last brought back; empty where they never were, and nothing is doubted.

    Not the moment of the copy: films may have begun between the two, and a Temporal server that was not brought back still knows those.
    """
    return connection.execute(select(func.max(restores.c.at))).scalar() or ""


def was_copied_unsent(connection: Connection, reference: str, restored: str) -> bool:
    """Whether a job came back as an intent: whoever wrote that may have sent it after the copy was made."""
    query = select(jobs.c.at).where(jobs.c.reference == reference, jobs.c.state == "intent")
    at = connection.execute(query).scalar()
    return at is not None and at[:_TO_THE_SECOND] < restored[:_TO_THE_SECOND]


def was_asked_perhaps(connection: Connection, film_id: str, reference: str, restored: str) -> bool:
    """Whether a job of which nothing is known may have been asked for all the same, before the tables were brought back.

    So it is with everything that a run asks for which began before that. It is not where an earlier try came to its end since, or where a person
    has decided since about an earlier attempt that nobody knew of: the vendor was looked at then.
    """
    if not _began_before(connection, film_id, run_of(film_id, reference), restored):
        return False
    settled = and_(jobs.c.reference.in_(earlier_tries(reference)), jobs.c.state.in_(_ENDED))
    decided = [
        and_(jobs.c.reference.startswith(f"{attempt}{sign}", autoescape=True), jobs.c.state == "unknown")
        for attempt in earlier_attempts(reference)
        for sign in ("-", ".")
    ]
    since = func.substr(jobs.c.at, 1, _TO_THE_SECOND) >= restored[:_TO_THE_SECOND]
    query = select(jobs.c.reference).where(jobs.c.film_id == film_id, since, or_(settled, *decided)).limit(1)
    return connection.execute(query).first() is None


_ENDED = ("failed", "refused", "void")
"""States in which a try has come to its end without what it was for."""


def _began_before(connection: Connection, film_id: str, run_id: str, restored: str) -> bool:
    """Whether a run began before the tables were brought back: by its id, or by where the film stands, where the id does not tell."""
    began = run_began_ms(run_id)
    if began is not None:
        return began <= datetime.fromisoformat(restored).timestamp() * 1000
    query = select(film_states.c.began).where(
        film_states.c.film_id == film_id, film_states.c.run_id == run_id
    )
    known = connection.execute(query).scalar()
    return known is not None and known <= restored
