"""`compose.sh` by itself: what it refuses and what it leaves. Docker and the program are stand-ins, so that both can be at odds with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from tests.kit.rollout.docker import ONE_OFF, Compose
from tests.kit.rollout.machine import Container, Machine
from tests.kit.rollout.program import does, programs_alone
from tests.kit.rollout.stage import Stage

pytestmark = pytest.mark.ops

_FILM = {
    "TEMPORAL_DEPLOYMENT_NAME": "${LONGTAKE_BUILD:+longtake}",
    "TEMPORAL_WORKER_BUILD_ID": "${LONGTAKE_BUILD:-}",
}


class Place:
    """A machine whose program does what a file says for `deploy` and `builds`: a line of shell each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.machine = Machine(folder / "machine")
        self.machine.prepare(programs_alone(folder), {})
        services = {
            name: {
                "image": "${LONGTAKE_IMAGE:-longtake:0}",
                "command": ["worker", name.removeprefix("worker-")],
                "environment": _FILM if name == "worker-film" else {},
            }
            for name in ("worker-film", "worker-io", "studio")
        }
        (folder / "docker-compose.yml").write_text(yaml.safe_dump({"services": services}))
        self.env("b1", "longtake:1")
        self.stage = Stage(None, folder, self.machine)  # type: ignore[arg-type]
        self.stage.shim("docker")

    def does(self, command: str, shell: str) -> None:
        does(self.folder, command, shell)

    def env(self, build: str, image: str) -> None:
        (self.folder / ".env").write_text(f"LONGTAKE_BUILD={build}\nLONGTAKE_IMAGE={image}\n")

    def fails(self, words: str, *, from_deploy: bool = False) -> None:
        """Have docker fail at what has these words, * being anything: at once, or only once the build has the films."""
        shim = self.folder / "bin/docker"
        marker = self.folder / "deployed"
        if from_deploy:
            self.does("deploy", f"touch {marker}")
        pattern = "*".join(f"'{part}'" for part in words.split("*"))
        there = f"[ ! -e {marker} ] || " if from_deploy else ""
        refuse = f'{there}case "$*" in *{pattern}*) echo timeout >&2; exit 7 ;; esac\n'
        shim.write_text(shim.read_text().replace("\n", f"\n{refuse}", 1))

    def made(self, service: str = "worker-film") -> Container:
        return Compose(self.machine).made(service)

    def images(self, service: str = "worker-film") -> list[str]:
        return [each.image for each in self.machine.containers(service)]

    async def says(self, code: int, *arguments: str, **variables: str) -> str:
        told = {"HEALTHY_WITHIN": "60", **variables}
        said = await self.stage.script("compose.sh", *arguments, **told).ended(code)
        assert self.machine.refused == []
        return said


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.chdir(tmp_path)
    found = Place(tmp_path)
    found.machine.create(found.made())
    yield found
    found.machine.kill_all()


async def test_the_way_back_from_a_build_whose_workers_do_not_come_is_open(place: Place) -> None:
    place.env("b2", "longtake:sick")
    place.machine.create(place.made())
    said = await place.says(0, "b1", "longtake:1")
    assert "film workers of build b2 are stopped" in said
    assert place.images() == ["longtake:1"]


async def test_a_build_that_is_not_seen_to_be_drained_keeps_its_workers(place: Place) -> None:
    place.does("builds", "exit 2")
    said = await place.says(1, "b2", "longtake:2")
    assert "film workers of build b1 stay" in said
    assert place.images() == ["longtake:1", "longtake:2"]
    place.does("deploy", "exit 1")
    assert "its workers are left" in await place.says(1, "b2", "longtake:2")
    assert place.images() == ["longtake:1", "longtake:2"]


async def test_a_build_that_does_not_become_healthy_is_stopped_again(place: Place) -> None:
    said = await place.says(1, "b2", "longtake:sick", HEALTHY_WITHIN="1")
    assert said.endswith("its workers are stopped again, and everything else is as it was\n")
    assert place.images() == ["longtake:1"]


async def test_a_name_that_another_image_has_is_refused(place: Place) -> None:
    said = await place.says(2, "b1", "longtake:2")
    assert "build b1 is there with another image than longtake:2" in said
    assert place.images() == ["longtake:1"]


async def test_an_image_that_is_nowhere_is_said_before_anything_is_done(place: Place) -> None:
    said = await place.says(1, "b2", "longtake:nowhere")
    assert said.endswith(
        "the image longtake:nowhere is not here and cannot be pulled: everything is as it was\n"
    )
    assert len(place.machine.containers()) == 1


async def test_film_workers_of_tenants_are_nobodys_to_stop(place: Place) -> None:
    tenants = place.made()._replace(command=["worker", "film", "--all-tenants"])
    place.machine.create(tenants)
    assert "film workers here serve tenants" in await place.says(2, "b2", "longtake:2")
    assert len(place.machine.containers()) == 2


async def test_a_command_that_somebody_runs_is_no_film_worker(place: Place) -> None:
    place.machine.create(place.made()._replace(labels={ONE_OFF: "True"}))
    assert "film workers: 1 there" in await place.says(0, "b2", "longtake:2")


async def test_activities_can_be_the_new_images_before_a_film_is_tried_and_are_put_back(place: Place) -> None:
    place.machine.create(place.made("worker-io"))
    place.does("deploy", "grep -l longtake:2 machine/running/*worker-io.json; exit 1")
    said = await place.says(1, "b2", "longtake:2", ACTIVITIES="first")
    assert "worker-io.json\n" in said, "the film was tried on the new image's activities"
    assert (place.images(), place.images("worker-io")) == (["longtake:1"], ["longtake:1"])
    place.does("deploy", "exit 0")
    await place.says(0, "b2", "longtake:2", ACTIVITIES="first")
    assert (place.images(), place.images("worker-io")) == (["longtake:2"], ["longtake:2"])


async def test_a_link_to_the_settings_stays_one(place: Place) -> None:
    env, real = place.folder / ".env", place.folder / "settings"
    env.rename(real)
    env.symlink_to(real)
    await place.says(0, "b2", "longtake:2")
    assert env.is_symlink()
    assert real.read_text() == "LONGTAKE_BUILD=b2\nLONGTAKE_IMAGE=longtake:2\n"
    assert sorted(each.name for each in place.folder.glob("*.rollout")) == []


@pytest.mark.parametrize(
    "fails",
    ["ps --all", ".oneoff", ".Config.Cmd", "{{.Image}}"],
    ids=["who is there", "their builds", "whom they serve", "their images"],
)
async def test_nothing_is_touched_where_docker_does_not_say_what_is_there(place: Place, fails: str) -> None:
    place.env("b2", "longtake:2")
    place.machine.create(place.made())
    before = place.machine.containers()
    place.fails(fails)
    said = await place.says(1, "b2", "longtake:2")
    assert said.splitlines()[-2:] == [
        "timeout",
        "rollout: docker does not say what film workers are there: everything is as it was, run this again",
    ]
    assert place.machine.containers() == before


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [
        ("ps --all", "build b2 has the films, but docker does not say what film workers are left:"),
        (".oneoff*0001-", "build b2 has the films, but docker does not say what film workers are left:"),
        ("stop", "film workers of build b1 could not be stopped; build b2 has the films:"),
        ("ps --services", "build b2 has the films: mend that and"),
        ("ps --quiet worker-io", "build b2 has the films: mend that and"),
    ],
    ids=["who is left", "a build", "stopping", "what runs", "how many"],
)
async def test_no_worker_goes_or_is_said_to_have_gone_where_docker_fails_once_the_build_has_the_films(
    place: Place, fails: str, sentence: str
) -> None:
    place.machine.create(place.made("worker-io"))
    place.fails(fails, from_deploy=True)
    said = await place.says(1, "b2", "longtake:2")
    assert said.splitlines()[-1] == f"rollout: {sentence} run this again"
    assert (place.images(), len(place.images("worker-io"))) == (["longtake:1", "longtake:2"], 1)
    (place.folder / "deployed").unlink()
    place.does("deploy", "exit 0")
    assert "build b2 is deployed" in await place.says(0, "b2", "longtake:2")
    assert (place.images(), place.images("worker-io")) == (["longtake:2"], ["longtake:2"])


@pytest.mark.parametrize(
    ("variable", "value"),
    [("DRAIN_WITHIN", "7200"), ("DRAIN_WITHIN", "2 h"), ("DRAIN_WITHIN", "1w"), ("HEALTHY_WITHIN", "5m")],
    ids=["no unit", "a space", "weeks", "no seconds"],
)
async def test_a_time_that_is_none_is_refused_before_anything_is_done(
    place: Place, variable: str, value: str
) -> None:
    assert f"not '{value}'" in await place.says(2, "b2", "longtake:2", **{variable: value})
    assert place.machine.asked == []
