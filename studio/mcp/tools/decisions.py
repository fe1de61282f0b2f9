"""The tool that decides on a film's board or bible; an approval is asked of a person."""

from typing import Annotated, Any, Literal, NamedTuple

from mcp.server.mcpserver.resolve import AcceptedElicitation, Elicit, ElicitationResult, Resolve
from pydantic import Field

from models.errors import BadInput, WrongMoment
from models.film.decisions import Decision, DecisionKind, read_decision
from models.film.view import FilmView
from models.money.dollars import plain
from models.readable import said
from studio.mcp.answers.films import Told, told
from studio.mcp.door import Call, door_of, session_of
from studio.mcp.people import Agreed, NobodyToAsk, can_ask
from studio.mcp.tools.films import Film, price_of_rest
from studio.service.film.bible import at_bible
from studio.service.film.gate import boards_at_gate, waiting_reels
from studio.service.session import Session

Verdict = Literal["approve", "approve_bible", "reject", "redraw"]
Seen = Annotated[
    int | None,
    Field(
        ge=1,
        description="The revision of the board, or of the bible, that you looked at; an approval needs it.",
    ),
]
Reel = Annotated[int | None, Field(ge=1, description="Of a film of several reels, whose board is approved.")]

_THEN: dict[DecisionKind, str] = {
    "approve": "The film goes on to its shots; `get_film` with `wait` tells how far it is.",
    "approve_bible": "The film goes on to its pictures; `get_film` with `wait` tells when its board is there.",
    "reject": "The film ends, and everything that was made is kept.",
    "redraw": "The stale pictures are being drawn anew; the board then waits again.",
}


class Asking(NamedTuple):
    """An approval, and what a person is asked about it; without an approval nobody is asked."""

    board: int | None = None
    question: str = ""
    instead: str = ""


async def approval(film_id: Film, decision: Verdict, board: Seen, reel: Reel, call: Call) -> Asking:
    """What is to be approved, as the film is now, and the question to a person.

    Raises:
        BadInput, WrongMoment: it cannot be approved; the sentence says why.

    """
    if decision not in ("approve", "approve_bible"):
        return Asking()
    session, caller = await session_of(call, "decide")
    view = await session.studio.view(film_id)
    what, command = _approvable(view, decision, board, reel)
    page = door_of(call).page_of(film_id)
    where = page or (_picture(session, view, decision, reel) if caller.local else "")
    question = [
        f"{what} of “{said(view.title or film_id)}” ({film_id}): shall it be approved?",
        await _money(session, view),
        f"See it: {where}" if where else "",
    ]
    instead = f"`{command}` approves it" + (f", or its page {page}" if page else "")
    return Asking(board, " ".join(filter(None, question)), instead)


async def person(call: Call, asking: Annotated[Asking, Resolve(approval)]) -> Elicit[Agreed] | Agreed:
    """Have a person asked where there is something to approve.

    Raises:
        NobodyToAsk: the client cannot ask one; the sentence says how a person approves it instead.

    """
    if not asking.question:
        return Agreed(approve=True)
    if not can_ask(call):
        raise NobodyToAsk(
            f"A person approves this, and your client cannot ask one (it has no elicitation): {asking.instead}."
        )
    return Elicit(asking.question, Agreed)


async def decide(
    film_id: Film,
    decision: Annotated[
        Verdict,
        Field(
            description=(
                "approve: the board, and the film goes on to its clips. approve_bible: who recurs, and it goes on to its "
                "pictures. reject: the film ends, all kept. redraw: stale pictures are drawn anew, within the budget."
            )
        ),
    ],
    call: Call,
    asking: Annotated[Asking, Resolve(approval)],
    answer: Annotated[ElicitationResult[Agreed], Resolve(person)],
    board: Seen = None,
    reel: Reel = None,
    note: Annotated[str, Field(description="Why; kept with the film.", max_length=4000)] = "",
) -> Told:
    """Decide on a film's storyboard or bible. An approval has the person asked, through your client, with what it costs.

    Look at the board first (`get_board`), and show it to the person: they are asked about the very revision that you name.
    A rejection ends the film: be sure that the person wants that.
    """
    session, caller = await session_of(call, "decide")
    payload: dict[str, Any] = {"by": caller.name, "note": note}
    payload |= {"board": board} if board is not None else {}
    payload |= {"reel": reel} if reel is not None and decision == "approve" else {}
    wanted = read_decision(decision, payload)
    if not (isinstance(answer, AcceptedElicitation) and answer.data.approve):
        return _not_approved(film_id, wanted)
    del asking  # it says which revision a person was asked about, and that is the one that was named
    record = await session.studio.decide(film_id, wanted)
    return told(film_id, record, _THEN[decision])


def _approvable(view: FilmView, decision: Verdict, board: int | None, reel: int | None) -> tuple[str, str]:
    """What is to be approved, in words, and the command that does it.

    Raises:
        BadInput: it is not said which revision, or of which reel.
        WrongMoment: it does not wait to be approved.

    """
    film = view.film_id
    if view.ended:
        raise WrongMoment(f"The film {film!r} has ended: nothing can be decided any more.")
    if board is None:
        raise BadInput(
            "An approval needs `board`, the revision that was looked at: `get_board` says which it is."
        )
    if decision == "approve_bible":
        if not at_bible(view):
            raise WrongMoment(
                f"The bible of {film!r} does not wait for a decision: the film is at its {view.stage}."
            )
        if board != view.bible_revision:
            raise WrongMoment(f"Bible {board} was changed since: look at bible {view.bible_revision}.")
        return f"Bible {board}", f"longtake bible approve {film} --revision {board}"
    waits = boards_at_gate(view)
    if not waits:
        raise WrongMoment(f"No board of {film!r} waits for a decision: the film is at its {view.stage}.")
    if view.reels and reel is None:
        which = ", ".join(str(one.number) for one in waiting_reels(view))
        raise BadInput(f"Say of which reel: the boards of {which} wait.")
    now = next((number for of, number in waits if of == (reel or 0)), None)
    if now != board:
        look = f"look at board {now}" if now else "it does not wait"
        raise WrongMoment(f"Board {board} is not the one that waits: {look}.")
    named = f" --reel {reel}" if reel else ""
    return (
        f"Board {board}" + (f" of reel {reel}" if reel else "") + f" ({_count(view, reel)})",
        f"longtake approve {film}{named} --board {board}",
    )


async def _money(session: Session, view: FilmView) -> str:
    """What an approval may cost. Of a film whose other reels go on meanwhile, only what stays as it is while somebody answers."""
    budget = "it has no budget" if view.budget is None else f"its budget is ${plain(view.budget)}"
    rest = None if view.reels else await price_of_rest(session, view)
    if rest is None:
        return f"{budget[0].upper()}{budget[1:]}."
    return f"What is left of it may cost up to ${rest}; ${plain(view.spent)} is spent, {budget}."


def _count(view: FilmView, reel: int | None) -> str:
    shots = next((one.count for one in view.reels if one.number == reel), len(view.shots))
    return "one shot" if shots == 1 else f"{shots} shots"


def _picture(session: Session, view: FilmView, decision: Verdict, reel: int | None) -> str:
    """Where the first page of it lies on this machine; empty where that is not in a folder."""
    name = "bible.png" if decision == "approve_bible" else "storyboard.png"
    blob = view.documents.get(f"reels/{reel:02d}/{name}" if reel else name)
    link = session.studio.store.link(blob, 3600) if blob else ""
    return link if link.startswith("file:") else ""


def _not_approved(film_id: str, wanted: Decision) -> Told:
    return Told(
        id=film_id,
        decision=wanted.kind,
        accepted=False,
        reason="The person was asked, and did not approve it: nothing was decided.",
        board=wanted.board,
        reel=wanted.reel,
        by=wanted.by,
        at="",
        next="Ask them what is to be otherwise: `revise_shot` has a shot drawn anew.",
    )
