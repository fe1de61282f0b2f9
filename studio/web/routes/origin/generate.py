"""`/generate`: a film in the words of earlier programs."""

from typing import Any

from fastapi import Request, Response

from studio.service.programs.film import begin_asked, film_fields
from studio.service.programs.progress import JobStatus, standing_of
from studio.service.requests.values import Given
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.begun import WhatComes, answered, answers
from studio.web.routes.making.bodies import GenerateBody, Key, Spend
from studio.web.routes.origin.job import Job

router = resource("jobs")

_CALLED = {"target_duration": "seconds", "use_multi_stage": "story_mode", "template_override": "template"}


class JobBegun(WhatComes, Job):
    """A job that was begun, or found: it is a film."""


@router.post(
    "/generate",
    status_code=201,
    summary="Begin a film",
    responses=answers(JobBegun, "How it goes on."),
)
async def generate_film(
    body: GenerateBody, request: Request, response: Response, session: Open, caller: Spend, key: Key = None
) -> JobBegun:
    """Begin a film of a story or a prompt; every field of `POST /api/v1/films` is taken too.

    It waits at its storyboard until somebody approves it, unless `approve` is `auto`.
    """
    begun = await begin_asked(session, caller.name, body, key, _fields(body))
    film = begun.started.film_id
    answered(response, begun, f"/status/{film}")
    status: JobStatus = standing_of(await session.studio.view(film)) if begun.found else "processing"
    return JobBegun.of(begun, request, caller, job_id=film, generation_id=film, status=status)


def _fields(body: dict[str, Any]) -> list[Given]:
    """The fields of a film, with those that earlier programs call otherwise."""
    return [
        one._replace(value={True: "multi", False: "single"}.get(one.value, one.value))
        if one.called == "use_multi_stage" and isinstance(one.value, bool)
        else one
        for one in film_fields(body, _CALLED)
    ]
