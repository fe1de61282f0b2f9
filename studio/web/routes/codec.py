"""What Temporal's own programs ask to show encrypted films, and to tell them something: its codec server's protocol.

`temporal --codec-endpoint http://127.0.0.1:8000/api/v1/codec --codec-auth "Bearer TOKEN"`. Without keys payloads pass as they are.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from google.protobuf import json_format
from temporalio.api.common.v1 import Payload, Payloads

from infra.payloads.converter import LongtakeDataConverter
from infra.payloads.unreadable import in_words
from models.errors import BadInput
from studio.service.session import Session
from studio.web.access.callers import may
from studio.web.doors import Doors, OfDoors, Open
from studio.web.resources import resource
from studio.web.routes.v1.parameters import SEE

router = resource("codec", prefix="/codec")

MOST_TOLD = 32 * 2**20
"""Bytes of one answer, decrypted and unpacked, without those that say what it cannot have; a story of 10 MB, written as JSON, is half of it at the most."""
MOST_PAYLOADS = 1000
"""How many payloads are asked for at once: as many as Temporal gives away of a history at a time."""


PRESERVE = "preserveStorageRefs"
"""Says that what lies in the store stays there: so Temporal's UI asks, which shows a history without it."""

Transform = Callable[[Sequence[Payload]], Awaitable[list[Payload]]]


@router.post("/decode", dependencies=[SEE], include_in_schema=False)
async def decode_payloads(
    request: Request, session: Open, doors: OfDoors, preserve: Annotated[str, Query(alias=PRESERVE)] = ""
) -> Response:
    """Payloads as they were before they were encrypted, and before they were put into the store for their size."""
    return await _answer(request, doors, partial(_opened, session, fetching=preserve != "true"))


@router.post("/download", dependencies=[SEE], include_in_schema=False)
async def download_payloads(request: Request, session: Open, doors: OfDoors) -> Response:
    """What Temporal's UI asks for where somebody wants to see what lies in the store."""
    return await _answer(request, doors, partial(_opened, session, fetching=True))


@router.post("/encode", dependencies=[Depends(may("decide"))], include_in_schema=False)
async def encode_payloads(request: Request, session: Open, doors: OfDoors) -> Response:
    """Payloads as they are sent: what a person signals to a film by Temporal's own programs."""
    codec = session.studio.client.data_converter.payload_codec
    return await _answer(request, doors, codec.encode if codec else None)


async def _opened(session: Session, payloads: Sequence[Payload], *, fetching: bool) -> list[Payload]:
    converter = session.studio.client.data_converter
    assert isinstance(converter, LongtakeDataConverter)
    return [in_words(one) for one in await converter.opened(payloads, MOST_TOLD, fetching=fetching)]


async def _answer(request: Request, doors: Doors, transform: Transform | None) -> Response:
    body = await request.body()
    # Beside the event loop, and a few at once: an answer of this size takes long to write.
    async with doors.unpacking:
        given = list((await asyncio.to_thread(_read, body)).payloads)
        if len(given) > MOST_PAYLOADS:
            raise BadInput(f"There are {len(given):,} payloads, and {MOST_PAYLOADS:,} is the most at once.")
        told = Payloads(payloads=await transform(given) if transform else given)
        return Response(
            await asyncio.to_thread(json_format.MessageToJson, told), media_type="application/json"
        )


def _read(body: bytes) -> Payloads:
    try:
        return json_format.Parse(body, Payloads())
    except (json_format.ParseError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput('The body must be Temporal\'s payloads as JSON: {"payloads": [...]}.') from error
