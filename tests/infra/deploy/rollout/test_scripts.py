"""The scripts themselves: that a shell can read them, and that they call things as the files beside them do."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from tests.kit.rollout.machine import Machine
from tests.kit.rollout.stage import SCRIPTS, Stage

ALL = sorted(SCRIPTS.iterdir())
COMPOSE = SCRIPTS.parents[2] / "docker-compose.yml"


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_a_script_is_one_that_a_shell_and_its_critic_have_nothing_against(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)
    critic = Path(sys.executable).parent / "shellcheck"
    found = subprocess.run(
        [critic, "--enable=all", "--exclude=SC2250,SC2310,SC2311,SC2312,SC2292", script],
        capture_output=True,
        text=True,
    )
    assert found.stdout == ""


@pytest.mark.parametrize("word", ["-h", "--help"])
@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_how_a_script_is_used_is_told_where_nothing_else_of_it_is_there(
    script: Path, word: str, tmp_path: Path
) -> None:
    alone = tmp_path / script.name
    shutil.copy(script, alone)
    for words in ((),) if script.name == "worker-controller.sh" else ((), ("b2", "longtake:2")):
        ran = subprocess.run([alone, *words, word], cwd=tmp_path, capture_output=True, text=True)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.startswith(f"usage: {alone} ")
        told = set(re.findall(r"^([A-Z_]+)=\$\{\1:-", script.read_text(), re.MULTILINE))
        assert told == {*re.findall(r"\b([A-Z]+_WITHIN|NAMESPACE|ACTIVITIES)\b", ran.stdout)}


@pytest.mark.skipif(not COMPOSE.exists(), reason="there is no docker-compose.yml")
def test_what_is_replaced_on_one_machine_are_services_of_its_file() -> None:
    services = yaml.safe_load(COMPOSE.read_text())["services"]
    [others] = re.findall(r'^OTHERS="(.*)"$', (SCRIPTS / "compose.sh").read_text(), re.MULTILINE)
    assert {"worker-film", *others.split()} <= services.keys()
    film = services["worker-film"]
    assert "LONGTAKE_IMAGE" in film["image"]
    assert "LONGTAKE_BUILD" in film["environment"]["TEMPORAL_WORKER_BUILD_ID"]
    assert "longtake" in film["environment"]["TEMPORAL_DEPLOYMENT_NAME"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [((), "say the folder of your overlay: "), (("nowhere",), "no kustomization.yaml in 'nowhere'")],
    ids=["nothing", "no overlay"],
)
async def test_what_cannot_be_applied_is_said(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    stage = Stage(None, tmp_path, Machine(tmp_path / "machine"))  # type: ignore[arg-type]
    assert sentence in await stage.script("worker-controller.sh", *arguments).ended(2)


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [
        ("apply", "the overlay 'overlay' was not applied, or not all of it: mend what kubectl says above"),
        ("wait", "the new build is not current, or that could not be seen: films go on as before"),
        ("longtake wake", "the new build is current, but films that wait could not be woken: run this again"),
        ("longtake builds", "the new build is current, but `longtake builds` could not be asked"),
    ],
    ids=["apply", "wait", "wake", "builds"],
)
async def test_what_kubectl_fails_at_is_followed_by_a_sentence_and_is_not_said_to_be_done(
    fails: str, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "overlay").mkdir()
    (tmp_path / "overlay/kustomization.yaml").touch()
    kubectl = tmp_path / "bin/kubectl"
    kubectl.parent.mkdir()
    kubectl.write_text(f'#!/bin/sh\ncase "$*" in *" {fails}"*) echo refused >&2; exit 7 ;; esac\n')
    kubectl.chmod(0o755)
    stage = Stage(None, tmp_path, Machine(tmp_path / "machine"))  # type: ignore[arg-type]
    said = await stage.script("worker-controller.sh", "overlay").ended(1)
    assert said.splitlines()[-2] == "refused"
    assert said.splitlines()[-1].startswith(f"rollout: {sentence}")
    assert ("the overlay is applied" in said) is (fails != "apply")


@pytest.mark.parametrize("current", [True, False], ids=["current", "refused"])
async def test_the_controller_is_waited_for_and_films_are_woken_once_its_build_is_current(
    current: bool,
    tmp_path: Path,
) -> None:
    """Of kubectl there is only what it was asked: no controller is here."""
    kubectl, overlay = tmp_path / "bin/kubectl", tmp_path / "overlay"
    for folder in (kubectl.parent, overlay):
        folder.mkdir()
    (overlay / "kustomization.yaml").touch()
    kubectl.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" >>{tmp_path}/asked\n[ "$3" != wait ] || exit {int(not current)}\n'
    )
    kubectl.chmod(0o755)
    stage = Stage(None, tmp_path, Machine(tmp_path / "machine"))  # type: ignore[arg-type]
    said = await stage.script("worker-controller.sh", str(overlay)).ended(int(not current))
    asked = [
        line.removeprefix("--namespace longtake ") for line in (tmp_path / "asked").read_text().splitlines()
    ]
    assert asked[:2] == [
        f"apply --kustomize {overlay}",
        "wait workerdeployment/film --for condition=Ready --timeout 1h",
    ]
    woken = [f"exec deployment/studio --container longtake -- longtake {each}" for each in ("wake", "builds")]
    if current:
        assert asked[2:] == woken
    else:
        assert asked[2].startswith("get workerdeployment film ") and len(asked) == 3
        assert "the new build is not current" in said
