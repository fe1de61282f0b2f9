"""A command's session: with the settings of the environment, and what it has to say on stderr."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from infra.settings import load_settings
from studio.cli.interruption import hear
from studio.cli.printing.console import say
from studio.service.session import Session, Weight, opened

T = TypeVar("T")

_STYLES: dict[Weight, str] = {"plain": "", "aside": "dim", "warning": "yellow"}


def say_notice(text: str, weight: Weight) -> None:
    """What a session has to say, in the colour of its weight."""
    say(text, _STYLES[weight])


def in_session(work: Callable[[Session], Awaitable[T]]) -> T:
    """Run `work` in an open session.

    Raises:
        LongtakeError: the session cannot be opened; and whatever `work` raises.
        KeyboardInterrupt: Ctrl-C.

    """

    hear()

    async def run() -> T:
        async with opened(load_settings(), say_notice) as session:
            return await work(session)

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        # Work that answers Ctrl-C with an error of its own on the way out was ended by it all the same.
        raise KeyboardInterrupt from None
