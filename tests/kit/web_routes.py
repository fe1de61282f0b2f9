"""Routes as any resource declares them, one for each role, that do nothing but say who asked."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, UploadFile
from fastapi.responses import StreamingResponse

from models.base import Frozen
from models.errors import (
    BadInput,
    DiskFull,
    EngineUnavailable,
    LongtakeError,
    MissingKeys,
    PaymentRequired,
    UnknownFilm,
    UnknownName,
    WrongMoment,
)
from studio.web.access.callers import Caller, may
from studio.web.resources import resource

sample = resource("sample")
uploads = resource("sample", most_body=2**22)


class Wish(Frozen):
    """What somebody wants."""

    title: str
    seconds: int = 10


class Answer(Frozen):
    """Who was heard, and what of."""

    by: str
    title: str = ""


ERRORS: dict[str, LongtakeError] = {
    "unknown-film": UnknownFilm("There is no film 'x'."),
    "unknown-name": UnknownName("profile", "x", ("local",)),
    "wrong-moment": WrongMoment("The film is not at its gate."),
    "bad-input": BadInput("The prompt is empty."),
    "missing-keys": MissingKeys("FAL_KEY is not set."),
    "engine-unavailable": EngineUnavailable("Nobody answers."),
    "disk-full": DiskFull("No space is left."),
    "vendor": PaymentRequired("The account is empty."),
}


@sample.get("/sample/see")
async def seen(caller: Annotated[Caller, Depends(may("see"))]) -> Answer:
    return Answer(by=caller.name)


@sample.post("/sample/comment")
async def commented(wish: Wish, caller: Annotated[Caller, Depends(may("comment"))]) -> Answer:
    return Answer(by=caller.name, title=wish.title)


@sample.post("/sample/decide")
async def decided(wish: Wish, caller: Annotated[Caller, Depends(may("decide"))]) -> Answer:
    return Answer(by=caller.name, title=wish.title)


@sample.post("/sample/spend")
async def spent(wish: Wish, caller: Annotated[Caller, Depends(may("spend"))]) -> Answer:
    return Answer(by=caller.name, title=wish.title)


@sample.get("/sample/error/{name}")
async def failed(name: str, _caller: Annotated[Caller, Depends(may("see"))]) -> Answer:
    raise ERRORS.get(name) or RuntimeError("lt_secret")


@sample.get("/sample/stream")
async def streamed(_caller: Annotated[Caller, Depends(may("see"))]) -> StreamingResponse:
    async def beats() -> AsyncIterator[bytes]:
        while True:
            yield b"beat\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(beats(), media_type="text/plain")


@sample.get("/sample/flood")
async def flooded(_caller: Annotated[Caller, Depends(may("see"))]) -> StreamingResponse:
    async def water() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 2**20
            await asyncio.sleep(0)

    return StreamingResponse(water(), media_type="text/plain")


@uploads.post("/sample/upload")
async def uploaded(file: UploadFile, caller: Annotated[Caller, Depends(may("spend"))]) -> Answer:
    return Answer(by=caller.name, title=str(len(await file.read())))


ROUTERS = (sample, uploads)
