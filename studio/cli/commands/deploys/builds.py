"""`longtake builds`: how the builds of the film workers stand, and whether the workers of one may be stopped."""

from typing import Annotated

from models.errors import BadInput
from studio.cli.asked.durations import seconds_of
from studio.cli.commands.arguments import Json
from studio.cli.commands.deploys.cluster import check_cluster
from studio.cli.commands.deploys.wake import elsewhere_lines
from studio.cli.flags.command_flags import DRAINED, DRAINED_WITHIN
from studio.cli.printing.builds import builds_table
from studio.cli.printing.console import out, print_facts, say, tell


def builds(
    *,
    drained: Annotated[str | None, DRAINED.option()] = None,
    within: Annotated[str, DRAINED_WITHIN.option()] = "",
    json: Json = False,
) -> int:
    """Show the builds of the film workers: which new films begin on, how many are on each, and whose workers may be stopped."""
    from infra.builds import checked_build

    if within and drained is None:
        raise BadInput(f"{DRAINED_WITHIN} says how long {DRAINED} may wait, which is not given.")
    within_s = seconds_of(within or "0s", DRAINED_WITHIN)
    if drained is not None:
        checked_build(drained)  # a script's unset variable is no build, and no question for the table
    check_cluster("look at the builds of a cluster")
    return _listed(json=json) if drained is None else _drained(drained, within_s, json=json)


def _listed(*, json: bool) -> int:
    from studio.cli.session import in_session
    from studio.service.deploys.builds import builds_facts

    facts = in_session(lambda session: builds_facts(session.studio.client))
    if json:
        print_facts(facts)
        return 0
    out().print(builds_table(facts.builds))
    if not facts.current:
        say(f"No build of {facts.deployment} is current: `longtake deploy BUILD` makes one so.")
    if facts.unversioned:
        say("Film workers without a build ask for work too; films that are on a build are not given to them.")
    for line in elsewhere_lines(facts.elsewhere):
        say(line)
    return 0


def _drained(build: str, within_s: float, *, json: bool) -> int:
    from studio.cli.session import in_session
    from studio.service.deploys.builds import not_drained_words, until_drained

    found = in_session(lambda session: until_drained(session.studio.client, build, within_s, say))
    if json:
        print_facts(found)
    elif not found.known and found.drained:
        tell(f"No worker of a build {build} has ever come, and nothing runs on it.")
    elif found.drained:
        tell(f"Nothing runs on build {build}: its workers may be stopped.")
    else:
        tell(f"Build {build} is not drained: {not_drained_words(found)}")
    return 0 if found.drained else 1
