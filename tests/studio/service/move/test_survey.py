"""What a home has of films before they are moved: nothing is left behind for a fault that passes, and nothing is paid twice."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from infra.settings import Settings
from infra.storage import LocalStore
from infra.storage.moved import MOVED
from models.errors import BadInput, EngineUnavailable, StorageError, WrongMoment
from models.film.decisions import Decision
from models.film.view import FilmView, UnknownJob
from studio.service.move.journal import Journal, read_journal, write_journal
from studio.service.move.move import move
from studio.service.move.survey import check_rows, ended_films, settled, to_begin_again
from tests.kit.migrated import migrated
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, short_shots

pytestmark = pytest.mark.ops

LOST = UnknownJob(
    shot_id="shot_001", stage="clip", provider="fal/kling", usd=Decimal("0.5"), reference="a-clip-1"
)


def made(studio: StudioKit) -> Counter[str]:
    return Counter({kind: len(renders(studio.journal, kind)) for kind in ("image", "video")})


async def test_a_film_that_has_everything_made_afresh_goes_on_with_what_it_has_made_so(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("a quay")
    await studio.make(brief, f"{film}-before")
    once = made(studio)
    await studio.at_gate(brief, film, use_cache=False)
    at_the_gate = made(studio)
    assert at_the_gate["image"] == 2 * once["image"]
    planned = await to_begin_again(studio, film)
    await studio.cancel(film)
    await studio.start(planned.request, film)
    again = await studio.until(film, lambda view: view.stage == "approval" and view.board == 1)
    assert made(studio) == at_the_gate, "what it had made afresh is found"
    assert (await to_begin_again(studio, film)).request == planned.request, "however often it is moved"
    await studio.decide(film, Decision(kind="approve", by="ann", board=again.board))
    ended = await studio.until(film, lambda view: view.ended)
    assert ended.verdict == "finished"
    assert made(studio)["video"] == 2 * once["video"], "and what it had not is made afresh"


async def test_a_film_that_waits_to_be_told_of_a_job_is_not_moved(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await studio.at_gate(short_shots("a quay"), film)

    async def asks(film_id: str) -> FilmView:
        return view.model_copy(update={"unknown": (LOST,)})

    monkeypatch.setattr(studio, "view", asks)
    with pytest.raises(WrongMoment, match=f"longtake resolve {film}"):
        await to_begin_again(studio, film)


async def test_a_film_that_cannot_be_read_now_is_not_left_behind(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.make(short_shots("a quay"), film)
    await studio.until_listed(film)

    async def silent(film_id: str) -> FilmView:
        raise EngineUnavailable("The Temporal server does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr(studio, "last_run", silent)
        with pytest.raises(EngineUnavailable):
            await ended_films(studio, await besides(studio, film))
    found, left = await ended_films(studio, await besides(studio, film))
    assert ([each.film_id for each in found], left) == ([film], {})
    word = found[0].word
    assert word is not None
    assert isinstance(studio.store, LocalStore)
    studio.store.path_of(word).unlink()
    again = StudioKit(studio.client, studio.settings)
    with pytest.raises(StorageError, match=f"What the film '{film}' left cannot be read"):
        await ended_films(again, await besides(studio, film))


async def test_a_film_that_was_ended_over_its_head_is_left_and_named(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.client.get_workflow_handle(film).terminate("it is of no use")
    await studio.until_listed(film)
    found, left = await ended_films(studio, await besides(studio, film))
    assert (found, [*left]) == ([], [film])
    assert "ended over its head" in left[film]


async def besides(studio: StudioKit, film: str) -> list[str]:
    """The films of other tests: they share the server."""
    return [each.film_id for each in await studio.listed() if each.film_id != film]


async def test_a_home_whose_rows_are_in_another_database_is_not_moved(studio: StudioKit, film: str) -> None:
    await studio.make(short_shots("a quay"), f"{film}-ended")
    await studio.at_gate(short_shots("a hill"), f"{film}-waits")
    await studio.until_listed(f"{film}-ended")
    found, _ = await ended_films(studio, await besides(studio, f"{film}-ended"))
    waits = await to_begin_again(studio, f"{film}-waits")
    check_rows(studio.settings, [*found, waits])
    empty = Settings(home=studio.settings.home / "empty")
    migrated(empty.home / "longtake.db")
    check_rows(empty, [waits])
    for films in (found, [waits.model_copy(update={"cost": 0.04})]):
        with pytest.raises(BadInput, match="LONGTAKE_DATABASE"):
            check_rows(empty, films)


async def test_a_move_whose_rows_are_carried_goes_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path
    write_journal(home, Journal(where="the first", id="m" * 32, planned=True, rows=True))
    journal = (home / MOVED).read_bytes()
    settings = Settings(
        home=home, database="postgresql://films@127.0.0.1:1/films", store="s3://films/elsewhere"
    )
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    with pytest.raises(BadInput, match="are being moved to the first, not to"):
        await move(settings, "refuse", lambda *_: None)
    assert (home / MOVED).read_bytes() == journal


async def test_what_models_have_cost_leaves_a_budget_that_can_be_read_where_the_film_goes(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.at_gate(short_shots("a quay"), film, budget="1")
    planned = await to_begin_again(studio, film)
    await studio.cancel(film, 120)
    monkeypatch.setattr("studio.service.move.survey._spent", lambda *_: Decimal("0.0000345001"))
    left = await settled(studio, studio.settings, planned)
    assert left.request.options.budget == Decimal("0.999965")
    write_journal(studio.settings.home, Journal(where="there", id="m" * 32, planned=True, films=(left,)))
    journal = read_journal(studio.settings.home)
    assert journal is not None
    assert [each.request for each in journal.films] == [left.request]
