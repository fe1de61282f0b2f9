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
    """How many films and reels were woken, a line a build; one where there were none."""
    return [
        f"Woken on {build}: {_counted(woken.films, 'film', build)}, {_counted(woken.reels, 'reel', build)}."
        for build in sorted({*woken.films, *woken.reels})
    ] or ["Every film that runs is on it."]


def _counted(counts: Mapping[str, int], what: str, build: str) -> str:
    count = counts.get(build, 0)
    return f"{count:,} {what}{'' if count == 1 else 's'}"
