"""What docker-compose.yml comes to: as Docker Compose itself resolves it, which holds it against its own schema, and podman-compose."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docker-compose.yml"
FOLDER = ROOT / "infra/deploy/compose"
PROFILES = ("gpu", "webhooks")

Document = dict[str, Any]

_PROGRAMS = Path(sys.executable).parent


def written_secrets(folder: Path) -> Path:
    """An env file with secrets in it, as the script writes it."""
    file = folder / "secrets.env"
    subprocess.run(["sh", FOLDER / "secrets.sh", file], check=True, capture_output=True, timeout=60)
    return file


def values_in(file: Path) -> dict[str, str]:
    """What an env file says."""
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def asked(
    program: str, env_file: Path, *words: str, file: Path = FILE, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What a program says to a file, in an environment that has nothing but these variables."""
    alone = {"PATH": os.environ["PATH"], "HOME": "/nowhere", **(variables or {})}
    # podman-compose wants podman, unless nothing is to be done with it.
    dry = ["--dry-run"] if program == "podman-compose" else []
    return subprocess.run(
        [_PROGRAMS / program, *dry, "--env-file", env_file, "--file", file, *words],
        env=alone,
        capture_output=True,
        text=True,
        timeout=120,
    )


def resolved(
    env_file: Path, *profiles: str, file: Path = FILE, variables: Mapping[str, str] | None = None
) -> Document:
    """What Docker Compose makes of the file; it has to take it."""
    given = [word for name in profiles for word in ("--profile", name)]
    ran = asked(
        "docker-compose", env_file, *given, "config", "--format", "json", file=file, variables=variables
    )
    assert (ran.returncode, ran.stderr) == (0, ""), "it takes the file, and warns of nothing"
    return dict(json.loads(ran.stdout))


def resolved_by_podman(env_file: Path, *profiles: str) -> Document:
    """What podman-compose makes of the file; it has to take it."""
    given = [word for name in profiles for word in ("--profile", name)]
    ran = asked("podman-compose", env_file, *given, "config")
    assert ran.returncode == 0, ran.stderr
    return dict(yaml.safe_load(ran.stdout))


@cache
def required() -> frozenset[str]:
    """The variables that the file does not do without."""
    return frozenset(re.findall(r"\$\{(\w+):\?", FILE.read_text()))


def seconds(duration: str) -> float:
    """A duration as Compose writes it, such as `1m40s`."""
    units = {"h": 3600, "m": 60, "s": 1}
    parts = re.findall(r"([\d.]+)([hms])", duration)
    assert "".join(map("".join, parts)) == duration, duration
    return sum(float(number) * units[unit] for number, unit in parts)


def is_ours(service: Document) -> bool:
    """Whether it is of our image."""
    return str(service["image"]).startswith("longtake")


def passes(service: Document) -> bool:
    """Whether it does something once, and ends."""
    return service.get("restart") == "no"


def in_order(services: Mapping[str, Document]) -> list[str]:
    """Their names, each after those that it waits for."""
    found: list[str] = []
    while len(found) < len(services):
        ready = [
            name
            for name, service in services.items()
            if name not in found and set(service.get("depends_on", {})) <= set(found)
        ]
        assert ready, "services wait for each other"
        found += sorted(ready)
    return found
