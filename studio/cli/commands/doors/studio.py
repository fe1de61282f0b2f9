"""`longtake studio`: the door for programs, served until Ctrl-C."""

from typing import TYPE_CHECKING, Annotated

from models.errors import BadInput, MissingExtra, UnknownName
from providers.installation import install_of
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import (
    ALLOWED_HOST,
    CODEC_ORIGIN,
    IDENTITY_HEADER,
    IDENTITY_ROLE,
    LOGIN,
    STUDIO_HOST,
    STUDIO_PORT,
    TRUSTED_PROXY,
)
from studio.cli.keyboard import who
from studio.cli.printing.console import print_json, say, tell

if TYPE_CHECKING:
    from socket import socket

    from studio.service.session import Session
    from studio.web.access.plan import Wanted
    from studio.web.access.roles import Role
    from studio.web.access.way_in import WayIn

PACKAGES = frozenset({"fastapi", "fastapi_offline", "limits", "mcp", "python_multipart"})
NOT_INSTALLED = f"The door for programs is not installed: run {install_of('studio')}."

Host = Annotated[str, STUDIO_HOST.option()]
Port = Annotated[int, STUDIO_PORT.option(min=0, max=65535)]
Allowed = Annotated[list[str] | None, ALLOWED_HOST.option()]
Proxies = Annotated[list[str] | None, TRUSTED_PROXY.option()]
Header = Annotated[str, IDENTITY_HEADER.option()]
IdentityRole = Annotated[str, IDENTITY_ROLE.option()]
Login = Annotated[bool, LOGIN.option()]
CodecOrigins = Annotated[list[str] | None, CODEC_ORIGIN.option()]


def studio(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    allowed_host: Allowed = None,
    trusted_proxy: Proxies = None,
    identity_header: Header = "",
    identity_role: IdentityRole = "decide",
    login: Login = False,
    codec_origin: CodecOrigins = None,
    json: Json = False,
) -> int:
    """Serve films as a page, and to programs (REST, described at /docs), until Ctrl-C.

    On this machine nobody has to log in. From elsewhere they need a token (`longtake tokens add`), or a proxy in front
    that logs them in.
    """
    role = role_called(identity_role)
    if not host.strip():
        raise BadInput(f"{STUDIO_HOST} is empty: give it an address, or leave it out.")
    try:
        from studio.web.access.plan import Wanted, way_in
        from studio.web.server import listening, on_loopback
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in PACKAGES:
            raise
        raise MissingExtra(NOT_INSTALLED) from error
    from infra.settings import load_settings

    settings = load_settings()
    sockets = listening(host, port)
    try:
        wanted = Wanted(
            host,
            on_loopback(sockets),
            allowed_host or (),
            trusted_proxy or (),
            identity_header,
            role,
            login,
            codec_origin or (),
        )
        _serve(sockets, wanted, way_in(settings, wanted, who()), json=json)
    finally:
        for each in sockets:
            each.close()
    return 0


def role_called(name: str) -> "Role":
    """The role of a name.

    Raises:
        UnknownName: there is none.

    """
    from studio.web.access.roles import ROLES

    found = next((role for role in ROLES if role == name), None)
    if found is None:
        raise UnknownName("role", name, ROLES)
    return found


def _serve(sockets: "list[socket]", wanted: "Wanted", way_in: "WayIn", *, json: bool) -> None:
    from asyncio import create_task

    from infra.logs import start_log
    from studio.cli.session import in_session
    from studio.service.privacy.expiry import delete_daily
    from studio.web.application import application
    from studio.web.doors import Doors
    from studio.web.server import address_of, ended_by_signals, serve

    def ready() -> None:
        address = address_of(wanted.host, sockets)
        if json:
            print_json({"address": address, "docs": f"{address}/docs", "login": way_in.here is None})
            return
        tell(address)
        say(f"  {address}/docs says what programs can ask.")
        if way_in.here is None:
            say("  Whoever asks has to log in.")
        else:
            say(f"  Whoever asks from this machine is {way_in.here.name}, and may do everything.")
        say("Ctrl-C ends it; films go on.")

    async def work(session: "Session") -> None:
        start_log(session.settings.log_level)
        doors = Doors(session, way_in)
        daily = create_task(delete_daily(session.settings, doors.awake))
        try:
            with ended_by_signals(doors.ending):
                await serve(application(doors), sockets, ready)
        finally:
            daily.cancel()

    in_session(work)
