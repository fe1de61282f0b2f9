"""The voices that films can speak with."""

import asyncio
from typing import Annotated

from fastapi import Query

from models.base import Frozen
from models.errors import BadInput
from studio.service.choices import speech_of, voice_choices
from studio.service.facts.choices import VoiceList, voice_list
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE

router = resource("voices")


class VoiceQuery(Frozen):
    """Whose voices are meant, and which language they speak."""

    provider: str = Query(
        default="", max_length=200, description="Those of one provider.", examples=["piper"]
    )
    profile: str = Query(default="", max_length=80, description="Those of a profile's provider.")
    language: str = Query(
        default="",
        pattern="^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,4})?$",
        description="Those that speak a language.",
        examples=["de"],
    )


@router.get("/voices", summary="List voices", dependencies=[SEE], responses=answer(VoiceList))
async def list_voices(asked: Annotated[VoiceQuery, Query()]) -> VoiceList:
    """The voices that films can speak with, and why providers have none that can be used."""
    if asked.provider and asked.profile:
        raise BadInput("provider and profile both say whose voices: give one of them.")
    return await asyncio.to_thread(_found, asked)


def _found(asked: VoiceQuery) -> VoiceList:
    of = speech_of(asked.profile) if asked.profile else asked.provider
    return voice_list(voice_choices([of] if of else [], asked.language or "und"))
