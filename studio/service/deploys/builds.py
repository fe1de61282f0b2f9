"""The builds that the film workers have and had: how each stands, and whether its workers may be stopped."""

import asyncio
from collections.abc import Callable, Sequence

from pydantic import Field
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

from infra.builds import BUILD
from models.base import Frozen
from models.errors import WrongMoment
from studio.client.deploys.census import (
    film_builds,
    films_by_build,
    films_on,
    running_on,
    workers_by_build,
)
from studio.client.deploys.traffic import Routing, State, deployment_of, routing_of

Tell = Callable[[str], None]
"""Hears a sentence of what is done."""

_LOOK_EVERY_S = 5.0
_TELL_EVERY_S = 60.0


class BuildFacts(Frozen):
    """One build."""

    build: str = Field(description="Its name.", examples=["749ae04"])
    state: State = Field(
        description="Whether all new films begin on it (current), a part of them (ramping), none any more while some run on it "
        "(draining), none at all (drained), or none yet (new)."
    )
    percentage: float = Field(description="Which part of the new films begins on it.", examples=[5.0])
    workers: int = Field(description="How many of its film workers ask for work.")
    films: int = Field(description="How many running films are on it.")
    running: int = Field(
        description="How many workflows run on it: films, their reels and shots, smoke films."
    )

    @property
    def done(self) -> bool:
        """Whether nothing runs on it and nothing will be begun on it: its workers may be stopped."""
        return self.state in ("drained", "new") and not self.running


class BuildsFacts(Frozen):
    """The builds of the film workers."""

    deployment: str = Field(description="What all of them are builds of.", examples=["longtake"])
    current: str = Field(description="The build that new films begin on; empty where none is current.")
    unversioned: bool = Field(description="Whether film workers without a build ask for work as well.")
    builds: tuple[BuildFacts, ...] = Field(
        description="Those the server remembers, the one that came last first."
    )


class Drained(Frozen):
    """Whether the workers of a build may be stopped."""

    build: str = Field(description="The build.")
    known: bool = Field(description="Whether a worker of it has ever come, as far as the server remembers.")
    drained: bool = Field(description="Whether nothing runs on it and nothing will be begun on it.")
    films: int = Field(description="How many running films are on it.")
    running: int = Field(description="How many workflows run on it.")


async def builds_facts(client: Client, deployment: str = "") -> BuildsFacts:
    """How the builds of a deployment stand; without its name, of the one that films go to.

    Raises:
        WrongMoment: no worker of films is versioned.
        EngineUnavailable: the server does not answer.

    """
    known = await film_builds(client)
    if not deployment:
        if known is None:
            raise WrongMoment(f"No worker of films has a build: start them with {BUILD} (docs/deploys.md).")
        deployment = known.deployment
    routing = await routing_of(client, deployment)
    return BuildsFacts(
        deployment=deployment,
        current=routing.current,
        unversioned=known is not None and known.unversioned,
        builds=await _facts(client, routing, tuple(routing.states)),
    )


async def _facts(client: Client, routing: Routing, builds: Sequence[str]) -> tuple[BuildFacts, ...]:
    """How some builds of a deployment stand."""
    films = await films_by_build(client, routing.deployment)
    workers = await workers_by_build(client, routing.deployment)
    versions = [WorkerDeploymentVersion(routing.deployment, build) for build in builds]
    running = await asyncio.gather(*(running_on(client, version) for version in versions))
    parts = {routing.current: 100.0 - routing.percentage, routing.ramping: routing.percentage}
    return tuple(
        BuildFacts(
            build=build,
            state=routing.states[build],
            percentage=parts.get(build, 0.0),
            workers=workers[build],
            films=films[build],
            running=count,
        )
        for build, count in zip(builds, running, strict=True)
    )


async def until_drained(client: Client, build: str, within_s: float, tell: Tell) -> Drained:
    """Whether the workers of a build may be stopped, as soon as they may and by `within_s` at the latest.

    Of a build that the server has never heard of they may, as nothing is there; so where it has heard of none at all.

    Raises:
        WrongMoment: new films begin on the build.
        EngineUnavailable: the server does not answer.

    """
    loop = asyncio.get_running_loop()
    now = loop.time()
    give_up_at, tell_at = now + within_s, now
    known = await film_builds(client)
    deployment = known.deployment if known else await deployment_of(client, build)
    if not deployment:
        return Drained(build=build, known=False, drained=True, films=0, running=0)
    while True:
        one = await _drained(client, WorkerDeploymentVersion(deployment, build))
        now = loop.time()
        if one.drained or now >= give_up_at:
            return one
        if now >= tell_at:
            tell(_waiting_words(one))
            tell_at = now + _TELL_EVERY_S
        await asyncio.sleep(min(_LOOK_EVERY_S, give_up_at - now))


async def _drained(client: Client, version: WorkerDeploymentVersion) -> Drained:
    """How one build stands now; no other one is counted, since this is asked again and again."""
    build = version.build_id
    state = (await routing_of(client, version.deployment_name)).states.get(build)
    if state in ("current", "ramping"):
        raise WrongMoment(f"Build {build} of {version.deployment_name} is {state}: its workers are needed.")
    running = await running_on(client, version)
    films = await films_on(client, version) if running else 0
    drained = state != "draining" and not running
    return Drained(build=build, known=state is not None, drained=drained, films=films, running=running)


def not_drained_words(one: Drained) -> str:
    """Why the workers of a build may not be stopped yet, and what to do."""
    if one.running:
        return f"{running_words(one)}. Its workers are needed."
    return (
        "nothing runs on it, but Temporal has not counted it as drained yet, which takes it some minutes. Keep its workers until then: "
        f"`longtake builds --drained {one.build} --within 10m` waits for it."
    )


def _waiting_words(one: Drained) -> str:
    if one.running:
        return f"{running_words(one)}; waiting for them to end, or to move on …"
    return f"Nothing runs on {one.build}; waiting for Temporal to count it as drained, which takes it some minutes …"


def running_words(one: BuildFacts | Drained) -> str:
    """What is on a build: `3 films are on v1, 7 workflows in all`."""
    films = f"{one.films:,} film{'' if one.films == 1 else 's'}"
    return f"{films} {'is' if one.films == 1 else 'are'} on {one.build}, {one.running:,} workflow{'' if one.running == 1 else 's'} in all"
