"""Where films may not register their search attributes they are made without, whoever started them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.envconfig import ClientConnectConfig

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import COST_ATTRIBUTE
from tests.kit.clusters.front import PERMISSION_DENIED, UNIMPLEMENTED, front_of
from tests.kit.clusters.servers import bare_namespace
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, short_shots
from workers.composition import DEFAULT_LABELS, build_workers, build_workshop

NAMESPACE = "forbidden"


@asynccontextmanager
async def studio_in(address: str, namespace: str, home: Path) -> AsyncIterator[StudioKit]:
    """A studio in a namespace of the server at an address."""
    settings = Settings(home=home)
    settings.home.mkdir()
    client = await connect(
        open_store(settings), ClientConnectConfig(target_host=address, namespace=namespace)
    )
    kit = StudioKit(client, settings)
    workers = build_workers(
        client, settings, DEFAULT_LABELS, watched_registry(kit.journal), build_workshop(settings)
    )
    async with workers[0], workers[1], workers[2]:
        yield kit


@pytest.fixture
async def kit(address: str, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio in a namespace that knows no search attributes and lets nobody register or list any."""
    await bare_namespace(address, NAMESPACE)
    forbids = {"AddSearchAttributes": PERMISSION_DENIED, "ListSearchAttributes": UNIMPLEMENTED}
    with front_of(address, None, forbids=forbids) as front:
        async with studio_in(front.address, NAMESPACE, tmp_path / "home") as kit:
            yield kit


async def test_films_without_search_attributes_end_and_name_the_command_that_makes_them_known(
    kit: StudioKit, film: str
) -> None:
    by_us = await kit.make(short_shots("a quay"), film, stop_at="storyboard")
    by_hand = f"{film}-by-hand"
    await kit.client.execute_workflow(
        "FilmWorkflow",
        FilmRequest(brief=short_shots("a quay"), options=RunOptions(approve="auto", stop_at="storyboard")),
        id=by_hand,
        task_queue="film",
    )
    for view in (by_us, await kit.view(by_hand)):
        assert view.verdict == "stopped"
        (note,) = view.notes
        assert f"`temporal operator search-attribute create --namespace {NAMESPACE} --address " in note
        assert (
            "--name FilmStage --type Keyword --name FilmTitle --type Text --name FilmCost --type Double`"
            in note
        )
    assert {summary.film_id for summary in await kit.films()} == {film, by_hand}


async def test_films_of_a_namespace_that_has_an_attribute_by_another_type_end_and_say_so(
    address: str, tmp_path: Path, film: str
) -> None:
    client = await bare_namespace(address, "otherwise")
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace="otherwise",
            search_attributes={COST_ATTRIBUTE: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD},
        ),
        retry=True,
    )
    async with studio_in(address, "otherwise", tmp_path / "home") as kit:
        view = await kit.make(short_shots("a quay"), film, stop_at="storyboard")
    assert view.verdict == "stopped"
    (note,) = view.notes
    assert "has other types: FilmCost is Keyword, not Double." in note
    assert "`temporal operator search-attribute remove --namespace otherwise --address " in note
