"""The Dockerfile and its lists, read without building anything."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
FOLDER = ROOT / "infra/deploy/image"
REQUIREMENTS = ROOT / "requirements"

Instruction = tuple[str, str]


def read(path: Path) -> list[Instruction]:
    """A Dockerfile's instructions, with their words on one line."""
    lines = re.sub(r"\\\n\s*", " ", path.read_text()).splitlines()
    told = [line for line in lines if line.strip() and not line.startswith("#")]
    return [(name, words.strip()) for name, _, words in (line.partition(" ") for line in told)]


@pytest.fixture(params=["Dockerfile", "base/Dockerfile"])
def dockerfile(request: pytest.FixtureRequest) -> list[Instruction]:
    return read(FOLDER / request.param)


IMAGE = read(FOLDER / "Dockerfile")
LAST = IMAGE[max(place for place, (name, _) in enumerate(IMAGE) if name == "FROM") :]


def of(name: str, instructions: list[Instruction]) -> list[str]:
    return [words for each, words in instructions if each == name]


def test_nothing_is_fetched_by_a_file_and_no_version_is_whatever_is_newest(
    dockerfile: list[Instruction],
) -> None:
    assert of("ADD", dockerfile) == []
    assert not [words for _, words in dockerfile if "://" in words]
    assert not [words for _, words in dockerfile if ":latest" in words]
    for name in of("ARG", dockerfile):
        assert name.partition("=")[0] not in ("TOKEN", "KEY", "PASSWORD", "PIP_INDEX_URL")


def test_stages_stand_on_the_base_that_was_named_and_hand_over_what_is_installed_alone() -> None:
    assert of("FROM", IMAGE) == ["${BASE} AS program", "${BASE}"]
    assert of("COPY", IMAGE) == ["--from=program /opt/longtake /opt/longtake"]
    mounted = [words for words in of("RUN", IMAGE) if "--mount" in words]
    assert mounted == ["--mount=type=bind,target=/context sh /context/install.sh"]


def test_whoever_runs_it_is_a_number_that_is_not_root_and_that_kubernetes_knows() -> None:
    assert of("USER", IMAGE) == ["10001:10001"]
    assert [name for name, _ in LAST].index("USER") > max(
        place for place, (name, _) in enumerate(LAST) if name in ("RUN", "COPY")
    )
    pod = (ROOT / "infra/deploy/kubernetes/base/pod.yaml").read_text()
    assert "runAsUser: 10001" in pod
    assert "mountPath: /home/longtake" in pod


def test_what_it_does_by_itself_is_a_command_that_there_is() -> None:
    [command] = of("CMD", LAST)
    words = tomllib.loads(f"words = {command}")["words"]
    assert words[0] == "studio"
    assert {"--login", "--first-token", "--with-engine"} <= {*words}
    [entry] = of("ENTRYPOINT", LAST)
    assert tomllib.loads(f"words = {entry}")["words"][-1] == "longtake"
    assert of("STOPSIGNAL", LAST) == ["SIGTERM"]


@pytest.mark.parametrize("name", ["image.txt", "image-gpu.txt", "image-tools.txt"])
def test_what_is_installed_is_listed_by_hash_for_one_platform_and_names_no_index(name: str) -> None:
    text = (REQUIREMENTS / name).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert all("==" in entry for entry in entries)
    assert ";" not in text, "any machine fetches all of it"
    assert "://" not in text


def test_the_image_has_the_versions_that_are_tested() -> None:
    def pins(name: str) -> set[tuple[str, str]]:
        return {*re.findall(r"^(\S+)==(\S+)", (REQUIREMENTS / name).read_text(), re.MULTILINE)}

    image, gpu = pins("image.txt"), pins("image-gpu.txt")
    assert {name for name, _ in image - pins("dev.txt")} == {"dumb-init"}
    assert gpu <= pins("gpu.txt") | image


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--gpus"], "There is no flag --gpus: --gpu, --base, --with and --context are those there are."),
        (["--base"], "--base takes a value."),
    ],
)
def test_what_the_script_cannot_do_is_one_sentence(arguments: list[str], sentence: str) -> None:
    done = subprocess.run(
        [str(FOLDER / "build.sh"), *arguments], capture_output=True, text=True, check=False, env=os.environ
    )
    assert (done.returncode, done.stderr) == (2, f"build.sh: {sentence}\n")
