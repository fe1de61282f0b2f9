"""What `build.sh` asks of pip and of docker, told by doubles of both: nothing is fetched or built."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kit.images.base import PACKAGES

ROOT = Path(__file__).parents[4]
FOLDER = ROOT / "infra/deploy/image"

PIP = """#!/bin/sh
# Says what it was asked, and has fetched a wheel.
echo "$*" >> "$CALLS/pip"
[ "$3" != config ] || exit 0
while [ $# -gt 0 ]; do [ "$1" = --dest ] && mkdir -p "$2" && touch "$2/a.whl"; shift; done
"""
DOCKER = """#!/bin/sh
[ "$1" != info ] || exit 0
[ "$*" != "context show" ] || { echo desk; exit 0; }
echo "$BUILDX_BUILDER $*" >> "$CALLS/docker"
"""


class Bench:
    """A folder with doubles of pip and docker, and one in which a person keeps other things."""

    def __init__(self, folder: Path) -> None:
        self.calls = folder / "calls"
        self.calls.mkdir()
        self.mine = folder / "mine"
        (self.mine / "source").mkdir(parents=True)
        (self.mine / "source/film.txt").write_text("mine")
        (self.mine / ".env").write_text("A_KEY=secret")
        for name, text in (("docker", DOCKER), ("pip", PIP)):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        self._told = {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "PYTHON": str(folder / "pip"),
            "CALLS": str(self.calls),
        }

    def build(self, *arguments: str, root: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
        script = root / FOLDER.relative_to(ROOT) / "build.sh"
        command = [str(script), "--with", "docker", "--context", str(self.mine), *arguments]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        return subprocess.run(
            command, env=clean | self._told | variables, capture_output=True, text=True, check=False
        )

    def asked(self, whom: str) -> list[str]:
        there = self.calls / whom
        return there.read_text().splitlines() if there.exists() else []

    def fetched(self) -> int:
        """How often pip was asked to fetch."""
        return sum(" download " in line for line in self.asked("pip"))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_what_a_person_has_in_the_folder_stays_there_and_is_given_to_nobody(bench: Bench) -> None:
    done = bench.build()
    assert done.returncode == 0, done.stderr
    assert (bench.mine / "source/film.txt").read_text() == "mine"
    image = bench.asked("docker")[-1]
    context = Path(image.rpartition(" ")[2])
    assert context == bench.mine / "longtake-image"
    assert not list(context.rglob(".env"))
    assert (context / "source/pyproject.toml").exists()


def test_both_builds_are_of_the_wheels_platform_and_by_the_builder_that_docker_runs_images_of(
    bench: Bench,
) -> None:
    assert bench.build().returncode == 0
    base, image = bench.asked("docker")
    for call in (base, image):
        assert call.startswith("desk build --platform linux/amd64 ")
    assert base.endswith(str(FOLDER / "base"))
    assert " --network none " in image
    assert "--build-arg BASE=longtake-base:" in image


def test_pytorch_is_fetched_again_where_pip_would_look_elsewhere_for_it_and_only_there(bench: Bench) -> None:
    assert bench.build("--gpu").returncode == 0
    once = bench.fetched()
    assert bench.build("--gpu").returncode == 0
    assert bench.fetched() == once, "all of it was there"
    assert bench.build("--gpu", PIP_EXTRA_INDEX_URL="http://127.0.0.1:9/cpu").returncode == 0
    assert bench.fetched() == once + 1


@pytest.mark.parametrize("commits", [True, False], ids=["with commits", "without a commit"])
def test_a_source_package_unpacked_inside_somebody_elses_repository_is_built_of_itself(
    commits: bool, bench: Bench, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    root = theirs / "longtake"
    for name in ("models", "workflows", "activities", "library", "providers", "workers", "studio"):
        (root / name).mkdir(parents=True)
        (root / name / "__init__.py").touch()
    shutil.copytree(FOLDER, root / FOLDER.relative_to(ROOT))
    shutil.copytree(ROOT / "requirements", root / "requirements")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root)
    git = ["git", "-C", str(theirs), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    if commits:
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "theirs"], check=True)
    done = bench.build(root=root)
    assert done.returncode == 0, done.stderr
    source = bench.mine / "longtake-image/source"
    assert (source / "pyproject.toml").exists() and (source / "models/__init__.py").exists()
    assert "--build-arg REVISION= " in bench.asked("docker")[-1], "their commit is none of ours"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--with", "no-such-program"], "--with takes docker, podman or buildah, not 'no-such-program'."),
        (["--with", ""], "--with takes a value."),
        (["--base"], "--base takes a value"),
        (["--base", "--gpu"], "--base takes a value"),
        (["--base", "a b"], "--base 'a b' is no name of an image."),
        (["--context", "/dev/null"], "/dev/null/longtake-image cannot be made or written: name another"),
        (["--network"], "There is no flag --network"),
        ([""], "'' is no name of an image"),
        (["a b"], "'a b' is no name of an image"),
        (["UPPER:1"], "'UPPER:1' is no name of an image"),
        (["one:1", "two:2"], "one TAG is taken, not one:1 and two:2 too"),
    ],
)
def test_what_is_mistyped_is_said_before_anything_is_fetched_or_made(
    arguments: list[str], sentence: str, bench: Bench
) -> None:
    done = bench.build(*arguments)
    assert (done.returncode, bench.asked("pip"), bench.asked("docker")) == (2, [], [])
    assert done.stderr.startswith(f"build.sh: {sentence}")
    assert len(done.stderr.splitlines()) == 1
    assert not (bench.mine / "longtake-image").exists()


def test_what_does_not_work_here_is_said_before_anything_is_fetched(bench: Bench) -> None:
    (bench.calls.parent / "podman").write_text("#!/bin/sh\nexit 1\n")
    (bench.calls.parent / "podman").chmod(0o755)
    done = bench.build("--with", "podman")
    assert (done.returncode, bench.fetched()) == (2, 0)
    assert done.stderr == "build.sh: podman does not work here: `podman info` says why.\n"


def test_names_of_images_are_taken_as_registries_have_them_and_the_usage_is_told(bench: Bench) -> None:
    digest = f"registry.example:5000/debian_12/python:3.11@sha256:{'0a' * 32}"
    done = bench.build("--base", digest, "localhost:5000/films/long-take:0.1.0_Rc")
    assert done.returncode == 0, done.stderr
    assert f"BASE={digest} " in bench.asked("docker")[-1]
    told = bench.build("--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("usage: build.sh [--gpu]")


def test_the_base_that_is_built_has_what_the_base_that_is_tested_has() -> None:
    text = (FOLDER / "base/Dockerfile").read_text()
    packages = text.partition("--no-install-recommends ")[2].splitlines()[0].removesuffix(" \\").split()
    assert packages == PACKAGES.split(",")
    assert "/var/lib/apt/lists" in text
    assert "/etc/apt/sources.list.d" in text
