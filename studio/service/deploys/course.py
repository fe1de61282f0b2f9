"""The course of a deploy: a build's workers come, it makes its smoke film, a part of the new films goes to it, then all of them.

Where new films go is changed only where nobody else has changed it meanwhile. A deploy that was broken off goes on where it was
when it is started again, as all that it goes by is what the server knows.
"""

import asyncio

from pydantic import Field
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

from infra.builds import BUILD, DEPLOYMENT
from models.base import Frozen
from models.errors import BuildRefused
from studio.client.deploys.census import film_versions
from studio.client.deploys.smoke_film import Smoke, smoke_film
from studio.client.deploys.traffic import Routing, make_current, ramp, routing_of
from studio.client.deploys.woken import Woken, wake_films
from studio.service.deploys.builds import BuildFacts, Tell, builds_facts

_LOOK_EVERY_S = 0.5
_TELL_EVERY_S = 60.0
"""Between this command and whoever reads it may be somebody who takes long silence for its end."""
_PATIENCE_S = 3.0
"""Workers that take longer to come are worth a word."""
_CLOCKS = (
    "Where one runs, this machine's clock may differ from the server's: `longtake doctor --cluster` says so."
)
"""Who asked lately is told by both clocks."""


class Plan(Frozen):
    """What is to be deployed, and how carefully."""

    build: str
    steps: tuple[int, ...] = ()
    """Which part of the new films, in percent, goes to it before all of them do: one after the other, rising."""
    pause_s: float = 600.0
    """How long each of these parts is looked at."""
    smoke_within_s: float = 600.0
    """How long its smoke film may take; 0 does without one."""
    come_within_s: float = 120.0
    """How long its workers may take to ask for work."""


class Deployed(Frozen):
    """A build that is current now, and what became of the others."""

    deployment: str = Field(description="What the build is one of.", examples=["longtake"])
    build: str = Field(description="The build that is current now.", examples=["749ae04"])
    before: str = Field(description="The one that was; empty where none was.")
    smoke: Smoke | None = Field(
        description="The film that it was tried with; null where it was tried before, or not."
    )
    woken: Woken = Field(description="How many films and reels were woken, by the build that each is on.")
    builds: tuple[BuildFacts, ...] = Field(description="How the builds stand.")


async def deployed(client: Client, plan: Plan, tell: Tell) -> Deployed:
    """Make a build the current one, and have films that run see it; what is done meanwhile is told.

    Raises:
        BuildRefused: its workers do not come, its smoke film does not come out whole, another deploy is under way, or somebody else
            looks after the builds. Films go where they went.
        EngineUnavailable: the server does not answer.

    """
    deployment = await _asking(client, plan, tell)
    before = await routing_of(client, deployment)
    smoke = None
    if before.current == plan.build:
        tell(f"Build {plan.build} of {deployment} is current already.")
        if before.ramping:
            await ramp(client, before, "", 0)
            tell(
                f"Build {before.ramping} gets no new films any more: it had {before.percentage:g} % of them."
            )
    else:
        if before.ramping not in ("", plan.build):
            raise BuildRefused(_other(before))
        if plan.smoke_within_s and not before.ramping:
            smoke = await _tried(client, WorkerDeploymentVersion(deployment, plan.build), plan, tell)
        ramped = await _ramped(client, plan, before, tell)
        await make_current(client, ramped, plan.build)
        tell(f"Build {plan.build} of {deployment} is current: new films begin on it.")
    woken = await wake_films(client, deployment)
    facts = await builds_facts(client, deployment)
    was = "" if before.current == plan.build else before.current
    return Deployed(
        deployment=deployment,
        build=plan.build,
        before=was,
        smoke=smoke,
        woken=woken,
        builds=facts.builds,
    )


async def _asking(client: Client, plan: Plan, tell: Tell) -> str:
    """The deployment of the build, once workers of it ask for work."""
    loop = asyncio.get_running_loop()
    begun_at, told = loop.time(), False
    while True:
        known = await film_versions(client)
        of = sorted(each.deployment_name for each in known.asking if each.build_id == plan.build)
        films_go_to = known.current.deployment_name if known.current else ""
        if films_go_to in of:
            return films_go_to
        if of and films_go_to:
            raise BuildRefused(
                f"Films go to builds of {films_go_to}, and build {plan.build} is one of {of[0]}: start its workers with "
                f"{DEPLOYMENT}={films_go_to}."
            )
        if of:
            return of[0]
        waited_s = loop.time() - begun_at
        if waited_s >= plan.come_within_s:
            others = sorted({each.build_id for each in known.asking})
            asking = f"those who do are of {', '.join(others)}" if others else "no film worker has a build"
            raise BuildRefused(
                f"No worker of build {plan.build} asks for films after {plan.come_within_s:g} s, and films go on as before "
                f"({asking}): start one with {BUILD}={plan.build}, and see its log. {_CLOCKS}"
            )
        if waited_s >= _PATIENCE_S and not told:
            tell(f"Waiting for a film worker of build {plan.build} …")
            told = True
        await asyncio.sleep(_LOOK_EVERY_S)


async def _tried(client: Client, version: WorkerDeploymentVersion, plan: Plan, tell: Tell) -> Smoke:
    tell(f"Build {version.build_id} makes its smoke film, before it gets any other …")
    smoke = await smoke_film(client, version, plan.smoke_within_s)
    tell(f"Its smoke film {smoke.film} came out whole, in {smoke.seconds:g} s.")
    return smoke


async def _ramped(client: Client, plan: Plan, before: Routing, tell: Tell) -> Routing:
    """Where films go once the build has had each part of them for its time; a part it has had no more than now is not gone back to."""
    routing = before
    for part in plan.steps:
        if routing.ramping == plan.build and part < routing.percentage:
            continue
        routing = await ramp(client, routing, plan.build, part)
        tell(f"{part} % of new films begin on build {plan.build}, for {plan.pause_s:g} s.")
        await _paused(plan.pause_s, tell)
        known = await film_versions(client)
        if WorkerDeploymentVersion(routing.deployment, plan.build) not in known.asking:
            await ramp(client, routing, "", 0)
            raise BuildRefused(
                f"No worker of build {plan.build} asks for films any more: new ones go to {routing.current or 'nobody'} "
                f"again. Those that have begun on it wait for such a worker, or for `longtake wake`. {_CLOCKS}"
            )
    return routing


async def _paused(pause_s: float, tell: Tell) -> None:
    """A pause that is told of every minute."""
    left_s = pause_s
    while left_s > _TELL_EVERY_S:
        await asyncio.sleep(_TELL_EVERY_S)
        left_s -= _TELL_EVERY_S
        tell(f"{left_s:g} s of that are left.")
    await asyncio.sleep(left_s)


def _other(routing: Routing) -> str:
    back = f", or take it back with `longtake deploy {routing.current}`" if routing.current else ""
    return (
        f"Build {routing.ramping} of {routing.deployment} is being deployed ({routing.percentage:g} % of new films begin on "
        f"it): finish that with `longtake deploy {routing.ramping}`{back}."
    )
