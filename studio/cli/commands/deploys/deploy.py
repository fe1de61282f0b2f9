"""`longtake deploy`: gives films to a build of the film workers."""

from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BadInput
from studio.cli.asked.durations import seconds_of
from studio.cli.commands.arguments import Json
from studio.cli.commands.deploys.cluster import check_cluster
from studio.cli.commands.deploys.wake import woken_lines
from studio.cli.flags.command_flags import COME_WITHIN, NO_SMOKE, PAUSE, RAMP, SMOKE_WITHIN
from studio.cli.printing.builds import builds_table
from studio.cli.printing.console import out, print_facts, say, tell

if TYPE_CHECKING:
    from studio.service.deploys.course import Deployed, Plan


def deploy(
    build: Annotated[
        str, typer.Argument(metavar="BUILD", help="What its workers have as TEMPORAL_WORKER_BUILD_ID.")
    ],
    *,
    ramp: Annotated[str, RAMP.option()] = "",
    pause: Annotated[str, PAUSE.option()] = "",
    no_smoke: Annotated[bool, NO_SMOKE.option()] = False,
    smoke_within: Annotated[str, SMOKE_WITHIN.option()] = "",
    within: Annotated[str, COME_WITHIN.option()] = "",
    json: Json = False,
) -> int:
    """Have new films begin on a build of the film workers, and those that run move to it between their stages.

    Its workers are waited for, and make a smoke film before any other is given to them; one that does not come out whole leaves
    everything as it was, and ends this with 1. Broken off, it goes on where it was when it is run again. The way back is the same
    command with the build from before. Workers are started and stopped by you: docs/deploys.md.
    """
    from studio.cli.session import in_session
    from studio.service.deploys.course import deployed

    if no_smoke and smoke_within:
        raise BadInput(f"{SMOKE_WITHIN} says how long the film may take that {NO_SMOKE} does without.")
    if pause and not ramp:
        raise BadInput(f"{PAUSE} is the time between the parts of {RAMP}, which is not given.")
    plan = _plan(build, ramp, pause, within, "0s" if no_smoke else smoke_within or "10m")
    check_cluster("deploy on a cluster")
    done = in_session(lambda session: deployed(session.studio.client, plan, say))
    if json:
        print_facts(done)
    else:
        _tell(done)
    return 0


def _plan(build: str, ramp: str, pause: str, within: str, smoke_within: str) -> "Plan":
    """What was typed.

    Raises:
        BadInput: some of it cannot be used.

    """
    from infra.builds import checked_build
    from studio.service.deploys.course import Plan

    return Plan(
        build=checked_build(build),
        steps=_parts(ramp) if ramp else (),
        pause_s=seconds_of(pause or "10m", PAUSE),
        smoke_within_s=0.0 if smoke_within == "0s" else seconds_of(smoke_within, SMOKE_WITHIN, least=1),
        come_within_s=seconds_of(within or "2m", COME_WITHIN),
    )


def _parts(typed: str) -> tuple[int, ...]:
    words = [word.strip() for word in typed.split(",")]
    parts = tuple(int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 2)
    if len(parts) < len(words) or sorted({*parts} - {0}) != list(parts):
        raise BadInput(f"{RAMP} is percentages from 1 to 99 that rise, such as 5,50, not {typed[:60]!r}.")
    return parts


def _tell(done: "Deployed") -> None:
    for line in woken_lines(done.woken):
        tell(line)
    out().print(builds_table(done.builds))
    left = [each for each in done.builds if each.build != done.build and each.workers and not each.done]
    for each in left:
        say(
            f"Keep the workers of {each.build} until `longtake builds --drained {each.build} --within 2h` says that they may "
            "be stopped."
        )
