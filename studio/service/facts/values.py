"""The kinds of values that facts share, and how they are described."""

from typing import Annotated

from pydantic import Field

Dollars = Annotated[
    str, Field(description="United States dollars, as text so that no reader rounds them.", examples=["0.35"])
]
Moment = Annotated[
    str, Field(description="A moment, ISO 8601 in UTC.", examples=["2026-11-28T14:03:11+00:00"])
]
FilmId = Annotated[str, Field(description="The film's id.", examples=["the-door-in-the-sea-3f9a1c"])]
ShotName = Annotated[str, Field(description="The shot's id.", examples=["shot_003"])]
Sha256 = Annotated[
    str,
    Field(
        description="The sha256 of the file's bytes, in hexadecimal digits.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
EngineAddress = Annotated[
    str,
    Field(
        default="",
        exclude_if=lambda address: not address,
        description="Where its Temporal server is; only whoever may spend is told.",
        examples=["127.0.0.1:7233"],
    ),
]
EngineNamespace = Annotated[
    str,
    Field(
        default="",
        exclude_if=lambda namespace: not namespace,
        description="Its namespace there; only whoever may spend is told.",
        examples=["default"],
    ),
]
Seconds = Annotated[float, Field(description="Seconds.", examples=[4.2])]
