"""The builds that the film workers have and had: how each stands, and whether its workers may be stopped."""

import asyncio
from collections.abc import Callable, Collection, Mapping

from pydantic import Field
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

from infra.builds import BUILD
from models.base import Frozen
from models.errors import WrongMoment
from studio.client.deploys.census import (
    film_builds,
    film_versions,
    films_by_version,
    films_on,
    running_on,
    workers_by_build,
)
from studio.client.deploys.traffic import Routing, State, deployments_of, routing_of
from studio.client.deploys.woken import films_elsewhere

Tell = Callable[[str], None]
"""Hears a sentence of what is done."""

_LOOK_EVERY_S = 5.0
_TELL_EVERY_S = 60.0
_COUNTED_WITHIN_S = 5.0
"""The server counts what has only just begun a moment later."""


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
    elsewhere: Mapping[str, int] = Field(
        description="How many running films are on builds of other deployments, by `DEPLOYMENT:BUILD`."
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
    films = await films_by_version(client)
    return BuildsFacts(
        deployment=deployment,
        current=routing.current,
        unversioned=known is not None and known.unversioned,
        builds=await _facts(client, routing, films),
        elsewhere=films_elsewhere(films, deployment),
    )


async def _facts(
    client: Client, routing: Routing, films: Mapping[WorkerDeploymentVersion, int]
) -> tuple[BuildFacts, ...]:
    """How the builds of a deployment stand; `films` are all that run, by the build that each is on."""
    workers = await workers_by_build(client, routing.deployment)
    versions = [WorkerDeploymentVersion(routing.deployment, build) for build in routing.states]
    running = await asyncio.gather(*(running_on(client, version) for version in versions))
    parts = {routing.current: 100.0 - routing.percentage, routing.ramping: routing.percentage}
    return tuple(
        BuildFacts(
            build=each.build_id,
            state=routing.states[each.build_id],
            percentage=parts.get(each.build_id, 0.0),
            workers=workers[each.build_id],
            films=films.get(each, 0),
            running=count,
        )
        for each, count in zip(versions, running, strict=True)
    )


async def until_drained(client: Client, build: str, within_s: float, tell: Tell) -> Drained:
    """Whether the workers of a build may be stopped, as soon as they may and by `within_s` at the latest.

    Of a build that the server has never heard of they may, as nothing is there; so where it has heard of none at all. A build of
    that name may be one of several deployments, and films may go to another one than those on it began with: all are looked at.

    Raises:
        WrongMoment: new films begin on the build.
        EngineUnavailable: the server does not answer.

    """
    loop = asyncio.get_running_loop()
    now = loop.time()
    give_up_at, tell_at = now + within_s, now
    known = await film_builds(client)
    deployments = await deployments_of(client, build) | ({known.deployment} if known else set())
    while True:
        one = await _drained_of(client, build, deployments)
        now = loop.time()
        if one.drained or now >= give_up_at:
            return one
        if now >= tell_at:
            tell(_waiting_words(one))
            tell_at = now + _TELL_EVERY_S
        await asyncio.sleep(min(_LOOK_EVERY_S, give_up_at - now))


async def _drained_of(client: Client, build: str, deployments: Collection[str]) -> Drained:
    """How the builds of a name stand now, as one; no other build is counted, since this is asked again and again."""
    each = [await _drained(client, WorkerDeploymentVersion(name, build)) for name in sorted(deployments)]
    return Drained(
        build=build,
        known=any(one.known for one in each),
        drained=all(one.drained for one in each),
        films=sum(one.films for one in each),
        running=sum(one.running for one in each),
    )


async def _drained(client: Client, version: WorkerDeploymentVersion) -> Drained:
    """How one build stands now."""
    build = version.build_id
    routing = await routing_of(client, version.deployment_name)
    state = routing.states.get(build)
    passed_by = state == "current" and await _passed_by(client, routing)
    if state in ("current", "ramping") and not passed_by:
        raise WrongMoment(f"Build {build} of {version.deployment_name} is {state}: its workers are needed.")
    running = await running_on(client, version)
    if passed_by and not running:  # nothing else says when the last film has begun on it
        await asyncio.sleep(_COUNTED_WITHIN_S)
        running = await running_on(client, version)
    films = await films_on(client, version) if running else 0
    drained = state != "draining" and not running
    return Drained(build=build, known=state is not None, drained=drained, films=films, running=running)


async def _passed_by(client: Client, routing: Routing) -> bool:
    """Whether new films go to another deployment than the one that this is the routing of, whatever is current there."""
    now = (await film_versions(client)).current
    return routing.settled and now is not None and now.deployment_name != routing.deployment


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
