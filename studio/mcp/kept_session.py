"""A session that is opened when it is first needed, and kept: a client is answered at once, while the engine starts."""

import asyncio
from contextlib import suppress

from infra.settings import Settings
from studio.service.session import Listener, Session, opened


class KeptSession:
    """Opens one session and keeps it until it is closed; where that failed, whoever asks next tries again."""

    def __init__(self, settings: Settings, tell: Listener) -> None:
        self._settings, self._tell = settings, tell
        self._lock = asyncio.Lock()
        self._over = asyncio.Event()
        self._ready: asyncio.Future[Session] | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def session(self) -> Session:
        """The session, its engine alive.

        Raises:
            LongtakeError: as `Session.open`.

        """
        async with self._lock:
            if self._ready is None or self._keeping is None or self._keeping.done():
                self._ready = asyncio.get_running_loop().create_future()
                self._keeping = asyncio.create_task(self._keep(self._ready))
            session = await asyncio.shield(self._ready)
            if await session.mend():
                self._tell("The engine was gone: it runs again.", "aside")
            return session

    async def close(self) -> None:
        """Leave the engine to itself."""
        self._over.set()
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping

    async def _keep(self, ready: "asyncio.Future[Session]") -> None:
        try:
            async with opened(self._settings, self._tell) as session:
                ready.set_result(session)
                await self._over.wait()
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)
            if isinstance(error, asyncio.CancelledError):
                raise
