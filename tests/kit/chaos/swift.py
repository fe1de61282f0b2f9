"""Long films in the processes that make all others: what is made of them is made up, everything around that is real."""

import asyncio
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from models.brief import Brief
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Asset, Recipe
from models.orders.requests import Request
from providers.base import Bench, Label, Rendered
from tests.kit.hosted import MEDIA, asked_of
from tests.kit.long_film import MadeUp, long_brief, name_of
from tests.kit.providers import Journal

LONG = "long-"
"""With what the ids of films begin whose pictures, sounds, clips and cuts are made up."""

PRICE = Decimal("0.01")
"""Of each picture, clip, voice and score of theirs."""

STEP_S = 0.02
"""How long making something up takes, so that whoever does it can be killed meanwhile."""

BILLED = ("keyframe", "clip", "voice", "score")


class Swift:
    """Who a long film's pictures, clips, voices and score are asked of; nothing ever comes to it."""

    name = "swift"
    label: Label = "io"
    revision = "1"

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def quote(self, request: Request) -> Quote:
        return Quote(usd=PRICE)

    def recipe(self, request: Request) -> Recipe:
        inputs = tuple(blob.sha256 for blob in request.inputs)
        return Recipe(
            kind=self.kind, provider=self.name, revision="1", parameters=asked_of(request), inputs=inputs
        )

    def render(self, request: Request, bench: Bench) -> Rendered:
        raise NotImplementedError("what it would make is made up")


def by_swift(shots: int) -> Brief:
    """A film of so many shots, all of it to be made up; those of a hundred and more are made in reels."""
    return Brief.model_validate(
        {**long_brief(shots).model_dump(), "casting": dict.fromkeys(MEDIA, Swift.name)}
    )


class Noted(MadeUp):
    """Makes things up, and writes into the journal what it began and ended, for which film."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(PRICE)
        self._journal = journal

    def write(self, did: str, kind: str) -> None:
        """Note something of the activity that runs."""
        about = activity.info()
        film = str(about.workflow_id).split("/")[0]
        self._journal.write(did, kind, f"{film}/{about.workflow_run_id}/{about.activity_id}")


class SwiftFilms(Interceptor):
    """Answers in the place of the activities that would make something of a long film."""

    def __init__(self, journal: Path) -> None:
        self._made_up = Noted(Journal(journal))

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Between the worker and its activities."""
        return _Between(next, self._made_up)


class _Between(ActivityInboundInterceptor):
    def __init__(self, behind: ActivityInboundInterceptor, made_up: Noted) -> None:
        super().__init__(behind)
        self._note = made_up.write
        self._made_up = {name_of(method): method for method in made_up.all}

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's name
        about = activity.info()
        make = self._made_up.get(about.activity_type)
        if make is None or not str(about.workflow_id).startswith(LONG):
            return await super().execute_activity(input)
        kind = about.activity_type.split(".")[-1]
        self._note("begin", kind)
        await asyncio.sleep(STEP_S)
        made = make(*input.args)
        if isinstance(made, Asset):  # of one film, and of no other
            key = hashlib.sha256(f"{about.workflow_id} {made.recipe_key}".encode()).hexdigest()
            made = made.model_copy(update={"recipe_key": key})
        self._note("end", kind)
        return made
