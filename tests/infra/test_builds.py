"""The build of a film worker, as Temporal's own two variables say it."""

from pathlib import Path

import pytest

from infra.builds import BUILD, DEPLOYMENT, build_here, versioning_of
from models.errors import BadInput
from studio.cli.app import run


@pytest.fixture(autouse=True)
def unset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of one's own and none of Temporal's variables."""
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", DEPLOYMENT, BUILD):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def test_without_the_two_variables_nothing_is_versioned(monkeypatch: pytest.MonkeyPatch) -> None:
    assert build_here() is None
    monkeypatch.setenv(DEPLOYMENT, " ")
    monkeypatch.setenv(BUILD, "")
    assert versioning_of(build_here()) is None


@pytest.mark.parametrize("name", ["longtake", "studio/longtake", "Film_2-a"])
@pytest.mark.parametrize("build", ["v1", "749ae04", "sha256:9f86d0818", "1.4.0+linux", "longtake-7c9f-1"])
def test_a_worker_is_of_the_build_that_is_said(
    name: str, build: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEPLOYMENT, name)
    monkeypatch.setenv(BUILD, build)
    config = versioning_of(build_here())
    assert config is not None and config.use_worker_versioning
    assert (config.version.deployment_name, config.version.build_id) == (name, build)


@pytest.mark.parametrize(("given", "missing"), [(DEPLOYMENT, BUILD), (BUILD, DEPLOYMENT)])
def test_one_without_the_other_is_refused(given: str, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(given, "v1")
    with pytest.raises(BadInput) as refused:
        build_here()
    assert str(refused.value) == (
        f"{given} is set and {missing} is not: set both where film workers are versioned, else neither."
    )


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("a.b", "v1"),
        ("a:b", "v1"),
        ("__a", "v1"),
        ("a", "v 1"),
        ("a", "ü"),
        ("a" * 121, "v1"),
        ("a", "b" * 121),
    ],
)
def test_a_name_that_the_server_would_never_hear_of_is_refused(
    name: str, build: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEPLOYMENT, name)
    monkeypatch.setenv(BUILD, build)
    with pytest.raises(BadInput, match=r"^TEMPORAL_\w+ must be of letters, .*, 120 at most, not '.*\.$"):
        build_here()


def test_a_worker_of_the_embedded_server_has_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DEPLOYMENT, "longtake")
    monkeypatch.setenv(BUILD, "v1")
    assert run(["worker", "film"]) == 2
    assert " ".join(capsys.readouterr().err.split()) == (
        "Workers of the embedded server have no versions: with TEMPORAL_DEPLOYMENT_NAME and "
        "TEMPORAL_WORKER_BUILD_ID set TEMPORAL_ADDRESS as well, or unset the two."
    )
    assert not (tmp_path / "home").exists()


def test_a_worker_of_half_a_version_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv(BUILD, "v1")
    assert run(["worker", "film"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("TEMPORAL_WORKER_BUILD_ID is set and TEMPORAL_DEPLOYMENT_NAME is not")


def test_the_films_of_the_embedded_server_are_not_woken(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["wake"]) == 2
    assert "No Temporal server is configured" in capsys.readouterr().err


def test_the_doctor_says_what_the_two_variables_do_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(BUILD, "v1")
    assert run(["doctor"]) == 1
    assert "wrong    TEMPORAL_WORKER_BUILD_ID" in capsys.readouterr().out
    monkeypatch.setenv(DEPLOYMENT, "longtake")
    run(["doctor"])
    assert "unused   TEMPORAL_WORKER_BUILD_ID" in capsys.readouterr().out
