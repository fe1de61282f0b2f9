"""`python -m tests.kit.rollout.kubectl …`: the few subcommands of kubectl that `kubernetes.sh` asks for, and nothing else."""

import hashlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from tests.kit.kubernetes.fields import checked
from tests.kit.rollout.machine import Container, Machine, complain, say

_NAMES = r'jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}'
_BUILDS = r'jsonpath={range .items[*]}{.metadata.labels.app\.kubernetes\.io/version}{"\n"}{end}'
_IMAGES = r'jsonpath={range .items[*]}{.spec.template.spec.containers[0].image}{"\n"}{end}'
_BUILD = "app.kubernetes.io/version"
_BOTH = "deployment,poddisruptionbudget"

Document = dict[str, Any]


class Cluster:
    """Deployments in files, whose pods are containers of the machine; of what is no Deployment, that it is there."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._folder = machine.folder / "objects"
        self._folder.mkdir(exist_ok=True)

    def objects(self, kind: str, selector: str = "") -> list[Document]:
        found = [json.loads(path.read_text()) for path in sorted(self._folder.glob(f"{kind}.*"))]
        return [each for each in found if _selected(each, selector)]

    def named(self, name: str) -> Document:
        found = [each for each in self.objects("Deployment") if each["metadata"]["name"] == name]
        if not found:
            self._machine.refuse(f"no such deployment: {name}")
        return dict(found[0])

    def apply(self, path: Path, selector: str = "") -> int:
        for document in yaml.safe_load_all(path.read_text()):
            if document and _selected(document, selector):
                checked(document)
                self._apply(document)
        return 0

    def _apply(self, document: Document) -> None:
        place = self._folder / f"{document['kind']}.{document['metadata']['name']}"
        before = json.loads(place.read_text()) if place.exists() else None
        place.write_text(json.dumps(document))
        if document["kind"] != "Deployment":
            return
        if before and before["spec"]["selector"] != document["spec"]["selector"]:
            self._machine.refuse(f"the selector of {place.name} cannot be changed")
        missing = document["spec"].get("replicas", 1) - len(self._pods(document))
        for _ in range(missing):
            self._machine.create(self._pod(document))

    def _pod(self, document: Document) -> Container:
        template = document["spec"]["template"]
        [container] = template["spec"]["containers"]
        told = {each["name"]: each["value"] for each in container["env"] if "value" in each}
        command = ["0" if word == "8000" else word for word in container["args"]]
        environment = told | self._machine.settings
        labels = {"template": hashlib.sha256(json.dumps(template).encode()).hexdigest()[:10]}
        service = document["metadata"]["name"]
        return Container("", service, container["image"], command, environment, labels=labels)

    def _pods(self, document: Document) -> list[Container]:
        """The pods of what the Deployment says now."""
        wanted = self._pod(document).labels
        return [
            each for each in self._machine.containers(document["metadata"]["name"]) if each.labels == wanted
        ]

    def rolled_out(self, name: str, within_s: float) -> int:
        """Wait for the pods that were started, then end those of before."""
        document = self.named(name)
        now = self._pods(document)
        if not all(self._machine.ready(each, within_s) for each in now):
            complain(f"error: deployment {name!r} exceeded its progress deadline")
            return 1
        for each in self._machine.containers(name):
            if each not in now:
                self._machine.stop(each)
                self._machine.remove(each)
        return 0

    def execute(self, name: str, command: list[str]) -> int:
        pods = [each for each in self._pods(self.named(name)) if each.runs]
        if not pods or command[0] != "longtake":
            self._machine.refuse(f"no pod of {name} to do {command}")
        return self._machine.run(pods[0].image, command[1:], pods[0].environment)

    def delete(self, selector: str = "", name: str = "") -> None:
        for kind in ("Deployment", "PodDisruptionBudget"):
            for document in self.objects(kind, selector):
                found = document["metadata"]["name"]
                if name and found != name:
                    continue
                (self._folder / f"{kind}.{found}").unlink()
                for each in self._machine.containers(found) if kind == "Deployment" else ():
                    self._machine.stop(each)
                    self._machine.remove(each)


def _selected(document: Document, selector: str) -> bool:
    labels = document["metadata"].get("labels", {})
    for term in filter(None, selector.split(",")):
        key, sign, value = re.fullmatch(r"([^=!]+)(=|!=)(.*)", term).groups()  # type: ignore[union-attr]
        if (labels.get(key) == value) != (sign == "="):
            return False
    return True


def _seconds(typed: str) -> float:
    return float(typed[:-1]) * {"s": 1, "m": 60, "h": 3600}[typed[-1]]


def kubectl(arguments: list[str], machine: Machine) -> int:
    """Carry out one command; gives its exit code."""
    cluster = Cluster(machine)
    match arguments:
        case ["kustomize", folder]:
            real = str(Path(sys.executable).parent / "kubectl")
            os.execv(real, [real, "kustomize", folder])
        case ["--namespace", "longtake", "apply", "--filename", path]:
            return cluster.apply(Path(path))
        case ["--namespace", "longtake", "apply", "--filename", path, "--selector", selector]:
            return cluster.apply(Path(path), selector)
        case ["--namespace", "longtake", "rollout", "status", target, "--timeout", within]:
            return cluster.rolled_out(target.removeprefix("deployment/"), _seconds(within))
        case ["--namespace", "longtake", "exec", target, "--container", "longtake", "--", *command]:
            return cluster.execute(target.removeprefix("deployment/"), command)
        case ["--namespace", "longtake", "get", "deployments", "--selector", selector, "--output", form] if (
            form in (_NAMES, _BUILDS, _IMAGES)
        ):
            for each in cluster.objects("Deployment", selector):
                said = each["metadata"]
                if form == _IMAGES:
                    say([each["spec"]["template"]["spec"]["containers"][0]["image"]])
                else:
                    say([said["name"] if form == _NAMES else said["labels"].get(_BUILD, "")])
        case ["--namespace", "longtake", "delete", kinds, "--selector", selector] if kinds == _BOTH:
            cluster.delete(selector)
        case ["--namespace", "longtake", "delete", kinds, name, "--ignore-not-found"] if kinds == _BOTH:
            cluster.delete(name=name)
        case _:
            machine.refuse(f"kubectl {arguments}")
    return 0


if __name__ == "__main__":
    here = Machine.here()
    here.note("kubectl", sys.argv[1:])
    sys.exit(kubectl(sys.argv[1:], here))
