"""Telemetry of the test's own process, which otherwise has none."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.telemetry import spans, startup
from infra.telemetry.telemetry import Telemetry
from providers.installation import install_of
from tests.kit.telemetry.receiver import Receiver, variables


@contextmanager
def telemetry_here(receiver: Receiver, service: str = "longtake-test") -> Iterator[Telemetry]:
    """What this process does during the block is told there, by the time that the block has ended."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables(receiver).items():
            patch.setenv(name, value)
        patch.setattr(startup, "_started", None)
        patch.setattr(spans, "_tracer", None)
        telemetry = startup.start_telemetry(service, install_of)
        assert telemetry is not None
        try:
            yield telemetry
        finally:
            telemetry.close()
