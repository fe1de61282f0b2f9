"""`longtake mcp`: the door for an agent's client on this machine."""

import asyncio
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from models.errors import MissingExtra
from providers.installation import install_of
from studio.cli.keyboard import who

NOT_INSTALLED = f"The door for agents is not installed: run {install_of('studio')}."


def mcp() -> int:
    """Serve an agent's client over stdin and stdout, by the Model Context Protocol, until it closes them.

    The client starts this command itself: see docs/mcp.md. Films go on without it.
    """
    if find_spec("mcp") is None:
        raise MissingExtra(NOT_INSTALLED)
    from infra.settings import load_settings
    from studio.cli.session import say_notice
    from studio.mcp.stdio import serve

    try:
        installed = version("longtake")
    except PackageNotFoundError:
        installed = ""
    asyncio.run(serve(load_settings(), say_notice, who(), installed))
    return 0
