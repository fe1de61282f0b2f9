"""Metrics as tests read them: from what a receiver of OTLP was sent last, or from what Prometheus would scrape."""

import re
import time
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as of_metrics

from tests.kit.telemetry.receiver import WAITS_S, Receiver

_LINE = re.compile(r"([A-Za-z_:][A-Za-z0-9_:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"')


class Series(NamedTuple):
    """One series as it stands: of a histogram the sum and how many, of all else the value."""

    name: str
    labels: dict[str, str]
    value: float
    entries: int
    process: str


class Scrape(list[Series]):
    """All series of some processes at a moment."""

    def of(self, name: str, **labels: str) -> list[Series]:
        """The series of a name with these labels; dots of labels are written `__`."""
        wanted = {label.replace("__", "."): value for label, value in labels.items()}
        return [each for each in self if each.name == name and wanted.items() <= each.labels.items()]

    def total(self, name: str, **labels: str) -> float:
        """The sum over those."""
        return sum(each.value for each in self.of(name, **labels) if each.value == each.value)

    def times(self, name: str, **labels: str) -> int:
        """How often something was entered into those histograms."""
        return sum(each.entries for each in self.of(name, **labels))

    def most(self, name: str, **labels: str) -> float:
        """The highest of those, as a dashboard shows what several may tell; what is no number is not seen."""
        return max((each.value for each in self.of(name, **labels) if each.value == each.value), default=0.0)


def sent(receiver: Receiver) -> Scrape:
    """What each process sent last; only metrics may go to that receiver."""
    last: dict[tuple[str, str, str], Series] = {}
    for body in list(receiver.raw):
        for resource in of_metrics.ExportMetricsServiceRequest.FromString(body).resource_metrics:
            process = _plain(resource.resource.attributes).get("service.instance.id", "")
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for one in _points(metric, process):
                        last[one.process, one.name, str(sorted(one.labels.items()))] = one
    return Scrape(last.values())


def scraped(addresses: Iterable[str]) -> Scrape:
    """What these addresses answer Prometheus."""
    found = Scrape()
    for address in addresses:
        with urllib.request.urlopen(address, timeout=30) as answer:
            found += read_text(answer.read().decode(), address)
    return found


def read_text(text: str, process: str) -> list[Series]:
    """The series of a page in Prometheus' text format; of histograms their sums, with how many."""
    plain: dict[tuple[str, str], Series] = {}
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        match = _LINE.fullmatch(line)
        assert match, f"no line of Prometheus' format: {line!r}"
        labels = dict(_LABEL.findall(match[2] or ""))
        plain[match[1], str(sorted(labels.items()))] = Series(match[1], labels, float(match[3]), 1, process)
    series = []
    for (name, of), one in plain.items():
        if name.endswith("_sum") and (counted := plain.get((name.removesuffix("_sum") + "_count", of))):
            series.append(one._replace(name=name.removesuffix("_sum"), entries=int(counted.value)))
        elif not name.endswith(("_bucket", "_count")):
            series.append(one)
    return series


def waited(look: Callable[[], Scrape], reached: Callable[[Scrape], Any], what: str) -> Scrape:
    """What is seen once it is as wanted."""
    until = time.monotonic() + WAITS_S
    while not reached(found := look()):
        assert time.monotonic() < until, f"{what} was not seen: {_ours(found)}"
        time.sleep(0.2)
    return found


def _ours(found: Scrape) -> str:
    lines = (
        f"{one.name}{one.labels} {one.value:g} ({one.entries})" for one in found if "temporal" not in one.name
    )
    return "\n".join(sorted(lines))


def _points(metric: Any, process: str) -> Iterable[Series]:
    kind = metric.WhichOneof("data")
    for point in getattr(metric, kind).data_points:
        value = point.sum if kind == "histogram" else point.as_int or point.as_double
        count = point.count if kind == "histogram" else 1
        yield Series(metric.name, _plain(point.attributes), value, count, process)


def _plain(attributes: Iterable[Any]) -> dict[str, str]:
    return {each.key: each.value.string_value for each in attributes}
