"""`python -m tests.kit.rollout.docker …`: the few subcommands of docker that `compose.sh` asks for, and nothing else."""

import hashlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from tests.kit.rollout.machine import Container, Machine, complain, say

_ENVIRONMENT = (
    '{{index .Config.Labels "com.docker.compose.oneoff"}}{{println}}{{range .Config.Env}}{{println .}}{{end}}'
)
_HEALTH = "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}"
ONE_OFF = "com.docker.compose.oneoff"


class Compose:
    """What the file of the current folder comes to with the variables of this process, and of .env where they are not set."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        lines = [line.partition("=") for line in Path(".env").read_text().splitlines() if "=" in line]
        self._variables = {name: value for name, _, value in lines} | dict(os.environ)
        document = yaml.safe_load(Path("docker-compose.yml").read_text())
        self._services = self._resolved(document["services"])

    def _resolved(self, value: Any) -> Any:
        match value:
            case dict():
                return {key: self._resolved(inner) for key, inner in value.items()}
            case list():
                return [self._resolved(inner) for inner in value]
            case str():
                return re.sub(r"\$\{([A-Z_]+)(?::([-+])([^}]*))?\}", self._variable, value)
        return value

    def _variable(self, found: re.Match[str]) -> str:
        name, sign, word = found.groups()
        value = self._variables.get(name, "")
        if sign == "+":
            return word if value else ""
        return value or word or ""

    def made(self, service: str) -> Container:
        """The container that a service comes to now."""
        if service not in self._services:
            self._machine.refuse(f"no such service: {service}")
        told = self._services[service]
        environment = {name: str(value) for name, value in told["environment"].items()}
        return Container("", service, told["image"], told["command"], environment)

    def up(self, service: str, count: int, within_s: float | None, *, recreate: bool) -> int:
        """As many containers as asked for, new ones made as the file says now, and old ones too if they are recreated.

        All of them are waited for, if at all: also those that were there.
        """
        made = self.made(service)
        there = [each for each in self._machine.containers(service) if not each.labels.get(ONE_OFF)]
        if len(there) > count:
            self._machine.refuse(
                f"{len(there)} of {service} would become {count}: which ones go is compose's choice"
            )
        for each in there if recreate else ():
            if each[2:5] != made[2:5]:
                self._machine.stop(each)
                self._machine.remove(each)
                self._machine.create(made)
        for _ in range(count - len(there)):
            self._machine.create(made)
        for each in self._machine.containers(service):
            running = each if each.runs else self._machine.start(each)
            if within_s is not None and not self._machine.ready(running, within_s):
                complain(f"container {each.name} is unhealthy")
                return 1
        return 0


def docker(arguments: list[str], machine: Machine) -> int:
    """Carry out one command; gives its exit code."""
    match arguments:
        case ["inspect", "--format", form, name] if form == _ENVIRONMENT:
            each = machine.container(name)
            say([str(each.labels.get(ONE_OFF, False))])
            say(f"{key}={value}" for key, value in each.environment.items())
        case ["inspect", "--format", "{{.Image}}", name]:
            say([_digest(machine.container(name).image)])
        case ["inspect", "--format", "{{json .Config.Cmd}}", name]:
            say([json.dumps(machine.container(name).command)])
        case ["inspect", "--format", form, name] if form == _HEALTH:
            say(["healthy" if machine.ready(machine.container(name), 1) else "starting"])
        case ["image", "inspect", *_, image]:
            if not machine.has(image):
                complain(f"Error: No such image: {image}")
                return 1
            say([_digest(image)])
        case ["pull", image]:
            complain(f"Error: pull access denied for {image}")
            return 1
        case ["stop", *names] if names:
            for name in names:
                machine.stop(machine.container(name))
        case ["rm", "--volumes", *names] if names:
            for name in names:
                machine.remove(machine.container(name))
        case ["compose", "--profile", "*", *rest] | ["compose", *rest]:
            return _compose(rest, machine)
        case _:
            machine.refuse(f"docker {arguments}")
    return 0


def _digest(image: str) -> str:
    return f"sha256:{hashlib.sha256(image.encode()).hexdigest()}"


def _compose(arguments: list[str], machine: Machine) -> int:
    compose = Compose(machine)
    match arguments:
        case ["ps", "--services"]:
            say(sorted({each.service for each in machine.containers() if each.runs}))
        case ["ps", "--quiet", service]:
            compose.made(service)
            say(each.name for each in machine.containers(service) if each.runs)
        case ["ps", "--all", "--quiet", service]:
            compose.made(service)
            say(each.name for each in machine.containers(service))
        case ["run", "--rm", "--no-deps", "-T", service, *command] if command:
            made = compose.made(service)
            return machine.run(made.image, command, made.environment)
        case ["up", "--detach", "--no-deps", "--no-recreate", "--scale", scale, service] if scale.startswith(
            f"{service}="
        ):
            return compose.up(service, int(scale.partition("=")[2]), None, recreate=False)
        case [
            "up",
            "--detach",
            "--no-deps",
            "--wait",
            "--wait-timeout",
            within,
            "--scale",
            scale,
            service,
        ] if scale.startswith(f"{service}="):
            return compose.up(service, int(scale.partition("=")[2]), float(within), recreate=True)
        case _:
            machine.refuse(f"docker compose {arguments}")
    return 0


if __name__ == "__main__":
    here = Machine.here()
    here.note("docker", sys.argv[1:])
    sys.exit(docker(sys.argv[1:], here))
