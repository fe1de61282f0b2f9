"""The manifests: what Kubernetes takes, and what Longtake can do with what they say."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped]

from infra.builds import BUILD, DEPLOYMENT
from infra.probes import probes_at
from infra.settings import Settings, load_settings
from infra.temporal import cluster_config
from studio.cli.app import app
from tests.kit.kubernetes.drain import drain_s
from tests.kit.kubernetes.fields import CUSTOM, checked
from tests.kit.kubernetes.manifests import (
    FOLDER,
    OVERLAYS,
    Pod,
    built,
    named,
    of_kind,
    overlay,
    pod,
    pods_of,
    secrets_of,
    selects,
    settings_of,
)
from workers.language_models import catalogue
from workers.process import checked_labels

ROOT = Path(__file__).parents[3]
TEMPORALS = {"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "TEMPORAL_TLS", "TEMPORAL_API_KEY", DEPLOYMENT, BUILD}
WORKERS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("one-node", "cloud", "worker-controller"), ("film", "io", "cpu")
)
WORKERS |= dict.fromkeys(("gpu", "keda"), ("film", "io", "cpu", "gpu"))
"""Which queues are served, by overlay."""

every_overlay = pytest.mark.parametrize("name", OVERLAYS)


def deployed(name: str) -> list[str]:
    """What an overlay has pods of."""
    workers = [f"worker-{label}" for label in WORKERS[name]]
    if name == "worker-controller":
        workers[0] = "film"
    return [*workers, "studio", *([] if name == "one-node" else ["webhooks"])]


every_pod = pytest.mark.parametrize(("name", "of"), [(name, of) for name in WORKERS for of in deployed(name)])


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without settings."""
    for variable in os.environ:
        if variable.startswith(("LONGTAKE_", "TEMPORAL_")):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def command_of(args: list[str]) -> tuple[str, dict[str, Any]]:
    """The command that words are of, and what they tell it: as `main` reads them, but for carrying it out."""
    group: Any = typer.main.get_command(app)
    name, rest, context = "", args, None
    while hasattr(group, "resolve_command"):
        context = group.make_context(name or "longtake", rest, parent=context)
        name, group, rest = group.resolve_command(context, [*context._protected_args, *context.args])
    return name, group.make_context(name, rest, parent=context).params


def told(name: str, each: Pod) -> dict[str, str]:
    """What a pod is told by name, but for what only a cluster knows."""
    plain = {key: value for key, value in each.env.items() if isinstance(value, str)}
    return settings_of(overlay(name)) | plain


def test_every_overlay_is_looked_at_here() -> None:
    assert set(OVERLAYS) == set(WORKERS)
    for name in OVERLAYS:
        assert sorted(each.name for each in pods_of(overlay(name))) == sorted(deployed(name))


@pytest.mark.parametrize("folder", ["base", *(f"overlays/{name}" for name in OVERLAYS)])
def test_what_is_applied_is_what_kubernetes_and_its_guests_take(folder: str) -> None:
    documents = built(FOLDER / folder)
    assert len(documents) > 10
    for document in documents:
        checked(document)
        assert document["metadata"].get("namespace", document["metadata"]["name"]) == "longtake"
        assert document["metadata"]["labels"]["app.kubernetes.io/part-of"] == "longtake"


def test_a_patch_that_deletes_is_about_one_thing_alone_so_that_an_older_kubectl_builds_it() -> None:
    """Kustomize 5.5 ends in a panic where a patch without a target deletes and has another document."""
    deleting = set()
    for name in OVERLAYS:
        folder = FOLDER / "overlays" / name
        for patch in yaml.safe_load((folder / "kustomization.yaml").read_text()).get("patches", []):
            body = patch["patch"] if "patch" in patch else (folder / patch["path"]).read_text()
            if "$patch: delete" in body:
                assert len([*yaml.safe_load_all(body)]) == 1, name
                deleting.add(name)
    assert deleting == {"one-node", "worker-controller"}


def test_custom_resources_are_looked_at() -> None:
    kinds = {document["kind"] for name in OVERLAYS for document in overlay(name)}
    assert kinds >= set(CUSTOM)


@every_pod
def test_a_pod_runs_a_command_that_there_is(name: str, of: str) -> None:
    each = pod(overlay(name), of)
    assert "command" not in each.container, "the image begins with longtake"
    found, parsed = command_of(each.args)
    assert found in ("worker", "studio", "webhooks")
    if found == "worker":
        assert checked_labels(parsed["labels"], allow_cpu=True)


@every_overlay
def test_everything_that_a_film_needs_is_served_by_one_deployment_alone(name: str) -> None:
    served = [args[1:] for each in pods_of(overlay(name)) if (args := each.args)[0] == "worker"]
    assert sorted(served) == sorted([label] for label in WORKERS[name])
    assert checked_labels(["io"]) == ["io", "wait"], "who serves io looks after jobs at vendors"


@every_pod
def test_a_pod_is_told_what_there_is_to_tell(
    name: str, of: str, alone: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    each = pod(overlay(name), of)
    settings = {f"LONGTAKE_{field.upper()}" for field in Settings.model_fields}
    keys = {
        key for vendor in catalogue(Settings(home=tmp_path)).all_vendors.values() for key in vendor.key_names
    }
    known = settings | TEMPORALS | keys | {"HOME", "TMPDIR"}
    assert {*each.env, *settings_of(overlay(name))} <= known
    for variable, value in told(name, each).items():
        alone.setenv(variable, value)
    read = load_settings()
    assert read.home == Path("/home/longtake")
    config = cluster_config(read)
    assert config is not None
    assert config.get("target_host") == settings_of(overlay(name))["TEMPORAL_ADDRESS"]
    assert DEPLOYMENT not in each.env, "who looks after builds says which one it is"


@every_pod
def test_a_worker_has_the_time_that_it_takes_to_end(
    name: str, of: str, alone: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    each = pod(overlay(name), of)
    given_s = each.spec["terminationGracePeriodSeconds"]
    if each.args[0] != "worker":
        assert given_s >= each.container["lifecycle"]["preStop"]["sleep"]["seconds"] + 10
        return
    for variable, value in told(name, each).items():
        alone.setenv(variable, value)
    needed_s = drain_s(each.args[1], load_settings().grace_s, tmp_path)
    assert needed_s <= given_s <= 1.2 * needed_s, "and a node is not held up for longer than that"


@every_pod
def test_a_pod_may_do_nothing_that_it_need_not(name: str, of: str) -> None:
    each = pod(overlay(name), of)
    spec, container = each.spec, each.container
    assert spec["serviceAccountName"] == "longtake"
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False, "a Service's variables begin as our settings do"
    assert not spec.keys() & {"hostNetwork", "hostPID", "hostIPC", "initContainers"}
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] >= 10_000
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["requests"].keys() >= {"cpu", "memory", "ephemeral-storage"}
    assert "memory" in container["resources"]["limits"]
    [spread] = spec["topologySpreadConstraints"]
    assert selects(spread["labelSelector"], each.labels)
    assert "hostPath" not in str(spec["volumes"])


@every_pod
def test_a_pod_can_write_where_it_has_to_and_no_more_is_copied_than_fits(
    name: str, of: str, alone: pytest.MonkeyPatch
) -> None:
    each = pod(overlay(name), of)
    for variable, value in told(name, each).items():
        alone.setenv(variable, value)
    volumes = {volume["name"]: volume for volume in each.spec["volumes"]}
    mounted = {mount["mountPath"]: volumes[mount["name"]] for mount in each.container["volumeMounts"]}
    assert len(mounted) == len(volumes), "every volume is used"
    for place in (each.env["LONGTAKE_HOME"], each.env["TMPDIR"]):
        assert "emptyDir" in mounted[place]
    [gigabytes] = re.findall(r"^(\d+)Gi$", mounted["/home/longtake"]["emptyDir"]["sizeLimit"])
    settings = load_settings()
    assert settings.cache_gb <= 0.6 * int(gigabytes)
    if settings.store:
        assert settings.store.startswith("s3://")
    else:
        assert mounted[str(settings.assets_dir)]["persistentVolumeClaim"] == {"claimName": "store"}
    if settings.encryption_keys:
        assert mounted[str(settings.encryption_keys.parent)]["secret"]["secretName"] == "longtake-encryption"


@every_pod
def test_a_pod_is_asked_whether_it_lives_and_works_where_it_answers(name: str, of: str) -> None:
    each = pod(overlay(name), of)
    container = each.container
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    said = " ".join(each.args)
    for which in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = container[which]
        if each.args[0] == "webhooks":
            asked = probe["tcpSocket"]["port"]
        else:
            asked = probe["httpGet"]["port"]
            path = (
                "/health" if each.args[0] == "studio" else "/live" if which == "livenessProbe" else "/ready"
            )
            assert probe["httpGet"]["path"] == path
        if each.args[0] == "worker":
            host, port = probes_at(str(each.env["LONGTAKE_PROBES"]))
            assert (host, port) == ("0.0.0.0", ports[asked])
        else:
            assert re.search(rf"--port[ =]{ports[asked]}\b", said)
            assert re.search(r"--host[ =]0\.0\.0\.0\b", said)


@every_overlay
def test_no_secret_is_written_down_and_every_one_that_is_needed_is_in_the_documentation(name: str) -> None:
    documents = overlay(name)
    assert not of_kind(documents, "Secret")
    page = (ROOT / "docs/kubernetes.md").read_text()
    secrets = {*secrets_of(documents)}
    assert "longtake-database" in secrets
    for secret in secrets:
        # Of an Ingress's own certificate the ingress has the care.
        assert f"`{secret}`" in page or secret.endswith("-tls"), secret
    text = str([each["data"] for each in of_kind(documents, "ConfigMap")]) + str(
        [each.env for each in pods_of(documents)]
    )
    assert not re.search(r"://[^/@\s]+:[^/@\s]+@|lt_[\w-]{20}|AKIA", text)
    assert not re.search(
        r"'(TEMPORAL_API_KEY|AWS_SECRET_ACCESS_KEY|LONGTAKE_DATABASE|[A-Z_]*_API_KEY)':", text
    )


def test_who_asks_no_vendor_has_no_vendors_key() -> None:
    for name in OVERLAYS:
        with_keys = {
            each.name for each in pods_of(overlay(name)) if "longtake-vendors" in secrets_of(each.spec)
        }
        there = {each.name for each in pods_of(overlay(name))}
        assert with_keys == there & {"worker-io", "studio", "webhooks"}


def test_in_the_cloud_nobody_starts_without_temporals_key_and_the_keys_of_payloads() -> None:
    for name in set(OVERLAYS) - {"one-node"}:
        for each in pods_of(overlay(name)):
            required = [source["secretRef"] for source in each.container["envFrom"] if "secretRef" in source]
            assert {"name": "longtake-temporal"} in required
            assert each.env["LONGTAKE_ENCRYPTION_KEYS"]


@every_overlay
def test_a_budget_is_about_one_deployment_which_always_has_more_than_it_keeps(name: str) -> None:
    documents = overlay(name)
    budgets = of_kind(documents, "PodDisruptionBudget")
    about = {"one-node": set(), "worker-controller": {"worker-io"}}.get(name, {"worker-film", "worker-io"})
    assert {budget["metadata"]["name"] for budget in budgets} == about
    for budget in budgets:
        assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
        [kept] = [each for each in pods_of(documents) if selects(budget["spec"]["selector"], each.labels)]
        scaled = [one for one in of_kind(documents, "ScaledObject") if one["metadata"]["name"] == kept.name]
        least = scaled[0]["spec"]["minReplicaCount"] if scaled else kept.document["spec"]["replicas"]
        assert budget["spec"]["minAvailable"] == 1 < least


@every_overlay
def test_whoever_is_scaled_is_counted_by_one_alone(name: str) -> None:
    documents = overlay(name)
    scalers = of_kind(documents, "ScaledObject", "HorizontalPodAutoscaler")
    targets = [each["spec"]["scaleTargetRef"]["name"] for each in scalers]
    assert len(set(targets)) == len(targets)
    for each in of_kind(documents, "Deployment"):
        assert ("replicas" in each["spec"]) is (each["metadata"]["name"] not in targets)


@every_overlay
def test_nobody_is_let_in_or_out_but_where_it_is_written(name: str) -> None:
    documents = overlay(name)
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind(documents, "NetworkPolicy")}
    assert policies["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for each in policies.values():
        assert any(selects(each["podSelector"], one.labels) for one in pods_of(documents))
    opened = {
        rule: {
            port["port"] for each in policies.values() for way in each.get(rule, []) for port in way["ports"]
        }
        for rule in ("ingress", "egress")
    }
    assert opened == {"ingress": {"http"}, "egress": {53, 7233, 5432, 443}}
    from_where = [way["from"] for each in policies.values() for way in each.get("ingress", [])]
    ingress = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}
    assert from_where == [[ingress]]
    for each in pods_of(documents):
        assert (each.name in ("studio", "webhooks")) is selects(
            policies["ingress"]["podSelector"], each.labels
        )
        for what in ("temporal", "database", "https", "names"):
            assert selects(policies[what]["podSelector"], each.labels)


@every_overlay
def test_a_service_leads_to_the_pods_that_answer(name: str) -> None:
    documents = overlay(name)
    for service in of_kind(documents, "Service"):
        [behind] = [
            each
            for each in pods_of(documents)
            if selects({"matchLabels": service["spec"]["selector"]}, each.labels)
        ]
        [port] = service["spec"]["ports"]
        assert port["targetPort"] in {each["name"] for each in behind.container["ports"]}
    for ingress in of_kind(documents, "Ingress"):
        hosts = set()
        for rule in ingress["spec"]["rules"]:
            hosts.add(rule["host"])
            for path in rule["http"]["paths"]:
                to = path["backend"]["service"]
                service = named(documents, "Service", to["name"])
                assert to["port"]["name"] == service["spec"]["ports"][0]["name"]
        assert hosts == {host for each in ingress["spec"]["tls"] for host in each["hosts"]}
        assert f"--allowed-host={ingress['spec']['rules'][0]['host']}" in pod(documents, "studio").args
        assert (
            settings_of(documents)["LONGTAKE_WEBHOOKS_URL"]
            == f"https://{ingress['spec']['rules'][1]['host']}"
        )


def test_one_image_name_is_changed_in_one_place() -> None:
    for name in OVERLAYS:
        images = {each.container["image"] for each in pods_of(overlay(name))}
        assert images <= {"longtake:0.1.0", "longtake-gpu:0.1.0"}


def test_what_fetches_weights_is_a_job_as_narrow_as_the_pods_that_read_them() -> None:
    job = yaml.safe_load((FOLDER / "overlays/gpu/pull.yaml").read_text())
    checked(job)
    gpu = pod(overlay("gpu"), "worker-gpu")
    pulls = Pod("Job", "pull-weights", job["spec"]["template"], job)
    assert command_of(pulls.args)[1]["name"] == "sdxl"
    assert pulls.container["image"] == gpu.container["image"]
    assert pulls.container["securityContext"] == gpu.container["securityContext"]
    for field in (
        "securityContext",
        "automountServiceAccountToken",
        "enableServiceLinks",
        "serviceAccountName",
    ):
        assert pulls.spec[field] == gpu.spec[field]
    assert pulls.env["LONGTAKE_WEIGHTS"] == gpu.env["LONGTAKE_WEIGHTS"]
    https = named(overlay("gpu"), "NetworkPolicy", "https")
    assert selects(https["spec"]["podSelector"], pulls.labels)
