"""`infra/deploy/rollout/compose.sh` followed with films in flight: containers are processes, docker is a stand-in, Temporal is real."""

from collections import Counter
from collections.abc import AsyncIterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from models.film.decisions import Decision
from models.film.view import FilmView
from tests.kit.deploys import until_true
from tests.kit.providers import renders
from tests.kit.rollout.docker import Compose
from tests.kit.rollout.machine import Machine
from tests.kit.rollout.stage import BAD, GOOD, NEW, Stage, settings_of, stage_at
from tests.kit.rollout.worker import HELD, PRICE
from tests.kit.studio import short_shots

pytestmark = pytest.mark.ops

_FILM = {
    "TEMPORAL_DEPLOYMENT_NAME": "${LONGTAKE_BUILD:+longtake}",
    "TEMPORAL_WORKER_BUILD_ID": "${LONGTAKE_BUILD:-}",
}
_SERVICES = {
    "worker-film": ["worker", "film"],
    "worker-io": ["worker", "io"],
    "worker-cpu": ["worker", "cpu"],
    "studio": ["studio", "--host", "127.0.0.1", "--port", "0"],
}


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A machine on which build 1 was brought up, and no build is current yet."""
    async with stage_at(tmp_path, "docker") as place:
        told = settings_of(place.films)
        services = {
            name: {
                "image": "${LONGTAKE_IMAGE:-longtake:0}",
                "command": command,
                "environment": told | (_FILM if name == "worker-film" else {}),
            }
            for name, command in _SERVICES.items()
        }
        (tmp_path / "docker-compose.yml").write_text(yaml.safe_dump({"services": services}))
        (tmp_path / ".env").write_text(f"POSTGRES_PASSWORD=p\nLONGTAKE_BUILD=b1\nLONGTAKE_IMAGE={GOOD}\n")
        (tmp_path / ".env").chmod(0o600)
        monkeypatch.chdir(tmp_path)
        compose = Compose(place.machine)
        for name in _SERVICES:
            place.machine.create(compose.made(name))
        yield place


async def test_films_in_flight_go_on_through_a_deploy_that_is_killed_and_run_again(
    stage: Stage, film: str
) -> None:
    films = stage.films
    first = await stage.script("compose.sh", "b1", GOOD).ended(0)
    assert "Build b1 of longtake is current" in first and "rollout: build b1 is deployed" in first
    smoke = set(renders(films.journal))
    gate, poor, working = f"{film}-gate", f"{film}-poor", f"{film}-working"
    await films.at_gate(short_shots("a quay"), gate)
    await films.begin(short_shots("a pier"), poor, approve="auto", budget=str(PRICE))
    await films.until(poor, lambda view: bool(view.needs))
    held = films.hold(HELD)
    held.touch()
    await films.begin(short_shots(f"a {HELD} boat", f"a {HELD} bell"), working, approve="auto")
    await films.until_begun(HELD, 2)

    killed = stage.script("compose.sh", "b2", NEW)
    await killed.says("Build b2 makes its smoke film")
    await killed.killed()
    assert (len(stage.film_workers("b1")), len(stage.film_workers("b2"))) == (1, 1), "nobody was stopped"
    again = stage.script("compose.sh", "b2", NEW, DRAIN_WITHIN="30m")
    await again.says("waiting for them to end")
    assert "film workers: 2 there, 1 of them of build b2, which gets 1" in again.said
    assert (len(stage.film_workers("b1")), len(stage.film_workers("b2"))) == (1, 1)

    await until_true(partial(_is_on, stage, gate, "b2"), "the film at its gate stays")
    await films.decide(gate, Decision(kind="approve", board=1))
    await films.decide(poor, Decision(kind="budget", usd=Decimal(1)))
    views = [await films.until(name, _ended) for name in (gate, poor)]
    assert await films.builds_of(await films.part(gate, "shot_001/take-1")) == ["b2"]
    assert len(stage.film_workers("b1")) == 1, "shots are under way there"
    held.unlink()
    views.append(await films.until(working, _ended))
    assert [view.verdict for view in views] == ["finished"] * 3
    for shot in ("shot_001", "shot_002"):
        assert await films.builds_of(await films.part(working, f"{shot}/take-1")) == ["b1"]

    said = await again.ended(0)
    assert said.index("Nothing runs on build b1") < said.index("film workers of build b1 are stopped")
    assert (stage.film_workers("b1"), len(stage.film_workers("b2"))) == ([], 1)
    assert {each.image for each in stage.machine.containers()} == {NEW}, "everybody has the new image"
    env = stage.folder / ".env"
    assert env.read_text() == f"POSTGRES_PASSWORD=p\nLONGTAKE_BUILD=b2\nLONGTAKE_IMAGE={NEW}\n"
    assert env.stat().st_mode & 0o777 == 0o600
    made = Counter(key for key in renders(films.journal) if key not in smoke)
    assert made and set(made.values()) == {1}, "nothing that was done is done again"
    names = {each.film_id for each in await films.films()}
    assert {gate, poor, working} < names
    # The deploy that went on by itself may end its smoke film just before the one that is run again looks.
    assert len(names) in (5, 6), "of each build a smoke film"
    await stage.paid(PRICE)


async def test_a_build_whose_smoke_film_fails_is_stopped_again_and_gets_no_film(
    stage: Stage, film: str
) -> None:
    films = stage.films
    await stage.script("compose.sh", "b1", GOOD).ended(0)
    await films.at_gate(short_shots("a quay"), film)
    before = stage.machine.containers()
    said = await stage.script("compose.sh", "b3", BAD).ended(1)
    assert "Build b3 was refused, and films go on as before: its smoke film did not come out whole" in said
    assert "no such file: libfilm.so" in said
    assert said.endswith(
        "rollout: build b3 did not get all films: its workers are stopped again, and everything else is as it was\n"
    )
    assert stage.machine.containers() == before
    assert f"LONGTAKE_BUILD=b1\nLONGTAKE_IMAGE={GOOD}\n" in (stage.folder / ".env").read_text()
    await films.at_gate(short_shots("a lamp"), f"{film}-later")
    assert [await films.build_of(name) for name in (film, f"{film}-later")] == ["b1", "b1"]


async def test_an_old_build_that_films_are_on_keeps_its_workers_until_they_have_left(
    stage: Stage, film: str
) -> None:
    films = stage.films
    await stage.script("compose.sh", "b1", GOOD, "--no-smoke").ended(0)
    held = films.hold(HELD)
    held.touch()
    await films.begin(short_shots(f"a {HELD} boat"), film, approve="auto")
    await films.until_begun(HELD)
    deploy = ("compose.sh", "b2", NEW, "--no-smoke")
    said = await stage.script(*deploy, DRAIN_WITHIN="0s").ended(1)
    assert "film workers of build b1 stay, as films are on it" in said
    assert (len(stage.film_workers("b1")), len(stage.film_workers("b2"))) == (1, 1)
    waits = stage.script(*deploy)
    await waits.says("1 film is on b1")
    another = await stage.script(*deploy).ended(1)
    assert another == "rollout: another rollout is at work in this folder\n"
    assert len(stage.film_workers("b1")) == 1
    held.unlink()
    assert (await films.until(film, _ended)).verdict == "finished"
    await waits.ended(0)
    assert stage.film_workers("b1") == []
    back = await stage.script("compose.sh", "b1", GOOD, "--no-smoke").ended(0)
    assert "Build b1 of longtake is current" in back and "film workers of build b2 are stopped" in back


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "say which build, and its image: "),
        (("b 2", NEW), "a build is letters, digits and . _ : / @ + -, not 'b 2'"),
        (("b2", "-x"), "'-x' is no image"),
    ],
    ids=["nothing", "no build", "no image"],
)
async def test_what_cannot_be_deployed_is_said(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    stage = Stage(None, tmp_path, Machine(tmp_path / "machine"))  # type: ignore[arg-type]
    assert sentence in await stage.script("compose.sh", *arguments).ended(2)
    assert "no docker-compose.yml and .env here" in await stage.script("compose.sh", "b2", NEW).ended(2)


def _ended(view: FilmView) -> bool:
    return view.ended


async def _is_on(stage: Stage, film: str, build: str) -> bool:
    return await stage.films.builds_of(film) == [build]
