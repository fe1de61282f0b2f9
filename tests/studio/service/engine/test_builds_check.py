"""What the doctor says of the film workers' builds."""

from collections.abc import Mapping

import pytest
from temporalio.common import WorkerDeploymentVersion

from studio.client.deploys.census import Builds
from studio.service.engine.deploys import check_of

SET = "longtake deploy"


@pytest.mark.parametrize(
    ("builds", "films", "found", "mend"),
    [
        (
            Builds(deployment="longtake", current="v2", served=("v2",)),
            {"v2": 1200},
            "build v2 of longtake; 1,200 films on v2",
            "",
        ),
        (
            Builds(deployment="longtake", current="v2", served=("v1", "v2")),
            {"v1": 3, "v2": 1},
            "build v2 of longtake; 3 films on v1; 1 film on v2",
            "longtake wake, if they wait",
        ),
        (
            Builds(deployment="longtake", served=("v1",), unversioned=True),
            {},
            "no build of longtake is current",
            "",
        ),
    ],
)
def test_films_that_can_go_on_are_counted_by_their_build(
    builds: Builds, films: Mapping[str, int], found: str, mend: str
) -> None:
    check = check_of(builds, films)
    assert (check.ok, check.found, check.mend) == (True, found, mend)


@pytest.mark.parametrize(
    ("builds", "films", "found", "mend"),
    [
        (
            Builds(deployment="longtake", served=("v1", "v2")),
            {},
            "no build of longtake is current: films wait to be begun",
            f"{SET} v2",
        ),
        (
            Builds(deployment="longtake", current="v2", served=("v2",)),
            {"v1": 3},
            "build v2 of longtake; 3 films on v1: no worker of v1 asks for work, and its films wait",
            "start a film worker with TEMPORAL_WORKER_BUILD_ID=v1",
        ),
        (
            Builds(deployment="longtake", current="v2"),
            {"v1": 1},
            "build v2 of longtake; 1 film on v1: no worker of v1 or v2 asks for work, and its films wait",
            "start a film worker with TEMPORAL_WORKER_BUILD_ID=v1",
        ),
    ],
)
def test_films_that_nobody_goes_on_with_are_something_to_be_mended(
    builds: Builds, films: Mapping[str, int], found: str, mend: str
) -> None:
    check = check_of(builds, films)
    assert (check.well, check.found, check.mend) == (False, found, mend)


B1 = WorkerDeploymentVersion("longtake", "b1")
MOVED_ON = Builds(deployment="longtake/film", current="c1", served=("c1",))


def test_films_on_a_build_of_another_deployment_are_counted_too() -> None:
    check = check_of(MOVED_ON, {"c1": 1}, {B1: 2}, {B1})
    assert (check.ok, check.found) == (
        True,
        "build c1 of longtake/film; 1 film on c1; 2 films on b1 of longtake",
    )


def test_where_nobody_goes_on_with_those_that_is_something_to_be_mended() -> None:
    check = check_of(MOVED_ON, {"c1": 1}, {B1: 2})
    assert not check.well
    assert check.found.endswith("no worker of b1 of longtake asks for work, and its films wait")
    assert (
        check.mend
        == "start a film worker with TEMPORAL_DEPLOYMENT_NAME=longtake and TEMPORAL_WORKER_BUILD_ID=b1"
    )
