"""What a workflow tells the meters: no command, and counted once, however often it is replayed."""

from collections.abc import Mapping

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.metrics import Metric


def count(metric: Metric, labels: Mapping[str, str]) -> None:
    """Count one of it."""
    counter = workflow.metric_meter().create_counter(metric.name, metric.about, metric.unit)
    counter.add(1, {name: labels[name] for name in metric.labels})
