"""A Temporal server that cannot be used: said within seconds, as it is, without advice about what was not set."""

import time
from pathlib import Path

import pytest
from temporalio.envconfig import ClientConnectConfig

from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import LocalStore, Store
from infra.temporal import connect, local_config
from infra.temporal_faults import silent
from models.errors import EngineUnavailable
from tests.kit.standstill import freeze, thaw
from workers.engine_files import prepare_home

WITHIN_S = 10.0


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that nothing is put into."""
    return LocalStore(tmp_path / "assets")


async def refused(store: Store, **config: object) -> str:
    """What is said when a server cannot be used."""
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable) as error:
        await connect(store, ClientConnectConfig(**config))  # type: ignore[typeddict-item]
    assert time.monotonic() - begun < WITHIN_S
    return str(error.value)


async def test_a_frozen_server_is_called_so_and_nobody_is_told_to_unset_what_is_not_set(
    tmp_path: Path, store: Store
) -> None:
    settings = Settings(home=tmp_path / "home")
    prepare_home(settings)
    server = TemporalServer(settings)
    await server.start()
    try:
        freeze(server.pid)
        said = await refused(store, **local_config(server.address))
        assert "frozen" in said
        assert "`longtake down`" in said
        assert "TEMPORAL_ADDRESS" not in said
        assert "longtake down" not in str(silent(server.address, embedded=False))
        thaw(server.pid)
        await connect(store, local_config(server.address))
    finally:
        thaw(server.pid)
        await server.stop()


async def test_a_namespace_that_is_not_there_is_named_with_the_command_that_makes_it(
    address: str, store: Store
) -> None:
    said = await refused(store, target_host=address, namespace="films")
    assert "no namespace 'films'" in said
    assert f"temporal operator namespace create --namespace films --address {address}" in said


async def test_tls_asked_of_a_server_without_it_is_told(address: str, store: Store) -> None:
    said = await refused(store, target_host=address, tls=True)
    assert "speaks no TLS" in said
    assert "TEMPORAL_TLS=false" in said
    assert "TEMPORAL_API_KEY" in await refused(store, target_host=address, tls=True, api_key="k")


async def test_an_address_where_nobody_is_says_what_to_do_about_whatever_named_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    profile = tmp_path / "temporal.toml"
    profile.write_text('[profile.default]\naddress = "127.0.0.1:1"\n')
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(profile))
    said = await refused(store, target_host="127.0.0.1:1")
    assert "profile" in said
    assert "TEMPORAL_ADDRESS" not in said
    monkeypatch.setenv("TEMPORAL_ADDRESS", "no-such-host.invalid:7233")
    said = await refused(store, target_host="no-such-host.invalid:7233")
    assert "There is no host 'no-such-host.invalid'" in said
    assert "unset TEMPORAL_ADDRESS" in said
    with pytest.raises(EngineUnavailable, match=r"start it, or correct TEMPORAL_ADDRESS\.$"):
        await connect(store, ClientConnectConfig(target_host="127.0.0.1:1"), instead=False)
