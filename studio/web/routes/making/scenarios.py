"""Scenarios: a description becomes professional shots, of which a film can be made."""

from pydantic import Field

from models.film.view import FilmView
from models.names import checked_film_id
from models.orders.assets import Blob
from studio.service.facts.film.made import ScenarioFacts, scenario_facts
from studio.service.programs.parts import reached
from studio.service.programs.scenario import begin_scenario, is_written, shot_list
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Key, ScenarioBody, Spend
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId as FilmName
from studio.web.routes.v1.parameters import See
from studio.web.routes.v1.waits import USUAL_WAIT_S, Wait

router = resource("scenarios")


class Scenario(ScenarioFacts):
    """Shots of a description, or how their writing stands."""

    file: Blob | None = Field(
        description="The shot list, which a film takes as its `shots`; `/films/{id}/files/shots.json` is its text. Null before it is there."
    )
    message: str = Field(
        description="Why there is none, or how it goes on; empty where the shots are there.", examples=[""]
    )


@router.post("/scenarios", summary="Write shots", responses=answer(Scenario))
async def write_scenario(
    body: ScenarioBody, session: Open, caller: Spend, wait: Wait = USUAL_WAIT_S, key: Key = None
) -> Scenario:
    """Write a description's shots. Waits for them as long as `wait` says; the same again is the same shots.

    Without a model in `casting` (`{"llm": "balanced"}`) the offline writer writes, which costs nothing.
    """
    begun = await begin_scenario(session, caller.name, body, key)
    return await _scenario(session, begun.started.film_id, wait, begun.notes)


@router.get("/scenarios/{film_id}", summary="How a scenario stands", responses=answer(Scenario))
async def show_scenario(film_id: FilmName, session: Open, _: See, wait: Wait = 0.0) -> Scenario:
    """The shots of a description, as soon as they are there."""
    await session.studio.view(checked_film_id(film_id))
    return await _scenario(session, film_id, wait)


async def _scenario(session: Session, film_id: str, wait: float, notes: tuple[str, ...] = ()) -> Scenario:
    view = await reached(session, film_id, wait, is_written)
    facts = scenario_facts(view, session.film_url(film_id))
    told = dict(facts) | {"notes": (*notes, *facts.notes)}
    return Scenario(**told, file=shot_list(view), message=_message(view))


def _message(view: FilmView) -> str:
    if shot_list(view) is not None:
        return ""
    if view.ended:
        return view.reason or f"No shots were written: the film is {view.verdict}."
    return f"They are being written: GET /api/v1/scenarios/{view.film_id} has them once they are there."
