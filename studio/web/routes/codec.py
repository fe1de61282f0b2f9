"""What Temporal's own programs ask to show encrypted films, and to tell them something: its codec server's protocol.

`temporal --codec-endpoint http://127.0.0.1:8000/api/v1/codec --codec-auth "Bearer TOKEN"`. Without keys payloads pass as they are.
"""

from collections.abc import Sequence
from typing import Protocol

from fastapi import Depends, Request, Response
from google.protobuf import json_format
from temporalio.api.common.v1 import Payload, Payloads

from models.errors import BadInput
from studio.web.access.callers import may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.parameters import SEE

router = resource("codec", prefix="/codec")


class _Transform(Protocol):
    async def __call__(self, payloads: Sequence[Payload]) -> list[Payload]: ...


@router.post("/decode", dependencies=[SEE], include_in_schema=False)
async def decode_payloads(request: Request, session: Open) -> Response:
    """Payloads as they were before they were encrypted."""
    codec = session.studio.client.data_converter.payload_codec
    return await _answer(request, codec.decode if codec else None)


@router.post("/encode", dependencies=[Depends(may("decide"))], include_in_schema=False)
async def encode_payloads(request: Request, session: Open) -> Response:
    """Payloads as they are sent: what a person signals to a film by Temporal's own programs."""
    codec = session.studio.client.data_converter.payload_codec
    return await _answer(request, codec.encode if codec else None)


async def _answer(request: Request, transform: _Transform | None) -> Response:
    try:
        asked = json_format.Parse(await request.body(), Payloads())
    except (json_format.ParseError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput('The body must be Temporal\'s payloads as JSON: {"payloads": [...]}.') from error
    given = list(asked.payloads)
    told = Payloads(payloads=await transform(given) if transform else given)
    return Response(json_format.MessageToJson(told), media_type="application/json")
