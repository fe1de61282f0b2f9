"""Who asks: named by a token, by a trusted proxy, or by the machine where nobody has to log in."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from models.excerpt import quoted
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

    `token` is the digest of the token that they came in with, or of their link's secret, empty for those who had none. Whoever came by a
    link, of the number `link`, is a guest, and sees `film` alone. `mark` is what a browser's page has to bring with every change.
    """

    name: str
    role: Role
    token: str = field(default="", repr=False)
    film: str = ""
    link: int = 0
    mark: str = field(default="", repr=False)

    @property
    def counted(self) -> str:
        """As whom their requests are counted: all who come by one link as one, since each is called as they like."""
        return f"link {self.link}" if self.link else f"caller {self.name}"


@dataclass(frozen=True)
class May:
    """A dependency that gives the caller, when it has the role that a route takes; whoever came by a link, where `guests` may ask."""

    role: Role
    guests: bool = False

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
            HTTPException: 401, nobody has said who they are; 403, their role is another, or a link does not do; 404, their
                link is of another film.

        """
        caller = request.scope.get("state", {}).get("caller")
        if not isinstance(caller, Caller):
            raise HTTPException(401, NOBODY, {"WWW-Authenticate": "Bearer"})
        if not covers(caller.role, self.role):
            raise HTTPException(
                403, f"{caller.name} has the role {caller.role!r}, and this takes {self.role!r}."
            )
        if caller.film:
            self._check_guest(caller, request)
        return caller

    def _check_guest(self, caller: Caller, request: Request) -> None:
        if not self.guests:
            raise HTTPException(403, "A link lets you see one film and comment on it, and nothing else.")
        asked = (request.path_params.get("film_id"), *request.query_params.getlist("film"))
        for film in filter(None, asked):
            if film != caller.film:
                # Of another film they hear as of one that there is not.
                raise HTTPException(404, f"There is no film {quoted(film)} that this link shows.")


def may(role: Role, *, guests: bool = False) -> May:
    """What a route declares: `caller: Annotated[Caller, Depends(may("decide"))]`; `guests` where those may ask who came by a link."""
    return May(role, guests)
