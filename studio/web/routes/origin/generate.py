"""`/generate`: a film in the words of earlier programs."""

from typing import Any

from fastapi import Request, Response
from pydantic import Field

from models.base import Frozen
from studio.service.facts.values import Dollars
from studio.service.programs.film import begin_asked, film_fields
from studio.service.programs.progress import JobStatus, standing_of
from studio.service.requests.values import Given
from studio.web.approval import how_to_approve, message_of
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import GenerateBody, Key, Spend, done

router = resource("jobs")

_CALLED = {"target_duration": "seconds", "use_multi_stage": "story_mode", "template_override": "template"}
_STATUS: dict[str, Any] = {"Location": {"description": "How it goes on.", "schema": {"type": "string"}}}


class JobBegun(Frozen):
    """A job that was begun, or found: it is a film."""

    job_id: str = Field(description="The job's id, which is the film's.", examples=["the-quest-3f9a1c"])
    generation_id: str = Field(description="The same.", examples=["the-quest-3f9a1c"])
    status: JobStatus = Field(description="How it stands.", examples=["processing"])
    message: str = Field(description="What comes of it, in a sentence.")
    approve_with: str | None = Field(
        description="The command that approves its storyboard, once that is there; null where nobody has to."
    )
    may_cost_usd: Dollars | None = Field(
        description="The most that it may cost, in dollars; null where it costs nothing, or nobody knows."
    )
    notes: tuple[str, ...] = Field(description="What a person should know of what was asked for.")


@router.post(
    "/generate",
    status_code=201,
    summary="Begin a film",
    responses={
        **done(JobBegun, 200, "It is there already.", _STATUS),
        **done(JobBegun, 201, "It was begun.", _STATUS),
    },
)
async def generate(
    body: GenerateBody, request: Request, response: Response, session: Open, caller: Spend, key: Key = None
) -> JobBegun:
    """Begin a film of a story or a prompt; every field of `POST /api/v1/films` is taken too.

    It waits at its storyboard until somebody approves it, unless `approve` is `auto`.
    """
    begun = await begin_asked(session, caller.name, body, key, _fields(body))
    film = begun.started.film_id
    response.status_code = 200 if begun.started.running or begun.started.past else 201
    response.headers["Location"] = f"/status/{film}"
    status: JobStatus = "processing"
    if begun.started.running or begun.started.past:
        status = standing_of(await session.studio.view(film))
    return JobBegun(
        job_id=film,
        generation_id=film,
        status=status,
        message=message_of(begun),
        approve_with=how_to_approve(request, caller, begun),
        may_cost_usd=begun.most_usd,
        notes=begun.notes,
    )


def _fields(body: dict[str, Any]) -> list[Given]:
    """The fields of a film, with those that earlier programs call otherwise."""
    return [
        one._replace(value={True: "multi", False: "single"}.get(one.value, one.value))
        if one.called == "use_multi_stage" and isinstance(one.value, bool)
        else one
        for one in film_fields(body, _CALLED)
    ]
