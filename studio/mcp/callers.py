"""Who calls a tool, and what they may do."""

from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple, Protocol, get_args

from starlette.requests import Request

from models.errors import NotAllowed

Role = Literal["see", "comment", "decide", "spend"]
"""See films; remark on them; approve, revise and retake within the budget; create films and set budgets."""

_ROLES: tuple[Role, ...] = get_args(Role)
"""All of them, the least first: each may do what the one before it may."""


class Calling(Protocol):
    """Somebody who calls, as a door over HTTP knows them: `name` is who decided, in whatever they decide."""

    @property
    def name(self) -> str:
        """Who it is."""

    @property
    def role(self) -> Role:
        """What they may do."""


class Caller(NamedTuple):
    """Somebody who calls; whoever is `local` sits at this machine, and names files of it."""

    name: str
    role: Role
    local: bool = False

    def may(self, role: Role) -> bool:
        """Whether they may do what takes that role."""
        return _ROLES.index(self.role) >= _ROLES.index(role)

    def need(self, role: Role) -> None:
        """See that they may do what takes a role.

        Raises:
            NotAllowed: they may not; the sentence says which role it takes.

        """
        if not self.may(role):
            raise NotAllowed(
                f"This takes the role {role!r}, and {self.name or 'you'} may only {self.role!r}."
            )


CallerOf = Callable[[Request], Calling | Awaitable[Calling]]
"""Tells who sends a request over HTTP, or raises what the application that mounts this door answers."""


def local_caller(name: str) -> Caller:
    """Whoever started this process: they may do here what their commands may."""
    return Caller(name, "spend", local=True)


def remote_caller(calling: Calling) -> Caller:
    """Somebody who calls over HTTP."""
    return Caller(calling.name, calling.role)
