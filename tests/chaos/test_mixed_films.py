"""Films of every kind under kills and stops of whatever makes them: each ends, nothing is made or paid twice."""

import os
from pathlib import Path

import pytest

from infra.settings import Settings
from tests.kit.chaos.audit import audited
from tests.kit.chaos.house import CLUSTER, ONE_MACHINE, Crew, house_at
from tests.kit.chaos.storm import KILLS_VARIABLE, SEED_VARIABLE, USUAL_KILLS, Weather, repetition, storm
from tests.kit.databases import PostgresServer

GRACE_S = 1.0
"""For so long a worker that is told to stop lets work go on: some of it ends meanwhile, some does not."""


async def weathered(
    settings: Settings, folder: Path, crew: Crew, weather: Weather, request: pytest.FixtureRequest
) -> None:
    """Have films made in such weather, and see that a user would notice nothing of it."""
    async with house_at(settings, folder, crew, weather.seed) as house:
        try:
            came = await storm(house, weather)
            wrongs = await audited(house, came)
        except Exception as error:
            error.add_note(repetition(weather, request.node.nodeid, house.struck))
            raise
        request.node.user_properties.append(("storm", f"{request.node.name}: {came.told()}"))
        told = repetition(weather, request.node.nodeid, house.struck)
    assert not wrongs, "\n".join([*wrongs, told])


def weather_of(share: float) -> Weather:
    """The weather of a long run: a share of all its kills, by the seed that was printed."""
    kills = int(os.environ.get(KILLS_VARIABLE, USUAL_KILLS))
    return Weather(seed=int(os.environ[SEED_VARIABLE]), kills=max(1, round(kills * share)))


async def test_a_dozen_kills_over_a_few_films(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    settings = Settings(home=tmp_path / "home", grace_s=GRACE_S)
    weather = Weather(seed=7, kills=12, kinds=("hosted", "short"), at_once=2, long=False)
    await weathered(settings, tmp_path, ONE_MACHINE, weather, request)


@pytest.mark.chaos
async def test_films_of_every_kind_on_one_machine(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    settings = Settings(home=tmp_path / "home", grace_s=GRACE_S)
    await weathered(settings, tmp_path, ONE_MACHINE, weather_of(0.5), request)


@pytest.mark.chaos
async def test_films_of_every_kind_by_two_workers_of_each_kind_on_postgresql_and_s3(
    s3: Settings, postgres: PostgresServer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    far = {"home": tmp_path / "home", "database": postgres.url(postgres.create()), "grace_s": GRACE_S}
    await weathered(s3.model_copy(update=far), tmp_path, CLUSTER, weather_of(0.5), request)
