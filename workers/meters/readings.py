"""What a reading is, and the gauges that show the last one: what is not read any more shows 0, and nothing once others read."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from infra.telemetry.meters import Meters
from models.metrics import Metric

Labels = tuple[tuple[str, str], ...]


class Reading(NamedTuple):
    """What a gauge is to show."""

    metric: Metric
    value: float
    labels: Labels = ()


class Gauges:
    """The gauges of one namespace."""

    def __init__(self, meters: Meters, namespace: str) -> None:
        self._meters = meters
        self._namespace = namespace
        self._shown: dict[str, set[tuple[Metric, Labels]]] = {}

    def show(self, source: str, readings: Iterable[Reading]) -> None:
        """Show what was read of a source; what was read there before and is gone is 0 from now on."""
        shown = self._shown.setdefault(source, set())
        gone = set(shown)
        for metric, value, labels in readings:
            self._set(metric, value, labels)
            shown.add((metric, labels))
            gone.discard((metric, labels))
        for metric, labels in gone:
            self._set(metric, 0, labels)

    def hide(self) -> None:
        """Others read from now on: what this process has shown is no number any more."""
        for shown in self._shown.values():
            for metric, labels in shown:
                self._set(metric, math.nan, labels)
        self._shown.clear()

    def _set(self, metric: Metric, value: float, labels: Labels) -> None:
        self._meters.show(metric, value, {**dict(labels), "namespace": self._namespace})
