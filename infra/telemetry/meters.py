"""The meters of a process: what is counted anywhere in it goes through here, and nowhere while no metrics are wanted."""

import re
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from models.metrics import METRICS, OTHER, VALUES, Metric

if TYPE_CHECKING:
    from temporalio.common import MetricMeter

MOST_VALUES = 100
"""How many values a label takes whose values nobody made known; what comes after is `other`."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")


class Meters:
    """Instruments on one meter, none where there is none; `dotted` says whether it takes names with dots."""

    def __init__(self, meter: "MetricMeter | None" = None, *, dotted: bool = True) -> None:
        self.on = meter is not None
        self._dotted = dotted
        self._instruments: dict[str, Any] = (
            {metric.name: self._instrument(meter, metric) for metric in METRICS} if meter is not None else {}
        )
        self._known: dict[str, frozenset[str]] = dict(VALUES)
        self._seen: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def know(self, label: str, values: Iterable[str]) -> None:
        """From here on a label takes these values besides those that it took; any other is `other`."""
        with self._lock:
            self._known[label] = self._known.get(label, frozenset()) | frozenset(filter(None, values))

    def count(self, metric: Metric, labels: Mapping[str, str], more: int = 1) -> None:
        """Count `more` of it."""
        if self.on and more > 0:
            self._instruments[metric.name].add(more, self._labels(metric, labels))

    def begin(self, metric: Metric, labels: Mapping[str, str]) -> None:
        """Have a series that workflows count be there at 0: one that begins at 1 rose by nothing. The labels are told as they are."""
        if self.on:
            self._instruments[metric.name].add(0, labels)

    def observe(self, metric: Metric, value: float, labels: Mapping[str, str]) -> None:
        """Enter a value into a histogram."""
        if self.on and value >= 0:
            self._instruments[metric.name].record(value, self._labels(metric, labels))

    def show(self, metric: Metric, value: float, labels: Mapping[str, str]) -> None:
        """What a gauge shows from now on."""
        if self.on:
            self._instruments[metric.name].set(value, self._labels(metric, labels))

    def _instrument(self, meter: "MetricMeter", metric: Metric) -> Any:  # noqa: ANN401 - one of three, told apart by kind
        make = {
            "counter": meter.create_counter,
            "histogram": meter.create_histogram_float,
            "gauge": meter.create_gauge_float,
        }[metric.kind]
        name = metric.name if self._dotted or "." not in metric.name else metric.prometheus
        return make(name, metric.about, metric.unit)

    def _labels(self, metric: Metric, labels: Mapping[str, str]) -> dict[str, str]:
        """The labels of a metric with values that it may have; `namespace` goes with any."""
        named = {
            label: self._value(label, labels[label])
            for label in (*metric.labels, "namespace")
            if labels.get(label)
        }
        return named if self._dotted else {label.replace(".", "_"): value for label, value in named.items()}

    def _value(self, label: str, value: str) -> str:
        with self._lock:
            known = self._known.get(label)
            if known is not None:
                return value if value in known else OTHER
            seen = self._seen.setdefault(label, set())
            if value not in seen and (len(seen) >= MOST_VALUES or not _PLAIN.fullmatch(value)):
                return OTHER
            seen.add(value)
            return value


_meters = Meters()


def meters() -> Meters:
    """The meters of this process, which count nothing until metrics are wanted."""
    return _meters


def use(fresh: Meters) -> None:
    """Count there from now on."""
    global _meters
    _meters = fresh
