"""The builds of the film workers, as the doctor tells them: which one is current, which films are on which."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from infra.builds import BUILD, UNVERSIONED, build_here
from models.errors import BadInput
from studio.client.deploys.census import Builds, film_builds, films_by_build
from studio.service.engine.check import Check

if TYPE_CHECKING:
    from temporalio.client import Client

_SET = "longtake deploy {build}"


def variables_check(*, embedded: bool) -> list[Check]:
    """Whether the two variables are of use here; nothing where neither is set."""
    try:
        build = build_here()
    except BadInput as error:
        return [Check(name=BUILD, ok=False, found=str(error), state="wrong")]
    if build is None:
        return []
    if embedded:
        return [Check(name=BUILD, ok=False, found=UNVERSIONED, optional=True, state="unused")]
    words = f"a film worker that is started here is of build {build.build_id} of {build.deployment_name}"
    return [Check(name=BUILD, ok=True, found=words)]


async def builds_check(client: "Client") -> list[Check]:
    """Under which builds films run, and what keeps some from going on; nothing where no film worker is versioned.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    builds = await film_builds(client)
    if builds is None:
        return []
    return [check_of(builds, await films_by_build(client, builds.deployment))]


def check_of(builds: Builds, films: Mapping[str, int]) -> Check:
    """The line of a deployment whose running `films` are counted by their build."""
    of = builds.deployment
    current = f"build {builds.current} of {of}" if builds.current else f"no build of {of} is current"
    on = [f"{_films(count)} on {build}" for build, count in sorted(films.items())]
    found = "; ".join([current, *on])
    if not builds.current and not builds.unversioned:
        mend = _SET.format(build=builds.served[-1] if builds.served else "BUILD")
        return Check(name="film builds", ok=False, found=f"{found}: films wait to be begun", mend=mend)
    deserted = [build for build in sorted({builds.current, *films} - {""}) if build not in builds.served]
    if deserted:
        waits = f"no worker of {' or '.join(deserted)} asks for work, and its films wait"
        mend = f"start a film worker with {BUILD}={deserted[0]}"
        return Check(name="film builds", ok=False, found=f"{found}: {waits}", mend=mend)
    behind = any(build != builds.current for build in films)
    return Check(
        name="film builds", ok=True, found=found, mend="longtake wake, if they wait" if behind else ""
    )


def _films(count: int) -> str:
    return f"{count:,} film{'' if count == 1 else 's'}"
