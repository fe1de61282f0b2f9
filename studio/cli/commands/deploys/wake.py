"""`longtake wake`: has running films see a deploy."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from studio.cli.commands.arguments import Json
from studio.cli.commands.deploys.cluster import check_cluster
from studio.cli.printing.console import print_facts, say, tell

if TYPE_CHECKING:
    from studio.client.deploys.woken import Woken


def wake(*, json: Json = False) -> int:
    """Have running films see that another build of their workers is current, after a deploy.

    A film stays with the build that began it. One that waits sees another build only when it is told something: run this
    after each change of the current build. It changes nothing else, and can be run again: see docs/deploys.md.
    """
    from studio.cli.session import in_session

    check_cluster("wake those of a cluster")
    woken = in_session(lambda session: session.studio.wake())
    if json:
        print_facts(woken)
        return 0
    _tell(woken)
    return 0


def _tell(woken: "Woken") -> None:
    if woken.current:
        tell(f"Build {woken.current} of {woken.deployment} is current.")
    else:
        tell(f"No build of {woken.deployment} is current: films go to workers without one.")
    for line in woken_lines(woken):
        tell(line)
    if woken.films or woken.reels:
        say("They leave at the end of the stage they are in, those that wait for somebody at once.")


def woken_lines(woken: "Woken") -> list[str]:
    """How many films and reels were woken, a line a build, one where there were none; then who was not, of other deployments."""
    lines = [
        f"Woken on {build}: {_counted(woken.films, 'film', build)}, {_counted(woken.reels, 'reel', build)}."
        for build in sorted({*woken.films, *woken.reels})
    ]
    of = f" of {woken.deployment}" if woken.elsewhere else ""
    return (lines or [f"Every film{of} that runs is on it."]) + elsewhere_lines(woken.elsewhere)


def elsewhere_lines(elsewhere: Mapping[str, int]) -> list[str]:
    """How many films are on builds of other deployments, where nobody wakes them, a line a build."""
    return [
        f"{_films(count)} on build {build} of {name}, another deployment, and left there: keep its workers until "
        f"`longtake builds --drained {build} --within 2h` says that they may be stopped."
        for (name, _, build), count in ((each.partition(":"), elsewhere[each]) for each in sorted(elsewhere))
    ]


def _films(count: int) -> str:
    return f"{count:,} film is" if count == 1 else f"{count:,} films are"


def _counted(counts: Mapping[str, int], what: str, build: str) -> str:
    count = counts.get(build, 0)
    return f"{count:,} {what}{'' if count == 1 else 's'}"
