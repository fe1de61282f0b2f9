"""`infra/deploy/rollout/kubernetes.sh` followed with films in flight: pods are processes, kubectl is a stand-in, Temporal is real."""

import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from models.film.decisions import Decision
from models.film.view import FilmView
from tests.kit.kubernetes.manifests import FOLDER, built
from tests.kit.providers import renders
from tests.kit.rollout.kubectl import Cluster
from tests.kit.rollout.machine import Machine
from tests.kit.rollout.program import does, programs_alone
from tests.kit.rollout.stage import BAD, GOOD, NEW, Rollout, Stage, stage_at
from tests.kit.rollout.worker import HELD, PRICE
from tests.kit.studio import short_shots

pytestmark = pytest.mark.ops


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A cluster to which an overlay was applied whose film workers have no builds."""
    async with stage_at(tmp_path, "kubectl") as place:
        overlay = _overlay(place, GOOD)
        whole = tmp_path / "whole.yaml"
        whole.write_text(yaml.safe_dump_all(built(overlay)))
        Cluster(place.machine).apply(whole)
        yield place


def _overlay(stage: Stage, image: str) -> Path:
    """The operator's overlay: one node, with an image of theirs."""
    folder = stage.folder.resolve() / f"overlay-{image.partition(':')[2]}"
    folder.mkdir(exist_ok=True)
    base = os.path.relpath(FOLDER / "overlays/one-node", folder)
    name, _, tag = image.partition(":")
    (folder / "kustomization.yaml").write_text(
        f"resources: [{base}]\nimages: [{{name: longtake, newName: {name}, newTag: '{tag}'}}]\n"
    )
    return folder


def _rollout(stage: Stage, build: str, image: str) -> Rollout:
    return stage.script("kubernetes.sh", build, str(_overlay(stage, image)))


async def test_films_in_flight_go_on_through_deploys_of_which_one_is_killed_and_one_is_refused(
    stage: Stage, film: str
) -> None:
    films = stage.films
    gate, working, later = f"{film}-gate", f"{film}-working", f"{film}-later"
    await films.at_gate(short_shots("a quay"), gate)
    assert await films.build_of(gate) == ""
    before = renders(films.journal)
    first = await _rollout(stage, "b1", GOOD).ended(0)
    assert "rollout: film workers without a build are stopped" in first
    assert (stage.film_workers(""), len(stage.film_workers("b1"))) == ([], 1)
    smoke = {key for key in renders(films.journal) if key not in before}
    held = films.hold(HELD)
    held.touch()
    await films.begin(short_shots(f"a {HELD} boat"), working, approve="auto")
    await films.until_begun(HELD)

    killed = _rollout(stage, "b2", NEW)
    await killed.says("Build b2 makes its smoke film")
    await killed.killed(alone=False)
    assert len(stage.film_workers("b1")) == len(stage.film_workers("b2")) == 1
    again = _rollout(stage, "b2", NEW)
    await again.says("waiting for them to end")
    assert "Build b2 of longtake is current" in again.said
    assert len(stage.film_workers("b1")) == 1, "shots are under way there"
    held.unlink()
    assert (await films.until(working, _ended)).verdict == "finished"
    assert await films.builds_of(await films.part(working, "shot_001/take-1")) == ["b1"]
    assert "rollout: film workers of build b1 are stopped" in await again.ended(0)
    assert (stage.film_workers("b1"), len(stage.film_workers("b2"))) == ([], 1)

    refused = await _rollout(stage, "b3", BAD).ended(1)
    assert "no such file: libfilm.so" in refused
    assert "its workers are stopped again, and everything else is as it was" in refused
    assert {(each.service, each.image) for each in stage.machine.containers()} == {
        *((name, NEW) for name in ("worker-film-b2", "worker-io", "worker-cpu", "studio"))
    }
    await films.at_gate(short_shots("a lamp"), later)
    for name in (gate, later):
        await films.decide(name, Decision(kind="approve", board=1))
        assert (await films.until(name, _ended)).verdict == "finished"
        assert await films.builds_of(await films.part(name, "shot_001/take-1")) == ["b2"]
    made = Counter(key for key in renders(films.journal) if key not in smoke)
    assert made and set(made.values()) == {1}, "nothing that was done is done again"
    await stage.paid(PRICE)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "say which build, and the folder of your overlay: "),
        (("B2", "."), "a build is part of a name here: small letters, digits, . and -, 40 at most, not 'B2'"),
        (("b2", "nowhere"), "no kustomization.yaml in 'nowhere'"),
        (
            ("b2", str(FOLDER / "overlays/worker-controller")),
            "with the Worker Controller it is worker-controller.sh",
        ),
    ],
    ids=["nothing", "no build", "no overlay", "the controller's"],
)
async def test_what_cannot_be_deployed_is_said(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    machine = Machine(tmp_path / "machine")
    machine.prepare({}, {})
    stage = Stage(None, tmp_path, machine)  # type: ignore[arg-type]
    stage.shim("kubectl")
    assert sentence in await stage.script("kubernetes.sh", *arguments).ended(2)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Stage]:
    """A cluster whose program does what a line of shell says, and whose workers are ready at once."""
    machine = Machine(tmp_path / "machine")
    machine.prepare(programs_alone(tmp_path), {})
    stage = Stage(None, tmp_path, machine)  # type: ignore[arg-type]
    stage.shim("kubectl")
    yield stage
    machine.kill_all()


async def test_a_name_that_another_image_has_is_refused(alone: Stage) -> None:
    does(alone.folder, "deploy", "exit 1")
    does(alone.folder, "builds", "exit 1")
    assert "its workers are left" in await _rollout(alone, "b1", GOOD).ended(1)
    said = await _rollout(alone, "b1", NEW).ended(2)
    assert f"build b1 is there with the image {GOOD}, not {NEW}" in said
    assert [each.image for each in alone.machine.containers()] == [GOOD]


async def test_of_two_rollouts_the_one_whose_build_is_not_current_any_more_replaces_nothing(
    alone: Stage,
) -> None:
    does(alone.folder, "builds", """echo '{"current": "b2"}'""")
    said = await _rollout(alone, "b1", GOOD).ended(1)
    assert "build b1 is not current any more" in said
    assert {each.service for each in alone.machine.containers()} == {"worker-film-b1"}


async def test_activities_can_be_the_new_images_before_a_film_is_tried(alone: Stage) -> None:
    does(alone.folder, "deploy", "ls machine/running; exit 1")
    said = await alone.script("kubernetes.sh", "b1", str(_overlay(alone, GOOD)), ACTIVITIES="first").ended(1)
    assert "worker-io.json" in said and "worker-cpu.json" in said
    assert "rollout undo deployment/worker-io" in said
    assert alone.film_workers("b1") == []


async def test_workers_of_tenants_and_a_time_that_is_none_are_refused(alone: Stage) -> None:
    overlay = _overlay(alone, GOOD)
    late = await alone.script("kubernetes.sh", "b1", str(overlay), DRAIN_WITHIN="2 h").ended(2)
    assert "DRAIN_WITHIN is a time such as 90s, 10m or 2h, not '2 h'" in late
    place = "/spec/template/spec/containers/0/args/-"
    patch = json.dumps([{"op": "add", "path": place, "value": "--all-tenants"}])
    with (overlay / "kustomization.yaml").open("a") as file:
        file.write(f"patches: [{{target: {{kind: Deployment, name: worker-film}}, patch: '{patch}'}}]\n")
    assert "serve tenants" in await alone.script("kubernetes.sh", "b1", str(overlay)).ended(2)
    assert alone.machine.containers() == []


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [
        ("get deployments */name=worker-film,*", "the cluster cannot be asked what is there: everything"),
        ("apply */name=worker-film,*", "they could not be applied, and films go on as before: mend what"),
        ("apply */name=worker-io*", "worker-io of the new image could not be applied: its workers are"),
        ("apply *all.yaml", "the rest was not applied, or not all of it; build b1 has the films: mend what"),
        ("get deployments */part-of=longtake*", "what was replaced cannot be looked at; build b1 has the"),
    ],
    ids=["nobody there", "film workers", "activities", "the rest", "what is replaced"],
)
async def test_what_kubectl_fails_at_is_followed_by_a_sentence(
    fails: str, sentence: str, alone: Stage
) -> None:
    does(alone.folder, "builds", """echo '{"current": "b1"}'""")
    _fails(alone, fails)
    said = await alone.script("kubernetes.sh", "b1", str(_overlay(alone, GOOD)), ACTIVITIES="first").ended(1)
    assert "refused\n" in said
    assert said.splitlines()[-1].startswith(f"rollout: {sentence}")


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [("apply */name=worker-film,*", "could not be applied"), ("rollout status *-b1 *", "became ready")],
    ids=["apply", "pods"],
)
async def test_workers_that_were_there_are_not_told_to_be_deleted_where_they_do_not_come_on_a_second_run(
    fails: str, sentence: str, alone: Stage
) -> None:
    does(alone.folder, "builds", """echo '{"current": "b1"}'; exit 1""")
    mend = _fails(alone, fails)
    assert "kubectl --namespace longtake delete" in await _rollout(alone, "b1", GOOD).ended(1)
    mend()
    does(alone.folder, "deploy", "exit 1")
    await _rollout(alone, "b1", GOOD).ended(1)
    _fails(alone, fails)
    said = (await _rollout(alone, "b1", GOOD).ended(1)).splitlines()[-1]
    assert sentence in said and "films may be on build b1, so leave its workers" in said
    assert said.endswith("run this again") and "delete" not in said
    assert len(alone.film_workers("b1")) == 1


async def test_a_refused_build_whose_workers_kubectl_does_not_stop_is_told_with_the_command_that_does(
    alone: Stage,
) -> None:
    does(alone.folder, "deploy", "exit 1")
    _fails(alone, "delete *")
    said = await _rollout(alone, "b1", GOOD).ended(1)
    told = "kubectl --namespace longtake delete deployment,poddisruptionbudget --selector "
    chosen = "app.kubernetes.io/name=worker-film,app.kubernetes.io/version=b1"
    assert said.splitlines()[-2:] == [
        "refused",
        f"rollout: build b1 did not get all films; its workers could not be stopped again: {told}{chosen}",
    ]
    assert len(alone.film_workers("b1")) == 1


@pytest.mark.parametrize(
    ("build", "named"), [("", "without a build"), ("b0", "of build b0")], ids=["no build", "a build"]
)
async def test_a_rollout_that_cannot_stop_the_workers_of_before_says_so_and_is_run_again(
    build: str, named: str, alone: Stage
) -> None:
    does(alone.folder, "studio", "echo http://here; exec sleep 600")
    if build:
        does(alone.folder, "builds", """echo '{"current": "b0"}'""")
        await _rollout(alone, build, GOOD).ended(0)
    else:
        whole = alone.folder / "whole.yaml"
        whole.write_text(yaml.safe_dump_all(built(_overlay(alone, GOOD))))
        Cluster(alone.machine).apply(whole)
    does(alone.folder, "builds", """echo '{"current": "b1"}'""")
    mend = _fails(alone, "delete *")
    said = await _rollout(alone, "b1", NEW).ended(1)
    assert said.splitlines()[-2:] == [
        "refused",
        f"rollout: film workers {named} could not be stopped; build b1 has the films: run this again",
    ]
    assert len(alone.film_workers(build)) == len(alone.film_workers("b1")) == 1
    mend()
    assert f"rollout: film workers {named} are stopped" in await _rollout(alone, "b1", NEW).ended(0)
    assert (alone.film_workers(build), len(alone.film_workers("b1"))) == ([], 1)


def _fails(stage: Stage, words: str) -> Callable[[], object]:
    """Have kubectl refuse what begins so in Longtake's namespace, * being anything; gives what ends that."""
    shim = stage.folder / "bin/kubectl"
    works = shim.read_text()
    pattern = words.replace("*", '"*"')
    refuse = f'case "$*" in "--namespace longtake {pattern}") echo refused >&2; exit 7 ;; esac\n'
    shim.write_text(works.replace("\n", f"\n{refuse}", 1))
    return lambda: shim.write_text(works)


@pytest.mark.parametrize("overlay", ["one-node", "cloud", "gpu", "keda"])
async def test_every_overlay_without_the_controller_has_film_workers_of_a_build(
    overlay: str, tmp_path: Path
) -> None:
    """Up to the pods, of which a machine without images has none."""
    machine = Machine(tmp_path / "machine")
    machine.prepare({}, {})
    stage = Stage(None, tmp_path, machine)  # type: ignore[arg-type]
    stage.shim("kubectl")
    said = await stage.script("kubernetes.sh", "749ae04", str(FOLDER / "overlays" / overlay)).ended(1)
    assert "no such image: longtake:0.1.0" in said
    [made] = Cluster(machine).objects("Deployment")
    version = {"app.kubernetes.io/version": "749ae04"}
    assert made["metadata"]["name"] == "worker-film-749ae04"
    assert version.items() <= made["spec"]["selector"]["matchLabels"].items()
    assert version.items() <= made["spec"]["template"]["metadata"]["labels"].items()
    [container] = made["spec"]["template"]["spec"]["containers"]
    told = {each["name"]: each.get("value") for each in container["env"]}
    assert (told["TEMPORAL_DEPLOYMENT_NAME"], told["TEMPORAL_WORKER_BUILD_ID"]) == ("longtake", "749ae04")
    for budget in Cluster(machine).objects("PodDisruptionBudget"):
        assert (
            budget["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/name": "worker-film"} | version
        )


def _ended(view: FilmView) -> bool:
    return view.ended
