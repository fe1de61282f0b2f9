"""Scratch voices of a board that plays."""

from typing import Annotated, Any

from fastapi import Path, Request, Response

from studio.service.film.scratch import Scratches
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.film.shots import known_shot
from studio.web.routes.v1.parameters import SEE, FilmId, ShotId

router = resource("shots")

LineNumber = Annotated[int, Path(ge=1, le=50, description="The line's number, from 1.", examples=[1])]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_HEARD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The line.",
        # Bytes first: a client that is generated takes every file as what stands first.
        "content": {"application/octet-stream": _BYTES, "audio/wav": _BYTES},
    }
}


@router.get(
    "/films/{film_id}/shots/{shot_id}/scratch/{line}",
    summary="Hear a line before it is made",
    dependencies=[SEE],
    response_class=Response,
    responses=_HEARD,
)
async def speak_scratch(
    film_id: FilmId, shot_id: ShotId, line: LineNumber, session: Open, request: Request
) -> Response:
    """A line spoken by this machine's own voice, as WAV: free, and not what the film will have where that is cast otherwise."""
    state = request.app.state
    if not hasattr(state, "scratches"):
        state.scratches = Scratches()
    shot = await known_shot(session, film_id, shot_id)
    data = await state.scratches.spoken(session, film_id, shot, line)
    return Response(data, media_type="audio/wav", headers={"cache-control": "private, max-age=3600"})
