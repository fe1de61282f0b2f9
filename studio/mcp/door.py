"""What every tool has: the session, who calls, and the settings of this home."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from mcp.server.mcpserver import Context

from infra.settings import Settings
from studio.mcp.callers import Caller, Role
from studio.service.facts.places import unplaced_sentence
from studio.service.session import Session

CALLER = "longtake.caller"
"""Where a request's scope has who sends it."""


@dataclass
class Door:
    """This door: `open_session` gives the session, its engine alive; over HTTP there is no `local` caller.

    `pages` gives the page on which people see a film, `links` where a file of one can be had, by the film's id and the file's
    name, as an address or as a path of this server; both are left out where nobody serves that. `session` is the one that was
    opened last.
    """

    settings: Settings
    open_session: Callable[[], Awaitable[Session]]
    local: Caller | None = None
    session: Session | None = None
    pages: Callable[[str], str] | None = None
    links: Callable[[str, str], str] | None = None

    def page_of(self, film_id: str) -> str:
        """The page on which people see a film; empty where there is none."""
        return self.pages(film_id) if self.pages else ""

    def link_to(self, film_id: str, name: str) -> str:
        """Where a file of a film can be had; empty where nobody serves it."""
        return self.links(film_id, name) if self.links else ""


Call: TypeAlias = Context[Door, Any]
"""A call of a tool, or a reading of a resource."""


def door_of(call: Call) -> Door:
    """The door that a call came in by."""
    return call.request_context.lifespan_context


def caller_of(call: Call, role: Role) -> Caller:
    """Who calls, when they may do what takes that role.

    Raises:
        NotAllowed: they may not.

    """
    request, local = call.request_context.request, door_of(call).local
    if request is None:
        assert local is not None, "a call without a request comes over stdio"
        caller: Caller = local
    else:
        caller = request.scope[CALLER]
    caller.need(role)
    return caller


def told_to(call: Call | None, sentence: str) -> str:
    """A sentence for whoever calls: where the engine is, only whoever may spend is told."""
    if call is None:
        return sentence
    door, request = door_of(call), call.request_context.request
    caller: Caller | None = door.local if request is None else request.scope[CALLER]
    if door.session is None or (caller is not None and caller.may("spend")):
        return sentence
    return unplaced_sentence(sentence, door.session.address)


async def session_of(call: Call, role: Role) -> tuple[Session, Caller]:
    """The session, its engine alive, and who calls.

    Raises:
        NotAllowed: they may not do what takes that role.
        LongtakeError: as `Session.open`.

    """
    caller, door = caller_of(call, role), door_of(call)
    door.session = await door.open_session()
    return door.session, caller
