"""Where the shots of a film stand is written beside it, so that it can be read without asking it."""

from contextlib import closing

from infra.database.database import open_database
from library.states.reader import StatesPage, Words, page_of
from models.film.decisions import Decision
from models.shots.takes import Change
from models.shots.view import ShotView
from studio.service.film.retakes import changed_film
from tests.kit.studio import StudioKit, short_shots


def written(studio: StudioKit, film: str) -> StatesPage:
    with closing(open_database(studio.settings.database_url)) as database:
        page = page_of(database, film)
    assert page is not None
    return page


def shots_of(studio: StudioKit, film: str) -> list[ShotView]:
    """The shots as they are written, in order."""
    words = Words(studio.store)
    return [words.view(row) for row in sorted(written(studio, film).rows, key=lambda row: row.place)]


async def test_a_film_leaves_where_its_shots_stand_and_its_retake_begins_with_that(
    studio: StudioKit, film: str
) -> None:
    made = await studio.make(short_shots("a quay", "a boat", "a storm"), film)
    assert shots_of(studio, film) == list(made.shots)
    head = written(studio, film).head
    assert (head.run_id, head.shots, head.done, head.missing) == (made.run_id, 3, 3, 0)

    change = Change(shot_id="2", by="ann", note="at night")
    await studio.start(await changed_film(studio, film, (change,), auto=False), film)
    view = await studio.until(film, lambda view: view.board == 2 and bool(view.waiting))
    head = written(studio, film).head
    assert head.run_id == view.run_id != made.run_id
    await studio.decide(film, Decision(kind="approve", board=2))
    await studio.client.get_workflow_handle(film).result()
    again = await studio.view(film)
    assert shots_of(studio, film) == list(again.shots)
    assert again.shots[1].takes


async def test_a_film_that_was_cancelled_leaves_where_its_shots_stand(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay", "a boat"), film)
    await studio.cancel(film)
    view = await studio.view(film)
    assert view.stage == "cancelled"
    assert shots_of(studio, film) == list(view.shots)
