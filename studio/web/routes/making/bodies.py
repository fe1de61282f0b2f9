"""What the routes that change something are given: callers, films, keys, bodies of JSON that are read by the service."""

from typing import Annotated, Any

from fastapi import Body, Depends, Header

from studio.service.programs.fields import (
    DecisionAsked,
    Described,
    FilmAsked,
    GenerateAsked,
    StoryboardAsked,
)
from studio.web.access.callers import Caller, may

See = Annotated[Caller, Depends(may("see"))]
Decide = Annotated[Caller, Depends(may("decide"))]
Spend = Annotated[Caller, Depends(may("spend"))]

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A name of your own for this request: sent again with the same body it is the same film, and nothing is "
        "started; with another body it is refused.",
        examples=["6f1d2c1e-0b7c-4f0e-9d0a-3c1f6a2b7e55"],
    ),
]

FilmBody = Annotated[dict[str, Any], Described(FilmAsked), Body()]
GenerateBody = Annotated[dict[str, Any], Described(GenerateAsked), Body()]
StoryboardBody = Annotated[dict[str, Any] | None, Described(StoryboardAsked), Body()]
DecisionBody = Annotated[dict[str, Any], Described(DecisionAsked), Body()]
