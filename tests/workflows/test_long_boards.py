"""The board of a long film: pages of at most sixty panels, each drawn again only when one of its panels changes."""

from pathlib import Path

from PIL import Image
from temporalio.client import WorkflowHistory

from activities import contracts
from infra.engine.server import TemporalServer
from infra.payloads.converter import data_converter
from models.film.decisions import Decision
from models.film.view import FilmView
from tests.kit.long_film import long_brief, swift_studio
from tests.kit.studio import StudioKit, short_shots
from workflows.film import FilmWorkflow

LONG = 90
"""The shots of one reel, on two pages."""


async def sheets_asked(studio: StudioKit, history: WorkflowHistory) -> list[contracts.SheetRequest]:
    """What pages a film asked for, in order."""
    asked = []
    for event in history.events:
        scheduled = event.activity_task_scheduled_event_attributes
        if scheduled.activity_type.name == "boards.sheet":
            payloads = list(scheduled.input.payloads)
            asked += await data_converter(studio.store).decode(payloads, [contracts.SheetRequest])
    return asked


def pages_of(view: FilmView) -> dict[str, str]:
    return {name: view.documents[name].sha256 for name in view.board_pages}


async def test_a_revision_of_a_long_film_draws_one_page_anew(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        before = await studio.at_gate(long_brief(LONG), film)
        assert before.board_pages == ("storyboard.png", "storyboard_2.png")
        await studio.decide(film, Decision(kind="revise", shot="60", prompt="a lamp"))
        after = await studio.until(film, lambda view: view.board == 2)
        changed = [name for name, sha in pages_of(after).items() if sha != pages_of(before)[name]]
        assert changed == ["storyboard_2.png"]
        details = await studio.details(film)
        assert "Board 2 (2 pages)" in details
        handle = studio.client.get_workflow_handle_for(FilmWorkflow.run, film)
        asked = await sheets_asked(studio, await handle.fetch_history())
    assert [page.page for page in asked] == [1, 2, 2]
    assert [len(page.shots) for page in asked] == [45, 45, 45]
    assert {page.pages for page in asked} == {2}
    assert asked[-1].shots[60 - 46].shot.enhanced_prompt == "a lamp"


async def test_the_pages_of_a_board_are_pictures_in_the_films_folder(studio: StudioKit, film: str) -> None:
    brief = short_shots(*(f"a boat, moment {number % 3}" for number in range(61)))
    quiet = tuple(shot.model_copy(update={"dialogue": ""}) for shot in brief.shots)
    brief = brief.model_copy(update={"shots": quiet})
    view = await studio.at_gate(brief, film)
    assert set(view.board_pages) == {"storyboard.png", "storyboard_2.png"} <= set(view.folder())
    sizes = [Image.open(studio.store.open_file(view.documents[name])).size for name in view.board_pages]
    assert all(width > 1000 and height > 1000 for width, height in sizes)
    begun = pages_of(view)
    await studio.decide(film, Decision(kind="revise", shot="3", prompt="a lamp"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert pages_of(view)["storyboard.png"] != begun["storyboard.png"]
    assert pages_of(view)["storyboard_2.png"] == begun["storyboard_2.png"]


async def test_a_film_of_sixty_shots_has_one_page(server: TemporalServer, tmp_path: Path, film: str) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        view = await studio.at_gate(long_brief(60), film)
        assert view.board_pages == ("storyboard.png",)
        assert "## Board 1\n" in await studio.details(film)
