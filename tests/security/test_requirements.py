"""What is installed is installed by hash, and from nowhere in particular."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_has_its_version_and_its_hashes(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"://|^\s*-|@ ", re.sub(r"--hash=sha256:", "hash ", text), re.MULTILINE), (
        "no address"
    )
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", "").strip()):
        assert re.match(r"[A-Za-z0-9._-]+(\[\w+(,\w+)*\])?==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_make_and_ci_install_nothing_else() -> None:
    makefile = (ROOT / "Makefile").read_text()
    installs = [line for line in makefile.splitlines() if "pip install" in line and "uv==" not in line]
    assert len(installs) == 4
    assert "--require-hashes --no-deps" in installs[0]
    assert "--no-deps --no-index --no-build-isolation" in installs[1]
    assert "generator/bin/pip install --quiet --require-hashes --no-deps" in installs[2]
    assert installs[3].strip() == '$(BIN)/pip install --quiet "$(TORCH_SPEC)"', (
        "the machine's own build, by version"
    )
    assert re.search(r"^TORCH_SPEC \?= torch==[\d.]+$", makefile, re.MULTILINE)
    assert "pip install" not in (ROOT / ".ci/run").read_text()


def test_what_builds_the_project_is_locked_too() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    named = (ROOT / "requirements/build.in").read_text().split()
    film = (ROOT / "requirements/film.txt").read_text()
    assert set(needed) <= set(named)
    assert all(f"\n{requirement} " in film for requirement in needed)


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for lock, wanted in (
        ("film.txt", [*project["dependencies"], *extras["voice"]]),
        ("dev.txt", [*project["dependencies"], *extras["voice"], *extras["dev"]]),
        ("gpu.txt", [one for one in extras["gpu"] if not one.startswith("torch>")]),
    ):
        locked = {
            name.lower()
            for name in re.findall(r"^([\w.-]+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE)
        }
        names = {re.match(r"[\w.-]+", one)[0].lower() for one in wanted}  # type: ignore[index]
        assert names <= locked, lock
