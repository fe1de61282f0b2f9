"""A server behind TLS, a proxy before the real one: what keeps us out is one sentence, and what is right gets in."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from infra.storage import LocalStore
from infra.temporal import cluster_config, connect
from models.errors import EngineUnavailable
from tests.kit.clusters.certificates import Authority, Pair, serving
from tests.kit.clusters.front import PERMISSION_DENIED, UNIMPLEMENTED, front_of
from tests.kit.clusters.headers import Reader, written
from tests.kit.network import network_to

KEY = "sk-planted-4711"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "stranger")


@pytest.fixture(scope="module")
def own(authority: Authority) -> Pair:
    return authority.issue("server")


@pytest.fixture(autouse=True)
def trusting(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority is trusted, and no profile of the account that runs the tests is read."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH", str(authority.file))


@pytest.fixture
def knock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Connects as a command does, with those variables; gives the sentence, or nothing where it got in."""

    async def knock(at: str, **variables: object) -> str:
        with monkeypatch.context() as patch:
            for name, value in {"ADDRESS": at, **variables}.items():
                patch.setenv(f"TEMPORAL_{name}", str(value))
            config = cluster_config(None)
            assert config is not None
            try:
                await connect(LocalStore(tmp_path / "assets"), config)
            except EngineUnavailable as error:
                assert KEY not in str(error)
                return str(error)
        return ""

    yield knock


def showing(pair: Pair) -> Mapping[str, object]:
    return {"TLS_CLIENT_CERT_PATH": pair.certificate, "TLS_CLIENT_KEY_PATH": pair.key}


async def test_who_trusts_the_authority_gets_in_and_who_speaks_plain_is_told(
    address: str, own: Pair, knock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with front_of(address, serving(own)) as front:
        assert await knock(front.address) == ""
        assert "GetSystemInfo" in front.heard
        monkeypatch.delenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH")
        assert "was asked without: set TEMPORAL_TLS=true" in await knock(front.address)
        said = await knock(front.address, TLS="true")
        assert "signed by no authority that this machine trusts" in said
        assert "TEMPORAL_TLS_SERVER_CA_CERT_PATH" in said


async def test_tls_to_a_server_without_it_is_told(address: str, knock) -> None:
    with front_of(address, None) as front:
        assert "speaks no TLS and was asked with it" in await knock(front.address)


async def test_an_authority_that_is_not_the_servers_is_told(
    address: str, own: Pair, stranger: Authority, knock
) -> None:
    with front_of(address, serving(own)) as front:
        said = await knock(front.address, TLS_SERVER_CA_CERT_PATH=stranger.file)
        assert "signed by none of the authorities there" in said


async def test_a_certificate_for_another_name_is_told_with_the_names_it_has(
    address: str, authority: Authority, knock
) -> None:
    with front_of(address, serving(authority.issue("named", ("films.example",)))) as front:
        said = await knock(front.address)
        assert "is for films.example, and not for localhost: set TEMPORAL_TLS_SERVER_NAME" in said
        assert await knock(front.address, TLS_SERVER_NAME="films.example") == ""


async def test_a_servers_certificate_that_ended_is_its_operators_to_renew(
    address: str, authority: Authority, knock
) -> None:
    with front_of(address, serving(authority.issue("over", valid=timedelta(hours=-1)))) as front:
        assert "has ended: its operator has to renew it" in await knock(front.address)


@pytest.mark.parametrize("newest", [True, False], ids=["TLS 1.3", "TLS 1.2"])
@pytest.mark.parametrize("says_why", [True, False], ids=["an alert", "no alert"])
async def test_a_server_that_wants_to_know_us_is_told_from_one_that_does_not_accept_who_we_are(
    address: str, authority: Authority, stranger: Authority, own: Pair, knock, newest: bool, says_why: bool
) -> None:
    context = serving(own, authority, newest=newest)
    # A proxy in a thread speaks TLS to its end, alerts and all; the other one hangs up.
    standing = network_to(address, context) if says_why else front_of(address, context)
    with standing as front:
        at = f"localhost:{front.address.rpartition(':')[2]}"
        assert await knock(at, **showing(authority.issue("client"))) == ""
        wanted = await knock(at)
        assert "wants a client's certificate: give TEMPORAL_TLS_CLIENT_CERT_PATH and" in wanted
        unknown = await knock(at, **showing(stranger.issue("somebody")))
        assert "does not accept the client's certificate of 'somebody' (signed by 'stranger'" in unknown


async def test_a_wrong_key_is_told_and_the_right_one_gets_in(address: str, own: Pair, knock) -> None:
    with front_of(address, serving(own), KEY) as front:
        assert await knock(front.address, API_KEY=KEY) == ""
        for wrong in ({"API_KEY": "another"}, {}):
            said = await knock(front.address, **wrong)
            assert "does not let us in: mend TEMPORAL_API_KEY" in said


async def test_a_namespace_that_is_not_there_or_not_ours_is_told(address: str, own: Pair, knock) -> None:
    with front_of(address, serving(own)) as front:
        assert "no namespace 'films.acc'" in await knock(front.address, NAMESPACE="films.acc")
        front.forbids = {"DescribeNamespace": PERMISSION_DENIED, "CountWorkflowExecutions": PERMISSION_DENIED}
        said = await knock(front.address)
        assert "does not let us into the namespace 'default': mend TEMPORAL_NAMESPACE" in said


async def test_a_namespace_that_only_keeps_its_affairs_to_itself_is_worked_in(
    address: str, own: Pair, knock
) -> None:
    forbids = {"DescribeNamespace": PERMISSION_DENIED, "GetClusterInfo": UNIMPLEMENTED}
    with front_of(address, serving(own), forbids=forbids) as front:
        assert await knock(front.address) == ""


def test_the_proxy_reads_headers_as_the_standard_packs_them() -> None:
    reader = Reader()
    first = reader.read(bytes.fromhex("828684418cf1e3c2e5f23a6ba0ab90f4ff"))
    assert first[-1] == (":authority", "www.example.com")
    second = reader.read(bytes.fromhex("828684be5886a8eb10649cbf"))
    assert second[-2:] == [(":authority", "www.example.com"), ("cache-control", "no-cache")]
    long = [("authorization", "Bearer " + "x" * 900)]
    assert Reader().read(written(long)) == long
