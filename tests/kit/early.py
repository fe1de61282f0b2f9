"""A server that suggests early that a run of a workflow continues as a new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from infra.engine import server_program


@contextmanager
def continuing_after(events: int) -> Iterator[None]:
    """Whatever server is started meanwhile suggests it after so many events, and not after four thousand."""
    early = {"limit.historyCount.suggestContinueAsNew": events}
    with mock.patch.dict(server_program._DYNAMIC_CONFIG, early):
        yield
