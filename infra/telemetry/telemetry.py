"""What a process sends, and how it ends sending."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from infra.telemetry.variables import Wanted

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

ENDS_WITHIN_S = 3.0
"""How long a process that ends waits for a receiver that does not answer."""


class Telemetry:
    """What a process sends, and where of it: `resource` is who it is; `ends` are called when it ends, the last first."""

    def __init__(self, wanted: Wanted, resource: "Resource") -> None:
        self.wanted = wanted
        self.resource = resource
        self.tracer_provider: TracerProvider | None = None
        self.ends: list[Callable[[], object]] = []

    def close(self) -> None:
        """Send what is still here, within `ENDS_WITHIN_S`; whoever ends by `os._exit` calls it before. Twice is once."""
        ender = threading.Thread(target=self._end, name="telemetry-end", daemon=True)
        ender.start()
        ender.join(ENDS_WITHIN_S)

    def _end(self) -> None:
        while self.ends:
            self.ends.pop()()
