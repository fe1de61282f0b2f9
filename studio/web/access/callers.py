"""Who asks: named by a token, by a trusted proxy, or by the machine where nobody has to log in."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from studio.web.access.roles import Role, covers

NOBODY = "Say who you are: send a token as `Authorization: Bearer …`; `longtake tokens add NAME` makes one."

_BEARER = HTTPBearer(
    scheme_name="token",
    description="A token of `longtake tokens add`; none is needed on the machine itself.",
    auto_error=False,
)


@dataclass(frozen=True)
class Caller:
    """Somebody who may come in; `name` is who decided, in whatever they decide.

    `token` is the digest of the token that they came in with, empty for those who had none.
    """

    name: str
    role: Role
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class May:
    """A dependency that gives the caller, when it has the role that a route takes."""

    role: Role

    def __call__(
        self, request: Request, _token: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> Caller:
        """The caller.

        Raises:
            HTTPException: as `admitted`.

        """
        return self.admitted(request)

    def admitted(self, request: Request) -> Caller:
        """The caller, before anything of the request is read.

        Raises:
            HTTPException: 401, nobody has said who they are; 403, their role is another.

        """
        caller = request.scope.get("state", {}).get("caller")
        if not isinstance(caller, Caller):
            raise HTTPException(401, NOBODY, {"WWW-Authenticate": "Bearer"})
        if not covers(caller.role, self.role):
            raise HTTPException(
                403, f"{caller.name} has the role {caller.role!r}, and this takes {self.role!r}."
            )
        return caller


def may(role: Role) -> May:
    """What a route declares: `caller: Annotated[Caller, Depends(may("decide"))]`."""
    return May(role)
