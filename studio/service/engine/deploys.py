"""The builds of the film workers, as the doctor tells them: which one is current, which films are on which."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from infra.builds import BUILD, DEPLOYMENT, UNVERSIONED, build_here
from models.errors import BadInput
from studio.client.deploys.census import Builds, film_builds, film_versions, films_by_version
from studio.service.engine.check import Check

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.common import WorkerDeploymentVersion

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
    counted = await films_by_version(client)
    films = {each.build_id: counted[each] for each in counted if each.deployment_name == builds.deployment}
    elsewhere = {each: counted[each] for each in counted if each.deployment_name != builds.deployment}
    asking = (await film_versions(client)).asking if elsewhere else ()
    return [check_of(builds, films, elsewhere, asking)]


def check_of(
    builds: Builds,
    films: Mapping[str, int],
    elsewhere: Mapping["WorkerDeploymentVersion", int] | None = None,
    asking: Collection["WorkerDeploymentVersion"] = (),
) -> Check:
    """The line of a deployment whose running `films` are counted by their build, with those on other deployments' `elsewhere`."""
    of = builds.deployment
    current = f"build {builds.current} of {of}" if builds.current else f"no build of {of} is current"
    on = [f"{_films(count)} on {build}" for build, count in sorted(films.items())]
    others = sorted(elsewhere or {}, key=lambda each: (each.deployment_name, each.build_id))
    on += [f"{_films((elsewhere or {})[each])} on {_named(each)}" for each in others]
    found = "; ".join([current, *on])
    if not builds.current and not builds.unversioned:
        mend = _SET.format(build=builds.served[-1] if builds.served else "BUILD")
        return Check(name="film builds", ok=False, found=f"{found}: films wait to be begun", mend=mend)
    deserted = [build for build in sorted({builds.current, *films} - {""}) if build not in builds.served]
    if deserted:
        waits = f"no worker of {' or '.join(deserted)} asks for work, and its films wait"
        mend = f"start a film worker with {BUILD}={deserted[0]}"
        return Check(name="film builds", ok=False, found=f"{found}: {waits}", mend=mend)
    if gone := [each for each in others if each not in asking]:
        waits = f"no worker of {' or '.join(map(_named, gone))} asks for work, and its films wait"
        mend = (
            f"start a film worker with {DEPLOYMENT}={gone[0].deployment_name} and {BUILD}={gone[0].build_id}"
        )
        return Check(name="film builds", ok=False, found=f"{found}: {waits}", mend=mend)
    behind = any(build != builds.current for build in films)
    return Check(
        name="film builds", ok=True, found=found, mend="longtake wake, if they wait" if behind else ""
    )


def _named(version: "WorkerDeploymentVersion") -> str:
    return f"{version.build_id} of {version.deployment_name}"


def _films(count: int) -> str:
    return f"{count:,} film{'' if count == 1 else 's'}"
