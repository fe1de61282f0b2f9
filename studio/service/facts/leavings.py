"""What is thrown away: assets and files that nothing refers to, films that are forgotten."""

from pydantic import Field

from library.garbage import Forgotten, Garbage, UnusedAsset
from models.base import Frozen
from studio.service.facts.values import FilmId


class GarbageFacts(Frozen):
    """What was or would be removed."""

    gone: int = Field(description="Files of histories that Temporal no longer has.", examples=[0])
    young: int = Field(
        description="Files of the last hour that may be in the making, and are left.", examples=[0]
    )
    payloads: int = Field(description="Files of Temporal's histories, which are left.", examples=[4])
    payload_bytes: int = Field(description="Their bytes.", examples=[120400])
    applied: bool = Field(description="Whether it was removed.")
    bytes: int = Field(description="What removing the files frees, in bytes.", examples=[1820440])
    files: int = Field(description="How many files.", examples=[9])
    assets: tuple[UnusedAsset, ...] = Field(description="The assets that no film refers to.")


class ForgottenFacts(Frozen):
    """What a film refers to no more."""

    id: FilmId
    assets: int = Field(description="How many assets.", examples=[31])
    documents: int = Field(description="How many papers.", examples=[6])


def garbage_facts(garbage: Garbage, *, applied: bool) -> GarbageFacts:
    """What was or would be removed."""
    return GarbageFacts(
        gone=garbage.gone,
        young=garbage.young,
        payloads=garbage.payloads,
        payload_bytes=garbage.payload_bytes,
        applied=applied,
        bytes=garbage.bytes,
        files=len(garbage.files),
        assets=garbage.assets,
    )


def forgotten_facts(film_id: str, forgotten: Forgotten) -> ForgottenFacts:
    """What a film refers to no more."""
    return ForgottenFacts(id=film_id, assets=forgotten.assets, documents=forgotten.documents)
