"""Commands that decide about a running film's money: budget, allow, resolve, recast."""

from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from models.errors import BadInput
from models.film.decisions import DecisionKind, DecisionRecord, read_decision
from models.film.view import FilmView
from models.money.budget import BudgetMode
from studio.cli.commands.arguments import By, FilmId, Json, Note
from studio.cli.flags.command_flags import ABANDON, BUDGET_MODE, RECAST_PROFILE, RECAST_SHOTS, RESUBMIT
from studio.cli.keyboard import who
from studio.cli.printing.console import print_facts, say, tell
from studio.cli.printing.decisions import outcome

if TYPE_CHECKING:
    from studio.service.session import Session

REFUSED = 1
"""The exit code when the film did not take the decision."""


def budget(
    film_id: FilmId,
    usd: Annotated[
        str | None,
        typer.Argument(metavar="USD|none", help="The film's budget from now on, in dollars."),
    ] = None,
    *,
    mode: Annotated[str | None, BUDGET_MODE.option()] = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Set what a film may cost; one that waits for money goes on."""
    if mode not in (None, *get_args(BudgetMode)):
        raise BadInput(f"{BUDGET_MODE} must be one of {', '.join(get_args(BudgetMode))}, not {mode!r}.")
    if usd is None and mode is None:
        raise BadInput(
            f"Say how many dollars the film may cost, `none` for no limit, or give a {BUDGET_MODE}."
        )
    said = {"by": _by(by), "mode": mode} | ({} if usd is None else {"usd": usd.strip()})
    return _decide(film_id, "budget", said, json=json)


def allow(
    film_id: FilmId,
    shot: Annotated[
        str, typer.Argument(metavar="SHOT", help="The shot, or `score`; everything that waits if left out.")
    ] = "",
    *,
    by: By = None,
    note: Note = "",
    json: Json = False,
) -> int:
    """Allow steps that --approve-above holds back."""
    return _decide(film_id, "allow", {"by": _by(by), "note": note, "shot": shot}, json=json)


def resolve(
    film_id: FilmId,
    shot: Annotated[
        str | None,
        typer.Argument(
            metavar="SHOT", help="The shot whose job it is, or `score`; every job that waits so if left out."
        ),
    ] = None,
    *,
    resubmit: Annotated[bool, RESUBMIT.option()] = False,
    abandon: Annotated[bool, ABANDON.option()] = False,
    by: By = None,
    note: Note = "",
    json: Json = False,
) -> int:
    """Decide about a paid job of which nobody knows whether the vendor took it."""
    if resubmit == abandon:
        raise BadInput(f"Say one of {RESUBMIT} and {ABANDON}: nobody knows whether the vendor took the job.")
    action = "resubmit" if resubmit else "abandon"
    said = {"by": _by(by), "note": note, "action": action}
    if shot is None:
        return _resolve_all(film_id, said, json=json)
    if not shot.strip():
        raise BadInput("SHOT is empty: name one, or leave it out for every job that waits.")
    return _decide(film_id, "resolve", {**said, "shot": shot}, json=json)


def recast(
    film_id: FilmId,
    *,
    profile: Annotated[str, RECAST_PROFILE.option()],
    shots: Annotated[list[str] | None, RECAST_SHOTS.option()] = None,
    by: By = None,
    note: Note = "",
    json: Json = False,
) -> int:
    """Have other providers make what is left of a film, or some of its shots."""
    from studio.service.film.changes import shots_named
    from studio.service.requests.names import check_profile

    check_profile(profile)
    said = {
        "by": _by(by),
        "note": note,
        "profile": profile,
        "shots": shots_named(shots or (), str(RECAST_SHOTS)),
    }
    if shots is not None and not said["shots"]:
        raise BadInput(f"{RECAST_SHOTS} is empty: name some, such as 3,5-7, or leave it out.")
    return _decide(film_id, "recast", said, json=json)


def _by(name: str | None) -> str:
    return who() if name is None else name


def _resolve_all(film_id: str, said: dict[str, Any], *, json: bool) -> int:
    """Each job is a decision of its own, so that the ledger and who reads it can tell them apart."""
    # Which shot it is is known once the film was looked at.
    decision = read_decision("resolve", {**said, "shot": "score"})
    from studio.cli.session import in_session
    from studio.service.facts.film.decisions import resolved

    async def work(session: "Session") -> tuple[list[DecisionRecord], FilmView]:
        return await session.studio.resolve_all(film_id, decision), await session.studio.view(film_id)

    records, view = in_session(work)
    code = 0 if all(record.accepted for record in records) else REFUSED
    if json:
        print_facts(resolved(records, view), waiting={"exit_code": code})
        return code
    for record in records:
        if record.accepted:
            for line in outcome(record.decision, view):
                tell(line)
        else:
            say(record.reason, "red")
    if view.waiting:
        tell(view.waiting, "yellow")
    return code


def _decide(film_id: str, kind: DecisionKind, said: dict[str, Any], *, json: bool) -> int:
    decision = read_decision(kind, said)
    from studio.cli.session import in_session
    from studio.service.facts.film.decisions import money_outcome

    async def work(session: "Session") -> tuple[DecisionRecord, FilmView]:
        return await session.studio.decide(film_id, decision), await session.studio.view(film_id)

    record, view = in_session(work)
    code = 0 if record.accepted else REFUSED
    if json:
        print_facts(money_outcome(record, view), waiting={"exit_code": code})
    elif not record.accepted:
        say(record.reason, "red")
    else:
        for line in outcome(decision, view):
            tell(line)
        if view.waiting:
            tell(view.waiting, "yellow")
    return code
