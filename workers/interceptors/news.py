"""What activities begin and end, told to whoever follows films: written beside the work, which never waits for it."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from temporalio import activity
from temporalio.exceptions import FailureError, is_cancelled_exception
from temporalio.plugin import SimplePlugin
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from infra.database.database import Database
from library.events.log import News, add, moment
from models.errors import LongtakeError
from models.names import WorkflowName
from models.shots.shot_list import Shot

log = logging.getLogger("longtake.worker")

GATHERED_S = 0.05
"""How long news are gathered before they are written together."""
_AGAIN_S = 2.0
"""After how long a database is tried again that did not answer."""
_MOST_WAITING = 10_000
"""How many news wait for a database that is away; older ones are given up for them."""
_MOST_AT_ONCE = 1000
_LONGEST_REASON = 500
_UNTOLD = ("assets.", "books.", "premises.", "reels.", "casting.quotes", "jobs.reconcile")
"""How activities are called, or begin to be, that are nobody's business but the film's."""


class Newsroom(Interceptor):
    """Hears what the activities of a process begin and end, and has it written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[News] = deque(maxlen=_MOST_WAITING)
        self._lock = threading.Lock()
        self._pen = threading.Lock()
        """Held by whoever writes."""
        self._writes = False

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """As the SDK asks for it."""
        return _Reporter(next, self)

    def plugin(self) -> SimplePlugin:
        """Beside a worker: what its last activities told is written before it has ended."""
        return SimplePlugin("news", run_context=self._until_told)

    @asynccontextmanager
    async def _until_told(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await asyncio.to_thread(self._write_rest)

    def tell(self, news: News) -> None:
        """Have news written soon."""
        with self._lock:
            self._waiting.append(news)
            if not self._writes:
                self._writes = True
                self._write_in(GATHERED_S)

    def _write_in(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._write)
        timer.daemon = True
        timer.start()

    def _write(self) -> None:
        written = self._write_some()
        with self._lock:
            self._writes = bool(self._waiting)
        if self._writes:
            self._write_in(GATHERED_S if written else _AGAIN_S)

    def _write_rest(self) -> None:
        """Write all that waits, until a database does not answer; what is being written by another is waited for."""
        while self._write_some() and self._waiting:
            pass

    def _write_some(self) -> bool:
        """Write what has waited longest; where the database does not answer it waits on."""
        with self._pen:
            with self._lock:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_AT_ONCE))]
            if not batch:
                return True
            try:
                with self._database.writing() as connection:
                    add(connection, batch)
            except LongtakeError as error:
                log.warning("What activities did could not be told yet: %s", error)
                with self._lock:
                    room = _MOST_WAITING - len(self._waiting)
                    self._waiting.extendleft(reversed(batch[-room:] if room else []))
                return False
        return True


class _Reporter(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, room: Newsroom) -> None:
        super().__init__(following)
        self._room = room

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401
        info = activity.info()
        if info.workflow_id is None or info.activity_type.startswith(_UNTOLD):
            return await super().execute_activity(input)
        shot = shot_of(input.args[0]) if input.args else ""
        self._tell(info, shot, "begun")
        try:
            result = await super().execute_activity(input)
        except (Exception, asyncio.CancelledError) as error:
            if is_cancelled_exception(error):
                self._tell(info, shot, "cancelled")
            elif isinstance(error, FailureError | LongtakeError):
                self._tell(info, shot, "failed", str(getattr(error, "message", error)))
            # Anything else is how the SDK lets an activity end later, or a fault that is told of the next attempt.
            raise
        self._tell(info, shot, "done")
        return result

    def _tell(self, info: activity.Info, shot: str, state: str, why: str = "") -> None:
        with suppress(ValueError):
            name = WorkflowName.read((info.workflow_id or "").partition("/release/")[0])
            data = {"what": info.activity_type, "state": state, "attempt": info.attempt}
            self._room.tell(
                News(
                    f"work:{info.workflow_run_id}:{info.activity_id}:{info.attempt}:{state}",
                    name.film_id,
                    "work",
                    data | ({"why": why[:_LONGEST_REASON]} if why else {}),
                    name.shot_id or shot,
                    moment(),
                )
            )


def shot_of(asked: object) -> str:
    """The id of the shot that an activity's input is about; empty where it is about none, or about several."""
    while asked is not None and not getattr(
        asked, "sheet", False
    ):  # of a sheet the shot only says how somebody is seen
        shot = getattr(asked, "shot", None)
        if isinstance(shot, Shot):
            return shot.shot_id
        within = (getattr(asked, name, None) for name in ("job", "order", "request"))
        asked = next((one for one in within if one is not None), None)
    return ""
