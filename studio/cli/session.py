"""A command's session: with the settings of the environment, and what it has to say on stderr."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import NamedTuple, TypeVar

from infra.settings import load_settings
from studio.cli.interruption import hear
from studio.cli.printing.console import say
from studio.service.session import Session, Weight, opened

T = TypeVar("T")

_STYLES: dict[Weight, str] = {"plain": "", "aside": "dim", "warning": "yellow"}


class _Open(NamedTuple):
    """A session that is open, and the loop that it works in."""

    session: Session
    loop: asyncio.AbstractEventLoop


_AT: ContextVar[_Open | None] = ContextVar("session", default=None)


def say_notice(text: str, weight: Weight) -> None:
    """What a session has to say, in the colour of its weight."""
    say(text, _STYLES[weight])


def in_session(work: Callable[[Session], Awaitable[T]]) -> T:
    """Run `work` in an open session: a command's own, or the one that it is typed in (`commanded`).

    Raises:
        LongtakeError: the session cannot be opened; and whatever `work` raises.
        KeyboardInterrupt: Ctrl-C.

    """
    if (at := _AT.get()) is not None:
        return asyncio.run_coroutine_threadsafe(_worked(work, at.session), at.loop).result()
    hear()

    async def run() -> T:
        async with opened(load_settings(), say_notice) as session:
            return await work(session)

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        # Work that answers Ctrl-C with an error of its own on the way out was ended by it all the same.
        raise KeyboardInterrupt from None


async def commanded(session: Session, command: Callable[[], T]) -> T:
    """Run a command that is typed while a session is open: it works in that one, and this loop goes on meanwhile.

    Raises:
        LongtakeError: whatever the command raises.

    """
    token = _AT.set(_Open(session, asyncio.get_running_loop()))
    try:
        return await asyncio.to_thread(command)
    finally:
        _AT.reset(token)


async def _worked(work: Callable[[Session], Awaitable[T]], session: Session) -> T:
    return await work(session)
