"""Cards, KEDA and Temporal's Worker Controller: what is asked of each fits what Longtake has."""

import copy
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow

from infra.builds import BUILD, DEPLOYMENT, build_here
from infra.settings import Settings
from models.queues import pool_of
from tests.kit.kubernetes.fields import checked
from tests.kit.kubernetes.manifests import Document, named, of_kind, overlay, pod, settings_of
from workers.composition import WORKFLOWS
from workers.registry import build_registry


def put(document: Document, place: str, value: object) -> None:
    """Change what stands at `spec.triggers.0.metadata.x`; None takes it away."""
    *way, last = place.split(".")
    inner: Any = document
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value


@pytest.mark.parametrize("name", ["gpu", "keda"])
def test_a_pod_has_a_card_of_its_own_and_gives_it_back_before_another_takes_it(name: str) -> None:
    gpu = pod(overlay(name), "worker-gpu")
    assert gpu.container["resources"]["limits"]["nvidia.com/gpu"] == 1
    assert gpu.spec["tolerations"] == [
        {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}
    ]
    assert gpu.document["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    volumes = {volume["name"]: volume for volume in gpu.spec["volumes"]}
    mounts = {mount["mountPath"]: mount for mount in gpu.container["volumeMounts"]}
    assert volumes[mounts["/dev/shm"]["name"]]["emptyDir"]["medium"] == "Memory"
    assert mounts[gpu.env["LONGTAKE_WEIGHTS"]]["readOnly"] is True


def test_keda_counts_every_queue_that_each_worker_serves(tmp_path: Path) -> None:
    labels = build_registry(Settings(home=tmp_path)).labels()
    for scaled in of_kind(overlay("keda"), "ScaledObject"):
        pool = scaled["metadata"]["name"].removeprefix("worker-")
        queues = [trigger["metadata"]["taskQueue"] for trigger in scaled["spec"]["triggers"]]
        assert sorted(queues) == sorted(label for label in labels if pool_of(label) == pool)
        for trigger in scaled["spec"]["triggers"]:
            said = trigger["metadata"]
            assert said["queueTypes"] == "activity", "else it counts workflows, of which there are none here"
            assert said["endpoint"] == settings_of(overlay("keda"))["TEMPORAL_ADDRESS"]
            assert said["namespace"] == settings_of(overlay("keda"))["TEMPORAL_NAMESPACE"]
            named(overlay("keda"), "TriggerAuthentication", trigger["authenticationRef"]["name"])


def test_keda_takes_a_worker_away_no_sooner_than_one_may_take_to_end() -> None:
    documents = overlay("keda")
    least = {}
    for scaled in of_kind(documents, "ScaledObject"):
        worker = pod(documents, scaled["spec"]["scaleTargetRef"]["name"])
        pause_s = scaled["spec"]["cooldownPeriod"]
        down = scaled["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]["scaleDown"]
        assert worker.spec["terminationGracePeriodSeconds"] < pause_s == down["stabilizationWindowSeconds"]
        least[worker.name] = scaled["spec"]["minReplicaCount"]
    assert least == {"worker-io": 2, "worker-cpu": 1, "worker-gpu": 0}


def test_the_controllers_pods_are_those_of_the_deployment_that_it_stands_for() -> None:
    there, here = pod(overlay("cloud"), "worker-film"), pod(overlay("worker-controller"), "film")
    assert here.kind == "WorkerDeployment"
    assert here.labels == there.labels
    mine, theirs = copy.deepcopy(here.template["spec"]), copy.deepcopy(there.template["spec"])
    for spec in (mine, theirs):
        [container] = spec["containers"]
        for listed in (container["env"], container["volumeMounts"], spec["volumes"]):
            listed.sort(key=lambda each: each["name"])
    assert mine == theirs


def test_a_build_is_called_as_the_controller_calls_it(monkeypatch: pytest.MonkeyPatch) -> None:
    film = named(overlay("worker-controller"), "WorkerDeployment", "film")
    name = f"{film['metadata']['namespace']}/{film['metadata']['name']}"
    monkeypatch.setenv(DEPLOYMENT, name)
    monkeypatch.setenv(BUILD, "longtake-0.1.0-5b6c")
    build = build_here()
    assert build is not None
    assert (build.deployment_name, build.build_id) == ("longtake/film", "longtake-0.1.0-5b6c")


def test_the_controller_speaks_to_the_server_that_the_others_speak_to() -> None:
    documents = overlay("worker-controller")
    film = named(documents, "WorkerDeployment", "film")["spec"]
    options = film["workerOptions"]
    connection = named(documents, "Connection", options["connectionRef"]["name"])["spec"]
    told = settings_of(documents)
    assert connection["hostPort"] == told["TEMPORAL_ADDRESS"]
    assert options["temporalNamespace"] == told["TEMPORAL_NAMESPACE"]
    assert connection["apiKeySecretRef"] == {"name": "longtake-temporal", "key": "TEMPORAL_API_KEY"}


def test_the_gate_is_a_workflow_that_every_film_worker_has() -> None:
    gate = named(overlay("worker-controller"), "WorkerDeployment", "film")["spec"]["rollout"]["gate"]
    assert gate["workflowType"] in {workflow._Definition.must_from_class(each).name for each in WORKFLOWS}
    assert "input" not in gate, "it has a film of its own"


@pytest.mark.parametrize(
    ("name", "kind", "place", "value"),
    [
        ("cloud", "Deployment", "spec.template.spec.containers.0.livenesProbe", {}),
        ("cloud", "Deployment", "spec.replicas", "two"),
        ("cloud", "PodDisruptionBudget", "spec.minAvailabel", 1),
        ("cloud", "NetworkPolicy", "spec.policyTypes", "Egress"),
        ("cloud", "Ingress", "spec.ingressClass", "nginx"),
        ("keda", "ScaledObject", "spec.coolDownPeriod", 600),
        ("keda", "ScaledObject", "spec.triggers.0.metadata.queueType", "activity"),
        ("keda", "ScaledObject", "spec.triggers.0.metadata.queueTypes", "activities"),
        ("keda", "ScaledObject", "spec.triggers.0.metadata.targetQueueSize", 5),
        ("keda", "ScaledObject", "spec.triggers.0.metadata.buildId", "v1"),
        ("keda", "ScaledObject", "spec.triggers.0.type", "temporalio"),
        ("keda", "ScaledObject", "spec.triggers", []),
        ("keda", "ScaledObject", "spec.minReplicaCount", True),
        ("keda", "ScaledObject", "spec.advanced.horizontalPodAutoscalerConfig.behavior.scaledown", {}),
        ("keda", "TriggerAuthentication", "spec.secretTargetRef.0.parameter", "api-key"),
        ("keda", "TriggerAuthentication", "spec.secretTargetRef.0.key", None),
        ("worker-controller", "Connection", "spec.mutualTLSSecretRef", {"name": "certificate"}),
        ("worker-controller", "Connection", "spec.hostPort", "temporal.example"),
        ("worker-controller", "Connection", "kind", "TemporalConnection"),
        ("worker-controller", "WorkerDeployment", "spec.workerOptions.connection", "temporal"),
        ("worker-controller", "WorkerDeployment", "spec.rollout.gate.workflowtype", "SmokeWorkflow"),
        ("worker-controller", "WorkerDeployment", "spec.rollout.steps.0.rampPercentage", 100),
        ("worker-controller", "WorkerDeployment", "spec.rollout.steps.0.pauseDuration", "10s"),
        ("worker-controller", "WorkerDeployment", "spec.rollout.steps", None),
        ("worker-controller", "WorkerDeployment", "spec.sunset.deletedelay", "1h"),
        ("worker-controller", "WorkerDeployment", "spec.template.spec.containers.0.envfrom", []),
        ("worker-controller", "WorkerDeployment", "metadata.name", "f" * 64),
        ("worker-controller", "WorkerDeployment", "apiVersion", "temporal.io/v1"),
        ("worker-controller", "WorkerResourceTemplate", "spec.temporalWorkerDeploymentRef", {"name": "film"}),
        ("worker-controller", "WorkerResourceTemplate", "spec.template.kind", "Deployment"),
        ("worker-controller", "WorkerResourceTemplate", "spec.template.metadata", {"name": "film"}),
        ("worker-controller", "WorkerResourceTemplate", "spec.template.spec.minAvailabel", 1),
    ],
)  # fmt: skip
def test_a_mistake_in_a_manifest_is_found(name: str, kind: str, place: str, value: object) -> None:
    document = next(
        each for each in of_kind(overlay(name), kind) if each["metadata"]["name"] != "film-autoscaler"
    )
    checked(document)
    put(document, place, value)
    with pytest.raises(AssertionError):
        checked(document)


def test_what_the_controller_fills_in_is_left_to_it() -> None:
    budget = named(overlay("worker-controller"), "WorkerResourceTemplate", "film-budget")
    put(budget, "spec.template.spec.selector.matchLabels", {"app.kubernetes.io/name": "worker-film"})
    with pytest.raises(AssertionError, match="has to be left empty"):
        checked(budget)
