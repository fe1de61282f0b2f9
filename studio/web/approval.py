"""How a film that was begun goes on: in a sentence, and as the command that approves its storyboard."""

import json

from fastapi import Request

from studio.service.programs.film import Begun
from studio.web.access.callers import Caller


def how_to_approve(request: Request, caller: Caller, begun: Begun) -> str | None:
    """The command that approves a film's first board, or all boards that wait of a long one; None where nobody has to."""
    if not begun.gated:
        return None
    return approval(request, caller, begun.started.film_id, None if begun.long else 1)


def approval(request: Request, caller: Caller, film_id: str, board: int | None) -> str:
    """The command that approves a film's board; without a number, all boards that wait."""
    said = {"decision": "approve"} | ({} if board is None else {"board": board})
    login = ' -H "Authorization: Bearer $TOKEN"' if caller.token else ""
    at = f"{request.url.scheme}://{request.url.netloc}/api/v1/films/{film_id}/decisions"
    return f'curl -X POST "{at}"{login} -H "Content-Type: application/json" -d \'{json.dumps(said)}\''


def message_of(begun: Begun) -> str:
    """What comes of a film that was asked for, in a sentence."""
    started, options = begun.started, begun.order.asked.request.options
    if started.past:
        return "It was made already: nothing is started."
    now = "It is being made"
    if started.running:
        now = "It runs already, with the options that it was started with"
    if options.approve_bible:
        now += ", and waits at its bible until somebody approves that (the decision `approve_bible`)"
    if not begun.gated:
        return f"{now}."
    return f"{now}; it waits at its storyboard until somebody approves it, as the command in `approve_with` does."
