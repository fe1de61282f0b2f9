"""`/generate-storyboard`: six to ten frames of a story, drawn without a gate."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import Field

from models.base import Frozen
from models.errors import BadInput, WrongMoment
from models.film.view import FilmView
from models.names import checked_film_id
from studio.service.programs.field_marks import check_known, pointing
from studio.service.programs.fields import StoryboardAsked
from studio.service.programs.film import Begun, film_fields, id_of, key_of
from studio.service.programs.parts import Part, begin_part, reached
from studio.service.programs.storyboard import board_fields, frames_drawn
from studio.service.requests.scenario import USUAL_FRAMES, USUAL_SEED, frames_of
from studio.service.requests.values import Given
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Key, Spend, StoryboardBody
from studio.web.routes.origin.job import NamedJob
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId as JobId
from studio.web.routes.v1.parameters import See
from studio.web.routes.v1.stored import ANSWERS, stored
from studio.web.routes.v1.waits import USUAL_WAIT_S, Wait

router = resource("jobs")

FrameNumber = Annotated[int, Path(ge=1, le=1000, description="The frame's number, from 1.", examples=[1])]


class Frame(Frozen):
    """A frame of a storyboard."""

    frame: int = Field(description="Its number, from 1.", examples=[1])
    description: str = Field(description="What is seen.")
    camera: str = Field(description="How it is seen.", examples=["wide shot"])
    mood: str = Field(description="Its mood.", examples=["calm"])
    prompt: str = Field(description="What the picture's maker was told.")
    image_url: str | None = Field(description="Where its picture is; null where it has none.")
    missing: str = Field(description="Why it has no picture; empty where it has one.")


class StoryboardDrawn(NamedJob):
    """A storyboard, or how it stands."""

    status: Literal["success", "processing", "failed"] = Field(description="Whether the frames are there.")
    message: str = Field(description="Why it failed, or how it goes on; empty where the frames are there.")
    frames: tuple[Frame, ...] = Field(description="The frames, as far as they are there.")
    notes: tuple[str, ...] = Field(description="What a person should know.")


def _said(
    body: StoryboardBody = None,
    story: Annotated[str | None, Query(description="What happens, in place of the body's.")] = None,
    num_frames: Annotated[int | None, Query(description="How many frames, 6 to 10; 8 if left out.")] = None,
) -> dict[str, Any]:
    """The fields of a body, or of an address, which go over those."""
    given = {"story": story, "num_frames": num_frames}
    return {**(body or {}), **{name: value for name, value in given.items() if value is not None}}


@router.post("/generate-storyboard", summary="Draw a storyboard", responses=answer(StoryboardDrawn))
async def draw_storyboard(
    request: Request,
    session: Open,
    caller: Spend,
    said: Annotated[dict[str, Any], Depends(_said)],
    wait: Wait = USUAL_WAIT_S,
    key: Key = None,
) -> StoryboardDrawn:
    """Draw a story as six to ten frames. Waits for them as long as `wait` says; the same again is the same board."""
    begun = await _begun(session, caller.name, said, key)
    view = await reached(session, begun.started.film_id, wait)
    return _drawn(request, view, begun.notes)


@router.get("/storyboard/{job_id}", summary="How a storyboard stands", responses=answer(StoryboardDrawn))
async def show_storyboard(
    job_id: JobId, request: Request, session: Open, _: See, wait: Wait = 0.0
) -> StoryboardDrawn:
    """The frames of a storyboard, as far as they are there."""
    await session.studio.view(checked_film_id(job_id))
    return _drawn(request, await reached(session, job_id, wait), ())


@router.get(
    "/storyboard/{job_id}/{frame}",
    summary="A frame of a storyboard",
    response_class=FileResponse,
    responses=ANSWERS,
)
async def fetch_frame(job_id: JobId, frame: FrameNumber, request: Request, session: Open, _: See) -> Response:
    """The picture of a frame, by its number from 1."""
    view = await session.studio.view(checked_film_id(job_id))
    if not 1 <= frame <= len(view.shots):
        raise BadInput(f"The storyboard has {len(view.shots)} frames: there is no frame {frame}.")
    picture = view.shots[frame - 1].keyframe
    if picture is None:
        raise WrongMoment(
            f"Frame {frame} has no picture: {view.shots[frame - 1].missing or 'it is not drawn yet'}."
        )
    blob = picture.blob
    return await stored(request, session.studio.store, blob, f"frame_{frame:03}{blob.suffix}")


async def _begun(session: Session, whose: str, body: dict[str, Any], key: str | None) -> Begun:
    """The film that is the storyboard, begun or found."""
    check_known(body, StoryboardAsked.model_fields)
    said = {name: value for name, value in body.items() if value is not None}
    if not str(said.get("story", "")).strip():
        error = BadInput(
            'There is nothing to draw: give a story, such as {"story": "A fox finds a door in the snow"}.'
        )
        error.field = "story"
        raise error
    with pointing(("num_frames",)):
        frames = frames_of(said.pop("num_frames", USUAL_FRAMES), "num_frames")
    film_id, told = said.pop("id", None), said.pop("story")
    given = [
        Given("prompt", told, "story"),
        *film_fields({"seed": USUAL_SEED, **said}),
        *board_fields(frames, "num_frames"),
    ]
    keyed = key_of(whose, key, {"storyboard": body}) if key is not None else None
    return await begin_part(session, Part(given, id_of(film_id, keyed), keyed))


def _drawn(request: Request, view: FilmView, notes: tuple[str, ...]) -> StoryboardDrawn:
    film = view.film_id
    there = any(shot.keyframe for shot in view.shots)
    status: Literal["success", "processing", "failed"] = "processing"
    if view.ended:
        status = "success" if there and view.stage != "failed" else "failed"
    again = str(request.url_for("show_storyboard", job_id=film))
    message = {
        "processing": f"It is being drawn: {again} has it once it is there.",
        "failed": view.reason or view.verdict,
    }
    return StoryboardDrawn(
        job_id=film,
        generation_id=film,
        status=status,
        message=message.get(status, ""),
        frames=tuple(
            Frame(
                **{
                    name: one[name]
                    for name in ("frame", "description", "camera", "mood", "prompt", "missing")
                },
                image_url=str(request.url_for("fetch_frame", job_id=film, frame=one["frame"]))
                if shot.keyframe
                else None,
            )
            for one, shot in zip(frames_drawn(view, ""), view.shots, strict=True)
        ),
        notes=(*notes, *view.notes),
    )
