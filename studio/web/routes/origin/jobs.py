"""`/status`, `/jobs`, `/video`: films as jobs, as earlier programs have them."""

import asyncio
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import Field

from models.base import Frozen
from models.errors import WrongMoment
from models.film.view import FilmView
from models.money.dollars import plain
from models.names import checked_film_id
from models.story.stages import StoryDocument
from studio.service.facts.film.lines import MissingShot
from studio.service.facts.values import Dollars, Moment
from studio.service.film.reading.workers import with_lacks
from studio.service.programs.progress import (
    percent_of,
    standing_of,
    status_of,
    step_of,
    story_of,
)
from studio.web.approval import approval
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.origin.job import Job
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId as JobId
from studio.web.routes.v1.parameters import See
from studio.web.routes.v1.stored import ANSWERS, stored

router = resource("jobs")

FILM = "film.mp4"


class StageData(Frozen):
    """What the stages of a story gave; null before that is written, and of a film whose shots were given."""

    stage_0_template_selection: dict[str, Any] | None = Field(description="The template, and why.")
    stage_1_story: dict[str, Any] | None = Field(description="The story.")
    stage_2_scenes: dict[str, Any] | None = Field(description="Its scenes.")
    stage_3_storyboard: dict[str, Any] | None = Field(description="What is drawn, scene by scene.")


class JobStanding(Job):
    """How a job stands."""

    progress: int = Field(description="How far it is, in per cent.", ge=0, le=100, examples=[45])
    current_step: str = Field(description="What is done now.", examples=["Stage 2: Scene Division"])
    message: str = Field(description="What it waits for, or why it ended so; empty while it works.")
    approve_with: str | None = Field(
        description="The command that approves its storyboard; null while that does not wait."
    )
    workflow_type: str = Field(
        description="How its story comes about.", examples=["multi_stage_story_driven"]
    )
    template_used: str | None = Field(
        description="Its template; null before one is chosen.", examples=["emotional-arc"]
    )
    story_title: str | None = Field(
        description="Its title; null before it has one.", examples=["Morning Ritual"]
    )
    multi_stage_data: StageData = Field(description="What the stages of its story gave.")
    spent_usd: Dollars
    missing: tuple[MissingShot, ...] = Field(description="The shots that could not be made.")
    video_url: str | None = Field(description="Where its film is; null while there is none.")


class JobLine(Job):
    """A job in a line."""

    title: str = Field(description="Its title; empty before it has one.")
    started: Moment = Field(description="When its last run was started.")
    shots: int = Field(description="How many shots it has; 0 before they are written.", examples=[8])
    shots_done: int = Field(description="How many of them are made.", examples=[8])
    spent_usd: Dollars


class Jobs(Frozen):
    """Jobs, the newest first."""

    jobs: tuple[JobLine, ...] = Field(description="The jobs.")
    total: int = Field(description="How many there are in all.", examples=[1])


@router.get("/status/{job_id}", summary="How a job stands", responses=answer(JobStanding))
async def show_job(job_id: JobId, request: Request, session: Open, caller: See) -> JobStanding:
    """How far a film is, what its story's stages gave, and how it is approved where it waits for that."""
    view = await session.studio.view(checked_film_id(job_id))
    view = with_lacks(view, await session.lacks.of(session.studio, view))
    story = await asyncio.to_thread(story_of, view, session.studio.store)
    standing = standing_of(view)
    at_board = standing == "awaiting_approval" and not view.bible_waits
    board = None if view.reels else view.board
    return JobStanding(
        job_id=job_id,
        generation_id=job_id,
        status=standing,
        progress=percent_of(view),
        current_step=step_of(view),
        message=view.reason or view.waiting,
        approve_with=approval(request, caller, job_id, board) if at_board else None,
        workflow_type=_way(view, story),
        template_used=story.template.selected_template if story and story.template else None,
        story_title=view.title or None,
        multi_stage_data=_stages(story),
        spent_usd=plain(view.spent),
        missing=tuple(MissingShot(shot=one.shot.shot_id, reason=one.missing) for one in view.missing),
        video_url=str(request.url_for("fetch_video", job_id=job_id)) if FILM in view.documents else None,
    )


@router.get("/jobs", summary="All jobs", responses=answer(Jobs))
async def list_jobs(
    session: Open,
    _: See,
    limit: Annotated[int, Query(description="At most so many, the newest.", ge=1, le=1000)] = 100,
) -> Jobs:
    """Films as jobs, the newest first."""
    found = await session.studio.films()
    lines = (
        JobLine(
            job_id=film.film_id,
            generation_id=film.film_id,
            status=status_of(film.stage),
            title=film.title,
            started=film.started.isoformat(timespec="seconds"),
            shots=film.shots,
            shots_done=film.done,
            spent_usd=plain(round(Decimal(film.spent), 6)),
        )
        for film in found[:limit]
    )
    return Jobs(jobs=tuple(lines), total=len(found))


@router.get("/video/{job_id}", summary="A job's film", response_class=FileResponse, responses=ANSWERS)
async def fetch_video(job_id: JobId, request: Request, session: Open, _: See) -> Response:
    """The finished film, whole or in ranges."""
    view = await session.studio.view(checked_film_id(job_id))
    blob = view.documents.get(FILM)
    if blob is None:
        last = await session.studio.last_run(job_id)
        blob = last.documents.get(FILM) if last else None
    if blob is None:
        raise WrongMoment(_no_film(view))
    return await stored(request, session.studio.store, blob, f"{job_id}.mp4")


def _no_film(view: FilmView) -> str:
    if view.ended:
        why = f": {view.reason}" if view.reason else "."
        return f"The film {view.film_id!r} has ended as {view.verdict}, and there is no video of it{why}"
    waits = f" {view.waiting}" if view.waiting else ""
    return f"The film {view.film_id!r} is still being made ({step_of(view)}): there is no video yet.{waits}"


def _way(view: FilmView, story: StoryDocument | None) -> str:
    if story is not None and story.template is None and view.shots:
        return "shot_list"
    if any(record.stage == "single" for record in view.writing):
        return "single_stage"
    return "multi_stage_story_driven"


def _stages(story: StoryDocument | None) -> StageData:
    if story is None:
        story = StoryDocument(title="")
    told = {
        "stage_0_template_selection": story.template,
        "stage_1_story": story.story,
        "stage_2_scenes": story.plan,
        "stage_3_storyboard": story.visuals,
    }
    return StageData(
        **{name: part and part.model_dump(mode="json", by_alias=True) for name, part in told.items()}
    )
