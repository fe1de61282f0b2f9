"""What the routes that change something are given: callers, films, keys, bodies of JSON that are read by the service."""

from typing import Annotated, Any

from fastapi import Body, Depends, Header
from pydantic import BaseModel

from studio.service.programs.fields import (
    DecisionAsked,
    Described,
    FilmAsked,
    GenerateAsked,
    ScenarioAsked,
    StoryboardAsked,
)
from studio.web.access.callers import Caller, may
from studio.web.routes.v1.examples import example_of

Decide = Annotated[Caller, Depends(may("decide"))]
Spend = Annotated[Caller, Depends(may("spend"))]

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A name of your own for this request: sent again with the same body it is the same film, or the same "
        "decision, and nothing is started or decided twice; with another body it is refused.",
        examples=["6f1d2c1e-0b7c-4f0e-9d0a-3c1f6a2b7e55"],
    ),
]

_PROMPT = {"prompt": "A lighthouse keeper finds a door in the sea", "seconds": 30, "budget": "5"}
_SHOTS = {
    "title": "The Quay",
    "shots": [{"enhanced_prompt": "a quay at dawn", "duration": 3}],
    "approve": "auto",
}
_STORY = {"story": "Once upon a time in a magical kingdom...", "title": "The Quest"}
_STAGES = {
    "prompt": "Artisan coffee that starts your morning right",
    "target_duration": 15,
    "use_multi_stage": True,
    "template_override": None,
}


def _given(**examples: dict[str, Any]) -> Any:  # noqa: ANN401 - FastAPI's own
    return Body(openapi_examples={name: {"value": value} for name, value in examples.items()})


FilmBody = Annotated[dict[str, Any], Described(FilmAsked), _given(prompt=_PROMPT, shots=_SHOTS)]
GenerateBody = Annotated[dict[str, Any], Described(GenerateAsked), _given(story=_STORY, stages=_STAGES)]
StoryboardBody = Annotated[
    dict[str, Any] | None,
    Described(StoryboardAsked),
    _given(story={"story": "A fox finds a door in the snow", "num_frames": 6}),
]
ScenarioBody = Annotated[
    dict[str, Any],
    Described(ScenarioAsked),
    _given(prompt={"prompt": "A detective enters his office on a rainy night", "shot_count": 5}),
]
DecisionBody = Annotated[
    dict[str, Any],
    Described(DecisionAsked),
    _given(
        approve={"decision": "approve", "board": 1},
        revise={"decision": "revise", "shot": "3", "note": "closer, at dusk", "board": 1},
        budget={"decision": "budget", "usd": "12.50"},
    ),
]


def done(
    model: type[BaseModel], status: int, description: str, headers: dict[str, Any] | None = None
) -> dict[int | str, dict[str, Any]]:
    """What a route declares that answers with another status than 200: the answer, with an example of it."""
    told: dict[str, Any] = {
        "description": description,
        "model": model,
        "content": {"application/json": {"example": example_of(model)}},
    }
    return {status: told | ({"headers": headers} if headers else {})}
