"""What every route of the door has: an open session, kept on a living engine, and who may come in."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Request

from infra.settings import Settings
from models.errors import EngineUnavailable, LongtakeError, StorageError
from studio.service.session import Session
from studio.web.access.way_in import WayIn
from workers.engine import find_engine

_UNPACKING = 4
_LOOK_EVERY_S = 1.0
"""Between two looks at the engine."""


@dataclass
class Doors:
    """What is served: an open session, which whoever opened it closes, and the way in.

    `ending` is set when the server is told to end: whoever streams stops then. Few at once are `unpacking` histories, whose
    parts may be large.
    """

    session: Session
    way_in: WayIn
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    unpacking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_UNPACKING))
    _mending: asyncio.Lock = field(default_factory=asyncio.Lock)
    _seen_at: float = -_LOOK_EVERY_S

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
        if self.session.embedded and time.monotonic() - self._seen_at > _LOOK_EVERY_S:
            async with self._mending:
                if await self.engine() == "stopped" and await self.session.mend():
                    self.session.tell("The engine was gone: it runs again.", "aside")
                self._seen_at = time.monotonic()
        return self.session

    async def explained(self, error: LongtakeError) -> LongtakeError:
        """A better reason for an error, where there is one: the home is gone, or the engine."""
        if not isinstance(error, EngineUnavailable | StorageError):
            return error
        self._seen_at = -_LOOK_EVERY_S
        try:
            self.session.check_home()
        except StorageError as gone:
            return gone
        return await self.session.explained(error) if isinstance(error, EngineUnavailable) else error

    async def keep(self) -> None:
        """Look after the embedded engine until cancelled: one that died is started again, so that films go on.

        One that was told to stop rests until somebody asks for a film.

        Raises:
            StorageError: the home was removed.

        """
        told = ""
        while self.session.embedded:
            await asyncio.sleep(_LOOK_EVERY_S)
            try:
                # In this order: one that is told to stop between the two was still there.
                gone = await self.engine() == "stopped"
                if not await self.session.stopped():
                    if gone:
                        await self.awake()
                    told = ""
            except LongtakeError as error:
                self.session.check_home()
                if told != str(error):
                    told = str(error)
                    self.session.tell(f"{told} Still trying; no film is lost.", "warning")


def doors_in(app: FastAPI) -> Doors:
    """The doors of an application."""
    doors = app.state.doors
    assert isinstance(doors, Doors)
    return doors


def doors_of(request: Request) -> Doors:
    """The doors of the application that serves a request."""
    return doors_in(request.app)


async def _session_of(request: Request) -> Session:
    return await doors_of(request).awake()


OfDoors = Annotated[Doors, Depends(doors_of)]
"""A route's parameter: the doors."""
Open = Annotated[Session, Depends(_session_of)]
"""A route's parameter: the session, on an engine that runs."""
