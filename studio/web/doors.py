"""What every route of the door has: an open session, kept on a living engine, and who may come in."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import Depends, Request

from infra.settings import Settings
from studio.service.session import Session
from studio.web.access.way_in import WayIn
from workers.engine import find_engine


@dataclass
class Doors:
    """What is served: an open session, which the caller closes, and the way in.

    `ending` is set when the server is told to end: whoever streams stops then.
    """

    session: Session
    way_in: WayIn
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    _mending: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.session.settings

    async def engine(self) -> Literal["running", "stopped", "none"]:
        """Whether the embedded engine runs; `none` where a cluster is used."""
        if not self.session.embedded:
            return "none"
        found = await asyncio.to_thread(find_engine, self.settings)
        return "running" if found else "stopped"

    async def awake(self) -> Session:
        """The session, on an engine that runs: one that died, or was told to stop, is started again, as by a command.

        Raises:
            LongtakeError: it cannot be started.

        """
        async with self._mending:
            if await self.session.mend():
                self.session.tell("The engine was gone: it runs again.", "aside")
        return self.session


def doors_of(request: Request) -> Doors:
    """The doors of the application that serves a request."""
    doors = request.app.state.doors
    assert isinstance(doors, Doors)
    return doors


async def _session_of(request: Request) -> Session:
    return await doors_of(request).awake()


OfDoors = Annotated[Doors, Depends(doors_of)]
"""A route's parameter: the doors."""
Open = Annotated[Session, Depends(_session_of)]
"""A route's parameter: the session, on an engine that runs."""
