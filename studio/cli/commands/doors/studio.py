"""`longtake studio`: the door for programs, served until Ctrl-C."""

from contextlib import contextmanager, nullcontext, suppress
from signal import SIG_IGN, SIGINT, SIGTERM, getsignal, raise_signal, signal
from typing import TYPE_CHECKING, Annotated, NamedTuple

from models.errors import BadInput, LongtakeError, MissingExtra, UnknownName
from providers.installation import install_of
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import (
    ALLOWED_HOST,
    CODEC_ORIGIN,
    FIRST_TOKEN,
    IDENTITY_HEADER,
    IDENTITY_ROLE,
    LOGIN,
    STUDIO_HOST,
    STUDIO_PORT,
    TRUSTED_PROXY,
    WITH_ENGINE,
)
from studio.cli.keyboard import who
from studio.cli.printing.console import print_json, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socket import socket

    from infra.settings import Settings
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
FirstToken = Annotated[bool, FIRST_TOKEN.option()]
WithEngine = Annotated[bool, WITH_ENGINE.option()]
CodecOrigins = Annotated[list[str] | None, CODEC_ORIGIN.option()]


class Manner(NamedTuple):
    """How it is served: whether the engine ends with it, how it says so, and the first token, if one was made."""

    with_engine: bool
    json: bool
    token: str


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
    first_token: FirstToken = False,
    with_engine: WithEngine = False,
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
    if with_engine:
        _check_embedded(settings)
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
        token = _shown(settings, json=json) if first_token and not identity_header.strip() else ""
        way = way_in(settings, wanted, who())
        if with_engine:
            _tell_shared(settings)
        _serve(sockets, wanted, way, Manner(with_engine, json, token))
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


def _check_embedded(settings: "Settings") -> None:
    """See that there is an engine to end, before anything is made.

    Raises:
        BadInput: a Temporal server is configured, which others use too.

    """
    from infra.temporal import cluster_config

    if cluster_config(settings) is not None:
        raise BadInput(
            f"{WITH_ENGINE} ends the embedded engine, and a Temporal server is configured, with which there is none: leave one of them out."
        )


def _shown(settings: "Settings", *, json: bool) -> str:
    """The token of its owner, if there was none, shown at once: whatever fails later, it is shown this once."""
    from studio.web.access.tokens import OWNER, Tokens

    token = Tokens(settings.home, settings.studio_token.get_secret_value()).first()
    if token:
        # As JSON it is told again with the address, which an engine that does not start keeps from being said.
        (say if json else tell)(token)
        say(
            f"It is {OWNER}'s, to log in with, and is shown this once; `longtake tokens add NAME` makes others."
        )
    return token


def _serve(sockets: "list[socket]", wanted: "Wanted", way_in: "WayIn", manner: Manner) -> None:
    from asyncio import create_task, to_thread

    from infra.logs import start_log
    from studio.cli.session import in_session
    from studio.service.privacy.expiry import delete_daily
    from studio.web.application import application
    from studio.web.doors import Doors
    from studio.web.server import address_of, ended_by_signals, serve
    from workers.engine import stop_engine

    def ready() -> None:
        address = address_of(wanted.host, sockets)
        if manner.json:
            facts = {"address": address, "docs": f"{address}/docs", "login": way_in.here is None}
            print_json(facts | ({"token": manner.token} if manner.token else {}))
            return
        tell(address)
        say(f"  {address}/docs says what programs can ask.")
        if way_in.here is None:
            say("  Whoever asks has to log in.")
        else:
            say(f"  Whoever asks from this machine is {way_in.here.name}, and may do everything.")
        if manner.with_engine:
            say("Ctrl-C ends it, and its engine; films go on when it is started again.")
        else:
            say("Ctrl-C ends it; films go on.")

    async def work(session: "Session") -> None:
        start_log(session.settings.log_level)
        doors = Doors(session, way_in)
        daily = create_task(delete_daily(session.settings, doors.awake))
        # Also while the engine ends: who tells it twice has it end no worse.
        with ended_by_signals(doors.ending):
            try:
                await serve(application(doors), sockets, ready)
            finally:
                daily.cancel()
                if manner.with_engine and session.embedded:
                    await to_thread(stop_engine, session.settings)

    with _engine_ended() if manner.with_engine else nullcontext():
        in_session(work)


def _tell_shared(settings: "Settings") -> None:
    """Say that an engine is there already, before it is waited for."""
    from workers.engine_files import supervisor_pid

    if supervisor_pid(settings) is not None:
        say(
            f"The engine of {settings.home} runs already: it ends with this studio, or with another that was begun {WITH_ENGINE}, whichever ends first.",
            "yellow",
        )


@contextmanager
def _engine_ended() -> "Iterator[None]":
    """SIGTERM is as Ctrl-C until something is served, and what was begun of an engine by then ends."""
    from infra.settings import load_settings
    from infra.temporal import cluster_config
    from workers.engine import stop_engine

    if getsignal(SIGINT) is SIG_IGN:
        # Where Ctrl-C is ignored, as by `nohup`, SIGTERM would be too.
        yield
        return
    before = signal(SIGTERM, lambda *_: raise_signal(SIGINT))
    try:
        yield
    except BaseException:
        signal(SIGTERM, SIG_IGN)
        with suppress(LongtakeError):  # what failed already says more
            if cluster_config(settings := load_settings()) is None:
                stop_engine(settings)
        raise
    finally:
        signal(SIGTERM, before)
