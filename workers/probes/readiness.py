"""Whether a worker process is at work: all its workers run, and nobody has told it to stop."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol


class Running(Protocol):
    """What the SDK's worker says of itself."""

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""


class Readiness:
    """Whether a process is ready: where it serves several tenants, as soon as one is served, since the others are tried again."""

    def __init__(self) -> None:
        self._at_work: list[Sequence[Running]] = []

    @contextmanager
    def at_work(self, workers: Sequence[Running]) -> Iterator[None]:
        """For as long as a crew's workers take work: before, none of them has begun, and after, they are told to stop."""
        self._at_work.append(workers)
        try:
            yield
        finally:
            self._at_work.remove(workers)

    @property
    def is_ready(self) -> bool:
        """Whether a crew is at work, with all of its workers."""
        return any(all(worker.is_running for worker in crew) for crew in self._at_work)
