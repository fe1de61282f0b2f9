"""`longtake login`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from models.errors import BadInput, UnknownName
from studio.cli.flags.command_flags import CLIENT
from studio.cli.interruption import hear
from studio.cli.printing.console import say, tell

WHERE = ("youtube",)
"""Where one can log in."""


def login(
    where: Annotated[str, typer.Argument(metavar="youtube", help="Where to log in.")],
    *,
    client: Annotated[Path | None, CLIENT.option()] = None,
) -> int:
    """Let this home's workers release films to your YouTube channel.

    A browser asks you; what it gives is kept in the home, readable by you alone.
    """
    from activities.releases.youtube.login import log_in
    from activities.releases.youtube.service import ADDRESS_VARIABLE, YouTube
    from activities.releases.youtube.tokens import Tokens, keep, login_file
    from activities.releases.youtube.videos import channel_of
    from infra.settings import load_settings, variables

    if where not in WHERE:
        raise UnknownName("login", where, WHERE)
    if client is None:
        raise BadInput(f"A login needs the OAuth client that asks for it: give its file with {CLIENT}.")
    try:
        given = client.expanduser().read_bytes()
    except (OSError, RuntimeError) as error:
        raise BadInput(f"{CLIENT} is {str(client)!r}, which cannot be read: {error}.") from None
    settings = load_settings()
    hear()
    file = login_file(settings.home)
    address = variables([ADDRESS_VARIABLE]).get(ADDRESS_VARIABLE, "")
    youtube = YouTube(Tokens(file), address)
    keep(log_in(given, str(CLIENT), _show, instead=address), file)
    tell(f"Logged in: {channel_of(youtube)[0]}")
    say(f"The login is kept in {file}; remove that file to log out.")
    return 0


def _show(address: str) -> None:
    say("Open this page, and let Longtake release films to your channel:")
    say(address)
    # A browser in this very terminal would hide what is said, and one of another machine does not come back here.
    if sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        import webbrowser

        webbrowser.open(address)
