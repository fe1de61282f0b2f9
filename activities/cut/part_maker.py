"""The parts of a cut: each is an asset, found when it was made before, else made on a few threads."""

import contextvars
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from queue import Empty, PriorityQueue
from types import TracebackType
from typing import NamedTuple, Self

from library.work import Work
from library.workshop import Workshop
from models.errors import LongtakeError
from models.orders.assets import Asset, Blob, Recipe
from providers.base import Progress, Rendered

THREADS = 2
"""Encoders at work at once."""


class Part(NamedTuple):
    """A file to be made: what determines it, its name, and how it is made at a path."""

    recipe: Recipe
    name: str
    make: Callable[[Path, Progress], object]


class _Waiting(NamedTuple):
    """A part whose turn has not come; the lowest comes first, and no two have the same number."""

    later: bool
    number: int
    future: Future[Asset]
    make: Callable[[], Asset]


class PartMaker:
    """Makes parts side by side; used as a context manager, which waits for them or stops them.

    What one of several cutters has made, the others find. When one part fails, the others stop.
    """

    def __init__(self, workshop: Workshop, work: Work, progress: Progress) -> None:
        self._workshop = workshop
        self._work = work
        self._progress = progress
        self._stopped = threading.Event()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="cut")
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="cut-beside")
        self._begun: list[Future[Asset]] = []
        self._waiting: PriorityQueue[_Waiting] = PriorityQueue()
        self._numbers = count()

    def __enter__(self) -> Self:
        return self

    def want(self, parts: Sequence[Part], *, soon: bool = False) -> list[Future[Asset]]:
        """Begin to make the parts that are not in the library; a part that is asked for twice is made once.

        Those that are wanted `soon`, because more is made of them, come before those that only wait to be joined.
        """
        if not parts:
            return []
        uses = [self._work.use] * len(parts) if self._work.use else []
        found = self._workshop.library.find_many([part.recipe for part in parts], self._work.fresh, uses)
        by_key: dict[str, Future[Asset]] = {}
        for part, asset in zip(parts, found, strict=True):
            key = part.recipe.key()
            if key in by_key:
                continue
            by_key[key] = _had(asset) if asset else self._begin(part, soon=soon)
        return [by_key[part.recipe.key()] for part in parts]

    def beside(self, part: Part) -> Future[Asset]:
        """Begin to make a part that itself wants parts, and waits for them, on a thread of its own."""
        return self._beside.submit(contextvars.copy_context().run, self._once, part)

    def wait(self, futures: Sequence[Future[Asset]]) -> list[Asset]:
        """The parts, when all are there.

        Raises:
            LongtakeError: whatever the first that failed says.

        """
        pending = set(futures)
        while pending:
            done, pending = wait(pending, timeout=1.0, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
            self._progress(self._share())
        return [future.result() for future in futures]

    def files(self, blobs: Sequence[Blob]) -> dict[Blob, Path]:
        """Where stored files lie, each verified once, side by side; their turn comes after the parts that were begun.

        Raises:
            CorruptAsset: one is gone or damaged.

        """
        open_file, once = self._workshop.library.store.open_file, dict.fromkeys(blobs)
        # Each thread is as patient as this one.
        contexts = [contextvars.copy_context() for _ in once]
        paths = self._threads.map(lambda context, blob: context.run(open_file, blob), contexts, once)
        return dict(zip(once, paths, strict=True))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what is still being made when the block failed, and wait until it has stopped."""
        if kind is not None:
            self._stopped.set()
            self._drop()
        self._threads.shutdown(wait=True, cancel_futures=kind is not None)
        self._beside.shutdown(wait=True, cancel_futures=kind is not None)

    def _begin(self, part: Part, *, soon: bool) -> Future[Asset]:
        future: Future[Asset] = Future()
        make = partial(contextvars.copy_context().run, self._once, part)
        self._begun.append(future)
        self._waiting.put(_Waiting(not soon, next(self._numbers), future, make))
        self._threads.submit(self._next)
        return future

    def _next(self) -> None:
        """Make the part whose turn it is."""
        try:
            _, _, future, make = self._waiting.get_nowait()
        except Empty:  # they were dropped
            return
        future.set_running_or_notify_cancel()
        try:
            future.set_result(make())
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for the part
            future.set_exception(error)

    def _drop(self) -> None:
        """Leave what nobody has begun, and tell who waits for it."""
        with suppress(Empty):
            while True:
                future = self._waiting.get_nowait().future
                future.cancel()
                future.set_running_or_notify_cancel()

    def _share(self) -> float:
        return sum(future.done() for future in self._begun) / max(1, len(self._begun))

    def _told(self, _share: float) -> None:
        if self._stopped.is_set():
            raise LongtakeError("Another part of the cut failed.")
        self._progress(self._share())

    def _once(self, part: Part) -> Asset:
        return self._workshop.once(
            part.recipe, self._work, lambda folder: self._made(part, folder), lambda: self._told(0.0)
        )

    def _made(self, part: Part, folder: Path) -> Rendered:
        path = folder / part.name
        part.make(path, self._told)
        return Rendered(path=path)


def _had(asset: Asset) -> Future[Asset]:
    future: Future[Asset] = Future()
    future.set_result(asset)
    return future
