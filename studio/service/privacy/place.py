"""Where something is deleted: a home's database and store, and the Temporal server that has its films, where there is one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from infra.settings import Settings
from infra.storage import Store, open_store
from infra.temporal import cluster_config, mark_of_server
from studio.service.database import check_named, missing_file, opened_database
from studio.service.session import Listener, Session, opened

if TYPE_CHECKING:
    from infra.database.database import Database

T = TypeVar("T")


class Place:
    """A home, and an open session where a Temporal server has anything of it."""

    def __init__(self, settings: Settings, session: Session | None) -> None:
        self.settings = settings
        self.session = session

    @property
    def embedded(self) -> bool:
        """Whether the home's own server is the only one that can have anything of it."""
        return self.session.embedded if self.session else cluster_config(self.settings) is None

    async def server(self) -> str | None:
        """The mark that the server's payloads have in the store; None where all payloads are of one home's servers."""
        return (
            None
            if self.embedded or self.session is None
            else await mark_of_server(self.session.studio.client)
        )

    async def read(self, work: Callable[["Database", Store], T], nothing: T) -> T:
        """What `work` reads, or does, with database and store; `nothing` in a home where nothing was made yet.

        Raises:
            BadInput: LONGTAKE_DATABASE names a file that is not there, or the store is of another database.
            StorageError: one of them does not answer.

        """

        def run() -> T:
            from library.pair import mark_of

            check_named(self.settings)
            if missing_file(self.settings):
                return nothing
            with opened_database(self.settings) as database:
                store = open_store(self.settings)
                # What another database names is nobody's to delete.
                mark_of(store, database)
                return work(database, store)

        return await asyncio.to_thread(run)

    def earlier_engines(self) -> list[Path]:
        """The files of servers that this home had before, which no program opens any more."""
        from infra.engine.server_program import find_temporal, version_of
        from models.errors import LongtakeError

        state = self.settings.state_dir
        try:
            current = f"temporal-{version_of(find_temporal())}.db"
        except LongtakeError:
            current = ""
        old = [file for file in sorted(state.glob("temporal-*.db")) if file.name != current]
        return [*old, *sorted(self.settings.home.glob("aside-*"))] if self.embedded else []


@asynccontextmanager
async def place_of(settings: Settings, tell: Listener) -> AsyncIterator[Place]:
    """A place for a command; the engine is started where the home has ever had one.

    Raises:
        LongtakeError: as `Session.open`.

    """
    if cluster_config(settings) is None and not any(settings.state_dir.glob("*.db")):
        yield Place(settings, None)
        return
    async with opened(settings, tell) as session:
        yield Place(settings, session)
