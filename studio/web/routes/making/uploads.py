"""Files sent in, for films that name them."""

import asyncio
from typing import Annotated

from fastapi import File, Form, UploadFile

from models.errors import BadInput
from models.orders.assets import Blob
from studio.service.programs.uploads import FileKind, take_in
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Decide, done

MOST = 1024 * 2**20
"""The largest file that is taken, in bytes, with what is around it; some kinds take less."""

router = resource("uploads", most_body=MOST)


@router.post(
    "/uploads",
    status_code=201,
    summary="Send a file",
    responses=done(Blob, 201, "It is kept: this is its reference."),
)
async def send_file(
    file: Annotated[UploadFile, File(description="The file, under its own name.")],
    kind: Annotated[
        FileKind,
        Form(
            description="What it is for: a `story` (text, page, screenplay, PDF, Word; 50 MB), `shots` (a shot list as JSON; "
            "10 MB), a `picture` of a subject (64 MB), a `sound` (music, effects), a `look` (a LoRA)."
        ),
    ],
    session: Open,
    _: Decide,
) -> Blob:
    """Send a file; the answer is its reference, which a film takes where it names a file.

    What no film takes within an hour goes with the next collection of leavings.
    """
    if file.filename is None:
        raise BadInput("The file has no name: send it under one such as emma.jpg.")
    return await asyncio.to_thread(take_in, file.file, file.filename, kind, session.studio.store)
