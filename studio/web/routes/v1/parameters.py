"""What routes are given in common: ids, pages, and who may ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Query
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from models.base import Frozen
from models.names import FILM_ID, SHOT_ID
from studio.service.facts.places import unplaced
from studio.web.access.callers import Caller, may
from studio.web.access.roles import covers

SEE = Depends(may("see"))
"""What every route of reading takes: a caller who may see."""
See = Annotated[Caller, SEE]
"""A route's parameter: that caller."""

Told = TypeVar("Told", bound=BaseModel)


def told_to(caller: Caller, facts: Told) -> Told:
    """What a caller is told of it: where the engine is, only whoever may spend."""
    return facts if covers(caller.role, "spend") else unplaced(facts)


FilmId = Annotated[
    str,
    Path(
        pattern=f"^{FILM_ID.pattern}$",
        description="The film's id.",
        examples=["the-door-in-the-sea-3f9a1c"],
    ),
]
ShotId = Annotated[
    str, Path(pattern=SHOT_ID, description="The shot's id, or its number.", examples=["shot_003"])
]
Name = Annotated[str, Path(min_length=1, max_length=200, pattern=r"\S", description="Its name.")]

MOST_OF_A_PAGE = 200
Limit = Annotated[
    int, Query(ge=1, le=MOST_OF_A_PAGE, description="How many the page has at most.", examples=[50])
]
_CURSOR = "^[A-Za-z0-9_-]{1,1000}$"
_BEGINS = "Where the page begins: the `next` of the one before; without, the first page."
Cursor = Annotated[str | None, Query(pattern=_CURSOR, description=_BEGINS)]


class PageQuery(Frozen):
    """Which page of a list is asked for."""

    limit: int = Query(default=50, ge=1, le=MOST_OF_A_PAGE, description="How many the page has at most.")
    cursor: str | None = Query(default=None, pattern=_CURSOR, description=_BEGINS)


@contextmanager
def in_path(*kinds: type[Exception]) -> Iterator[None]:
    """What a path names and there is not, is not found.

    Raises:
        HTTPException: 404, one of these errors came.

    """
    try:
        yield
    except kinds as error:
        raise HTTPException(404, str(error)) from error
