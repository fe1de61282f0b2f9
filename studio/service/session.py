"""A session: settings, then the embedded engine or the configured cluster, then a studio on it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, Literal

from temporalio.client import Client
from temporalio.service import RPCError

from infra.search_attributes import attributes_fault
from infra.settings import Settings
from infra.storage import open_store
from infra.storage.moved import begun_move
from infra.telemetry.runtime import start_runtime
from infra.temporal import cluster_config, connect, local_config
from infra.temporal_faults import answers, silent
from models.errors import EngineUnavailable, NoWorker, StorageError
from studio.client import Studio
from studio.service.database import read_or
from studio.service.film.reading.workers import Lacks
from workers.engine import Engine, attached, ensure_engine, find_engine
from workers.engine_files import home_is_gone, identity, state_path, supervisor_pid

if TYPE_CHECKING:
    from temporalio.envconfig import ClientConnectConfig

Weight = Literal["plain", "aside", "warning"]
Listener = Callable[[str, Weight], None]
"""Hears what a session has to say while it works: a sentence, and how much it weighs."""

PATIENCE_S = 4.0
"""An engine that takes longer to start is worth a word."""


class Session:
    """A studio, and the server it works on; `tell` hears what happens to the engine meanwhile."""

    def __init__(self, settings: Settings, tell: Listener) -> None:
        self.settings = settings
        self.tell = tell
        self.studio: Studio
        self.address = ""
        self.namespace = "default"
        self.engine: Engine | None = None
        self.lacks = Lacks()
        self._cluster = cluster_config(settings)
        self._home: tuple[int, int] | None = None
        # Not the loop's own executor: the end of the loop would wait for an engine that is starting.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="engine")

    @property
    def embedded(self) -> bool:
        """Whether the server is our own."""
        return self._cluster is None

    @property
    def ui_url(self) -> str:
        """Where the Temporal Web UI is; empty where a configured cluster does not tell."""
        return self.engine.ui_url if self.engine else ""

    def film_url(self, film_id: str) -> str:
        """The film's page in the Temporal Web UI."""
        return f"{self.ui_url}/namespaces/{self.namespace}/workflows/{film_id}" if self.engine else ""

    async def open(self) -> None:
        """Connect; the embedded engine is started if it is missing, and what it notes is told.

        Raises:
            LongtakeError: as `ensure_engine`, or nobody answers at the configured address.

        """
        if self._cluster is None:
            loop = asyncio.get_running_loop()
            ran = await loop.run_in_executor(self._starter, find_engine, self.settings)
            if ran is None:
                await loop.run_in_executor(self._starter, _check_stores, self.settings)
            starting = loop.run_in_executor(self._starter, ensure_engine, self.settings)
            if not (await asyncio.wait({starting}, timeout=PATIENCE_S))[0]:
                self.tell("Starting the engine …", "plain")
            self.engine = await starting
            for note in self.engine.notes if ran is None else ():
                self.tell(f"Note: {note}", "warning")
            if begun := begun_move(self.settings.home):
                self.tell(begun, "warning")
            self._home = identity(self.settings.home)
            await self._connect(local_config(self.engine.address))
        else:
            await self._connect(self._cluster)

    async def ready_for_films(self) -> None:
        """Make the films' search attributes known to a cluster; where it forbids that, films go without, and it is told."""
        if self._cluster is not None and self.settings.search_attributes == "on":
            with suppress(RPCError):
                if fault := await attributes_fault(self.studio.client):
                    self.tell(fault, "warning")

    async def mend(self) -> bool:
        """See that the embedded engine is alive, and start it again if it died; whether it had.

        Raises:
            LongtakeError: as `ensure_engine`.

        """
        if self._cluster is not None or find_engine(self.settings) is not None:
            return False
        self.check_home()
        await self.open()
        return True

    async def explained(self, error: EngineUnavailable) -> EngineUnavailable:
        """What is so when nobody answered: the server is frozen, or only its workers are silent."""
        if not isinstance(error, NoWorker):
            return error
        if not await answers(self.studio.client):
            return silent(self.address, embedded=self.embedded)
        if self.embedded:
            return NoWorker(
                "The engine's workers do not answer: they may still be starting, or keep stopping; their logs are in "
                f"{self.settings.logs_dir}, and `longtake down` lets the next command start them anew."
            )
        return error

    async def stopped(self) -> bool:
        """Whether the embedded engine was told to stop, by `longtake down` for example.

        Raises:
            StorageError: as `check_home`.

        """
        self.check_home()
        loop = asyncio.get_running_loop()
        return self.embedded and await loop.run_in_executor(self._starter, was_stopped, self.settings)

    def check_home(self) -> None:
        """See that the embedded engine's home is the one that this session was opened on.

        Raises:
            StorageError: it was removed.

        """
        if self._home is not None and identity(self.settings.home) != self._home:
            raise StorageError(home_is_gone(self.settings.home))

    async def _connect(self, config: "ClientConnectConfig") -> None:
        address = config.get("target_host") or ""
        if self.address != address:
            store = open_store(self.settings)
            client: Client = await connect(store, config, self.settings.encryption_keys)
            self.studio = Studio(client, store, partial(read_or, self.settings))
            self.address, self.namespace = address, client.namespace


def _check_stores(settings: Settings) -> None:
    from workers.composition import check_stores

    check_stores(settings)


def was_stopped(settings: Settings) -> bool:
    """Whether the engine was told to stop: an orderly stop removes the state file, a death leaves it."""
    while find_engine(settings) is None:
        if state_path(settings).exists():
            return False
        if supervisor_pid(settings) is None:
            return True
        time.sleep(0.1)  # one is being stopped or started
    return False


def quiet_sdk() -> None:
    """The SDK's own log would go to stdout, into the JSON: our errors say what it would say."""
    start_runtime(quiet=True)


@asynccontextmanager
async def opened(settings: Settings, tell: Listener) -> AsyncIterator[Session]:
    """An open session, to whose engine this process stays attached until the block ends.

    Raises:
        LongtakeError: as `Session.open`.

    """
    quiet_sdk()
    session = Session(settings, tell)
    with attached(settings) if session.embedded else nullcontext():
        await session.open()
        try:
            yield session
        except StorageError:
            session.check_home()  # a better reason, where that is so
            raise
        except EngineUnavailable as error:
            session.check_home()
            explained = await session.explained(error)
            if explained is error:
                raise
            raise explained from error
