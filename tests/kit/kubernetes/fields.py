"""What the custom resources that we use may say: by hand, of KEDA 2.22 and of Temporal's Worker Controller 1.8.

`kubernetes-validate` knows none of them, and lets them pass. In a shape a key that ends in `?` may be left out, a list has one
shape for all that is in it, a set is of the values that there are, a range of numbers, a pattern of texts; what Kubernetes has a
schema for itself is held against that.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import kubernetes_validate

Document = dict[str, Any]
VERSION = "1.34"
"""Whose schemas the manifests are held against."""

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_WHOLE = re.compile(r"[0-9]+")
_BOOLEAN = re.compile(r"true|false")
_DURATION = re.compile(r"([0-9]+(h|m|s))+")
_ENDPOINT = re.compile(r"[a-zA-Z0-9.-]+:[0-9]+")
_KEY = {"name": _NAME, "key": str}


def checked(document: Document) -> None:
    """See that a document is what Kubernetes takes.

    Raises:
        AssertionError: it is not; says where.

    """
    kind = document["kind"]
    if kind in CUSTOM:
        version, shape = CUSTOM[kind]
        wrong = list(
            _faults({"apiVersion": {version}, "kind": str, "metadata": _metadata, "spec": shape}, document)
        )
        assert not wrong, f"{kind} {document['metadata'].get('name')}: {'; '.join(wrong)}"
        return
    try:
        kubernetes_validate.validate(document, VERSION, strict=True)
    except kubernetes_validate.SchemaNotFoundError as error:
        raise AssertionError(error.message) from None
    except kubernetes_validate.ValidationError as error:
        where = ".".join(map(str, error.path))
        raise AssertionError(f"{kind} {document['metadata'].get('name')}: {where}: {error.message}") from None


def _faults(shape: Any, value: Any, where: str = "") -> Iterator[str]:
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{where} is no object"
            return
        known = {key.rstrip("?"): inner for key, inner in shape.items()}
        for key in value.keys() - known.keys():
            yield f"{where}.{key} is no field"
        for key in shape.keys() - {f"{key}?" for key in known} - value.keys():
            yield f"{where}.{key} is missing"
        for key in known.keys() & value.keys():
            yield from _faults(known[key], value[key], f"{where}.{key}")
    elif isinstance(shape, list):
        if not isinstance(value, list) or not value:
            yield f"{where} is no list of something"
            return
        for number, inner in enumerate(value):
            yield from _faults(shape[0], inner, f"{where}[{number}]")
    elif isinstance(shape, re.Pattern):
        if not isinstance(value, str) or not shape.fullmatch(value):
            yield f"{where} is {value!r}"
    elif isinstance(shape, set | range):
        if isinstance(value, bool) or value not in shape:
            yield f"{where} is {value!r}"
    elif isinstance(shape, type):
        if type(value) is not shape:
            yield f"{where} is {value!r}"
    else:
        yield from (f"{where}: {said}" for said in shape(value))


def _as(kind: str, version: str, **spec: Any) -> Iterator[str]:
    """What Kubernetes' own schema says to what stands in a document of its own."""
    try:
        checked({"apiVersion": version, "kind": kind, "metadata": {"name": "any"}, "spec": spec})
    except AssertionError as error:
        yield str(error)


def _metadata(value: Any) -> Iterator[str]:
    yield from _faults({"name": _NAME, "namespace": _NAME, "labels?": dict}, value)
    if len(value["name"]) > 63:
        yield "its name is longer than 63 characters"


def _pod(value: Any) -> Iterator[str]:
    labels = value.get("metadata", {}).get("labels", {})
    yield from _as("Deployment", "apps/v1", selector={"matchLabels": labels}, template=value)


def _behaviour(value: Any) -> Iterator[str]:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "any"}
    yield from _as(
        "HorizontalPodAutoscaler", "autoscaling/v2", scaleTargetRef=target, maxReplicas=1, behavior=value
    )


def _owned(value: Any) -> Iterator[str]:
    """A resource that the controller makes for each build: it fills in what is left empty for it, and the name."""
    yield from _faults({"apiVersion": str, "kind": {*OWNED}, "spec": dict}, value)
    spec = value.get("spec", {})
    if value.get("kind") not in OWNED:
        return
    field, fill = OWNED[value["kind"]]
    left = spec.get(field) if field == "scaleTargetRef" else spec.get(field, {}).get("matchLabels")
    if left != {}:
        yield f"{field} has to be left empty, and is {left!r}"
    yield from _as(value["kind"], value["apiVersion"], **(spec | {field: fill}))


def _one_way_in(value: Any) -> Iterator[str]:
    yield from _faults(
        {
            "hostPort": _ENDPOINT,
            "tls?": {"serverName?": str, "caCertSecretRef?": {"name": _NAME}},
            "mutualTLSSecretRef?": {"name": _NAME},
            "apiKeySecretRef?": _KEY,
        },
        value,
    )
    if {"mutualTLSSecretRef", "apiKeySecretRef"} <= value.keys():
        yield "a certificate and an API key are two ways in"


def _rollout(value: Any) -> Iterator[str]:
    reference = {"configMapKeyRef?": _KEY, "secretKeyRef?": _KEY}
    gate = {"workflowType": str, "input?": dict, "inputFrom?": reference}
    steps = [{"rampPercentage": range(1, 100), "pauseDuration": _DURATION}]
    strategies = {"Manual", "AllAtOnce", "Progressive"}
    yield from _faults({"strategy": strategies, "gate?": gate, "steps?": steps}, value)
    if value.get("strategy") == "Progressive" and not value.get("steps"):
        yield "it has no steps"
    for step in value.get("steps", []):
        if re.fullmatch(r"[12]?[0-9]s", str(step.get("pauseDuration"))):
            yield "a pause is 30 s at least"


OWNED: dict[str, tuple[str, Document]] = {
    "HorizontalPodAutoscaler": (
        "scaleTargetRef",
        {"apiVersion": "apps/v1", "kind": "Deployment", "name": "any"},
    ),
    "PodDisruptionBudget": ("selector", {"matchLabels": {"temporal.io/build-id": "any"}}),
}
"""What is attached to each build, with the field that the controller fills in. Others it takes only where it is told to."""

CUSTOM: dict[str, tuple[str, Document | Callable[[Any], Iterator[str]]]] = {
    "ScaledObject": (
        "keda.sh/v1alpha1",
        {
            "scaleTargetRef": {"name": _NAME, "apiVersion?": str, "kind?": str},
            "minReplicaCount?": range(1001),
            "maxReplicaCount?": range(1, 1001),
            "idleReplicaCount?": {0},
            "pollingInterval?": range(1, 3601),
            "cooldownPeriod?": range(86_401),
            "advanced?": {
                "restoreToOriginalReplicaCount?": bool,
                "horizontalPodAutoscalerConfig?": {"name?": _NAME, "behavior?": _behaviour},
            },
            "triggers": [
                {
                    "type": {"temporal"},
                    "name?": str,
                    "authenticationRef?": {"name": _NAME, "kind?": str},
                    "metadata": {
                        "endpoint": _ENDPOINT,
                        "namespace?": str,
                        "taskQueue": str,
                        "queueTypes?": re.compile(r"workflow|activity|workflow,activity"),
                        "targetQueueSize?": _WHOLE,
                        "activationTargetQueueSize?": _WHOLE,
                        "workerDeploymentName?": str,
                        "workerDeploymentBuildId?": str,
                        "includeRunningWorkflowCount?": _BOOLEAN,
                        "workflowTaskQueueForCount?": str,
                        "minConnectTimeout?": _WHOLE,
                        "unsafeSsl?": _BOOLEAN,
                        "enableTLS?": _BOOLEAN,
                        "tlsServerName?": str,
                    },
                }
            ],
        },
    ),
    "TriggerAuthentication": (
        "keda.sh/v1alpha1",
        {"secretTargetRef": [{"parameter": {"apiKey", "ca", "cert", "key"}, "name": _NAME, "key": str}]},
    ),
    "Connection": ("temporal.io/v1alpha1", _one_way_in),
    "WorkerDeployment": (
        "temporal.io/v1alpha1",
        {
            "workerOptions": {
                "connectionRef": {"name": _NAME},
                "temporalNamespace": str,
                "unsafeCustomBuildID?": re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?"),
            },
            "template": _pod,
            "replicas?": range(1001),
            "minReadySeconds?": range(3601),
            "progressDeadlineSeconds?": range(86_401),
            "rollout": _rollout,
            "sunset": {"scaledownDelay?": _DURATION, "deleteDelay?": _DURATION},
        },
    ),
    "WorkerResourceTemplate": (
        "temporal.io/v1alpha1",
        {"workerDeploymentRef": {"name": _NAME}, "template": _owned},
    ),
}
"""Each kind's version and shape."""
