"""What is answered of a film that was begun, or found, whatever the answer is called."""

from typing import Any, Self

from fastapi import Request, Response
from pydantic import BaseModel, Field

from models.base import Frozen
from studio.service.facts.values import Dollars
from studio.service.programs.film import Begun
from studio.web.access.callers import Caller
from studio.web.approval import how_to_approve, message_of
from studio.web.routes.making.bodies import done


class WhatComes(Frozen):
    """What comes of a film that was asked for."""

    message: str = Field(description="What comes of it, in a sentence.")
    approve_with: str | None = Field(
        description="The command that approves its first board, once that is there; null where nobody has to."
    )
    may_cost_usd: Dollars | None = Field(
        description="The most that it may cost, in dollars; null where nobody knows, as of one that was begun before under the same key."
    )
    notes: tuple[str, ...] = Field(description="What a person should know of what was asked for.")

    @classmethod
    def of(cls, begun: Begun, request: Request, caller: Caller, **more: Any) -> Self:  # noqa: ANN401 - other fields of any kind
        """What comes of it, for whoever asked, and what `more` an answer says."""
        return cls(
            **more,
            message=message_of(begun),
            approve_with=how_to_approve(request, caller, begun),
            may_cost_usd=begun.most_usd,
            notes=begun.notes,
        )


def answers(model: type[BaseModel], location: str) -> dict[int | str, dict[str, Any]]:
    """What a route declares that begins films: 201, and 200 where the film is there already; `location` says what that header names."""
    headers = {"Location": {"description": location, "schema": {"type": "string"}}}
    return {
        **done(model, 200, "It is there already.", headers),
        **done(model, 201, "It was begun.", headers),
    }


def answered(response: Response, begun: Begun, location: str) -> None:
    """Answer with whether it was begun, and where it is."""
    response.status_code = 200 if begun.found else 201
    response.headers["Location"] = location
