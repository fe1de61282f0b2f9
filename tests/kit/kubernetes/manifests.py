"""What an overlay comes to: its documents, and the pods among them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped]

FOLDER = Path(__file__).parents[3] / "infra/deploy/kubernetes"
OVERLAYS = tuple(sorted(path.name for path in (FOLDER / "overlays").iterdir()))
SCALED = ("Deployment", "WorkerDeployment")
"""Kinds whose documents have the template of a pod at `spec.template`."""

Document = dict[str, Any]


class Pod(NamedTuple):
    """What a Deployment makes, or whatever does as one."""

    kind: str
    name: str
    template: Document
    document: Document

    @property
    def spec(self) -> Document:
        return dict(self.template["spec"])

    @property
    def container(self) -> Document:
        [container] = self.spec["containers"]
        return dict(container)

    @property
    def args(self) -> list[str]:
        return list(self.container["args"])

    @property
    def env(self) -> dict[str, Any]:
        """Its variables: the value, or where that comes from."""
        return {each["name"]: each.get("value", each.get("valueFrom")) for each in self.container["env"]}

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.template["metadata"]["labels"])


@cache
def _built(folder: Path) -> str:
    kubectl = Path(sys.executable).parent / "kubectl"
    ran = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return json.dumps([each for each in yaml.safe_load_all(ran.stdout) if each])


def built(folder: Path) -> list[Document]:
    """The documents of a folder, to be changed at will."""
    return list(json.loads(_built(folder)))


def overlay(name: str) -> list[Document]:
    """The documents of an overlay."""
    return built(FOLDER / "overlays" / name)


def of_kind(documents: list[Document], *kinds: str) -> list[Document]:
    return [each for each in documents if each["kind"] in kinds]


def named(documents: list[Document], kind: str, name: str) -> Document:
    [found] = [each for each in of_kind(documents, kind) if each["metadata"]["name"] == name]
    return found


def pods_of(documents: list[Document]) -> list[Pod]:
    return [
        Pod(each["kind"], each["metadata"]["name"], each["spec"]["template"], each)
        for each in of_kind(documents, *SCALED)
    ]


def pod(documents: list[Document], name: str) -> Pod:
    [found] = [each for each in pods_of(documents) if each.name == name]
    return found


def settings_of(documents: list[Document]) -> dict[str, str]:
    """What all pods are told by the ConfigMap."""
    return dict(named(documents, "ConfigMap", "longtake-settings")["data"])


def secrets_of(value: object) -> Iterator[str]:
    """The names of the secrets that are referred to, wherever that is."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("secretRef", "secretKeyRef", "apiKeySecretRef"):
                yield inner["name"]
            elif key == "secretName":
                yield inner
            else:
                yield from secrets_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from secrets_of(inner)


def selects(selector: Document, labels: dict[str, str]) -> bool:
    """Whether a selector means pods with these labels."""
    wanted = selector.get("matchLabels", {}).items()
    among = selector.get("matchExpressions", [])
    assert all(each["operator"] == "In" for each in among)
    return wanted <= labels.items() and all(labels.get(each["key"]) in each["values"] for each in among)
