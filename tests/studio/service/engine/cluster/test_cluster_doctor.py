"""`longtake doctor --cluster` on real servers: what is wrong is found, and what it prints mends it."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConnectConfig
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import RPCError, TLSConfig
from temporalio.service import __version__ as sdk_version
from temporalio.worker import Worker

from infra.connection import remedies
from studio.cli.app import run
from studio.service.engine.cluster import probe as probes
from studio.service.engine.cluster.clocks import clock_check
from studio.service.engine.cluster.probe import KIND, Clock, probe
from studio.service.engine.cluster.reached import connection_check
from studio.service.engine.cluster.sdks import sdks_check
from tests.kit.clusters.certificates import Authority, serving
from tests.kit.clusters.front import PERMISSION_DENIED, UNIMPLEMENTED, front_of
from tests.kit.clusters.servers import bare_namespace, cluster_at, typed
from tests.kit.studio import StudioKit

pytestmark = pytest.mark.ops

Told = Callable[..., Awaitable[dict[str, Any]]]


@activity.defn
async def nothing() -> None:
    """What a worker offers that is only counted."""


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that others are busy on is waited for longer than a person would."""
    monkeypatch.setattr(probes, "_WITHIN_S", 150.0)
    monkeypatch.setattr(probes, "_CLEARED_WITHIN_S", 60.0)
    monkeypatch.setattr(probes, "_CALL", timedelta(seconds=60))
    monkeypatch.setattr(probes, "_LIVES", timedelta(minutes=5))


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """What the doctor says of a server, by the name of what it looks at."""
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    async def told(address: str, namespace: str = "default", code: int | None = None) -> dict[str, Any]:
        monkeypatch.setenv("TEMPORAL_ADDRESS", address)
        monkeypatch.setenv("TEMPORAL_NAMESPACE", namespace)
        ended = await asyncio.to_thread(run, ["doctor", "--cluster", "--json"])
        assert code is None or ended == code
        return {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}

    return told


async def until_well(told: Told, name: str, address: str, namespace: str) -> dict[str, Any]:
    """What the doctor says once every part of the server has heard of a change."""
    async with asyncio.timeout(120):
        while True:
            check: dict[str, Any] = (await told(address, namespace))[name]
            if check["ok"]:
                return check


async def test_a_cluster_that_is_as_it_should_be_is_well_and_nothing_of_the_look_stays(
    address: str, studio: StudioKit, told: Told
) -> None:
    found = await told(address, code=0)
    assert all(check["ok"] or check["optional"] for check in found.values())
    assert found["Temporal"]["found"] == f"{address}, by no TLS"
    assert found["server"]["found"].startswith("Temporal server 1.")
    assert "two groups got one slot in turn" in found["fairness"]["found"]
    assert found["priority"]["ok"]
    assert found["clocks"]["found"] == "they agree"
    assert found["search attributes"]["found"] == "FilmStage (Keyword), FilmTitle (Text), FilmCost (Double)"
    assert found["limits"]["found"] == "payloads of 2 MiB"
    assert found["workers"]["found"].startswith("film, io, cpu")
    await until_gone(studio.client)


async def test_a_bare_namespace_is_mended_by_what_is_printed_through_a_proxy_that_wants_certificates(
    address: str, tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path / "authority")
    ours = authority.issue("client")
    monkeypatch.setenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH", str(authority.file))
    monkeypatch.setenv("TEMPORAL_TLS_CLIENT_CERT_PATH", str(ours.certificate))
    monkeypatch.setenv("TEMPORAL_TLS_CLIENT_KEY_PATH", str(ours.key))
    await bare_namespace(address, "bare")
    with front_of(address, serving(authority.issue("server"), authority)) as front:
        found = await told(front.address, "bare", code=1)
        short = found["retention"]
        assert (short["ok"], short["state"]) == (False, "short")
        assert short["found"].startswith("1 day: after that a film that has ended is not known")
        lacking = found["search attributes"]
        assert lacking["found"].startswith("FilmStage, FilmTitle, FilmCost are not known: lists lack them")
        assert "LONGTAKE_SEARCH_ATTRIBUTES=off" in lacking["found"]
        # Temporal's own program reads the same variables.
        await asyncio.to_thread(typed, short["mend"])
        await asyncio.to_thread(typed, lacking["mend"])
        kept = await until_well(told, "retention", front.address, "bare")
        assert kept["found"].startswith("films are known for 365 days")
        await until_well(told, "search attributes", front.address, "bare")


async def test_an_attribute_of_another_type_is_mended_by_what_is_printed(address: str, told: Told) -> None:
    client = await bare_namespace(address, "mistyped")
    await register(client, "FilmCost", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
    wrong = (await told(address, "mistyped"))["search attributes"]
    assert wrong["found"] == "FilmCost is Keyword, not Double: films go without"
    typed(wrong["mend"])
    lacking = (await told(address, "mistyped"))["search attributes"]
    typed(lacking["mend"])
    await until_well(told, "search attributes", address, "mistyped")


async def test_a_server_that_is_not_fair_is_found_out_and_the_flag_that_is_printed_makes_it_so(
    tmp_path: Path, told: Told
) -> None:
    async with cluster_at(tmp_path / "first", {"matching.enableFairness": False}) as server:
        unfair = (await told(server.address, code=1))["fairness"]
    assert (unfair["ok"], unfair["state"]) == (False, "off")
    assert "of two groups at one slot the first got it until it was done" in unfair["found"]
    named = re.search(r"--dynamic-config-value (\S+)=(\w+)", unfair["mend"])
    assert named is not None
    async with cluster_at(tmp_path / "second", {named[1]: named[2] == "true"}) as server:
        assert (await told(server.address))["fairness"]["ok"]


@pytest.mark.parametrize("fair", [True, False])
async def test_queues_of_several_partitions_are_told_apart_too(tmp_path: Path, fair: bool) -> None:
    several = {f"matching.numTaskqueue{way}Partitions": 4 for way in ("Read", "Write")}
    async with cluster_at(tmp_path, {**several, "matching.enableFairness": fair}) as server:
        turns = await probe(server.client)
        if turns is None or turns.fair != fair:  # one time in some hundreds: the order there is drawn by lot
            turns = await probe(server.client)
        assert turns is not None
        assert (turns.fair, turns.urgent_first) == (fair, True)


async def test_what_was_begun_is_gone_though_the_look_came_to_nothing(address: str) -> None:
    with front_of(address, None, forbids={"PollWorkflowTaskQueue": PERMISSION_DENIED}) as front:
        client = await Client.connect(front.address)
        with pytest.raises(RPCError):
            await probe(client)
        assert front.heard.count("StartWorkflowExecution") > 10
        await until_gone(client)


@pytest.mark.parametrize(("off_s", "way"), [(60.0, "behind"), (-60.0, "ahead of")])
async def test_clocks_that_are_a_minute_apart_are_found_out(address: str, off_s: float, way: str) -> None:
    client = await Client.connect(address)
    turns = await probe(client, lambda: time.time() + off_s)
    assert turns is not None
    check = clock_check(turns.clock)
    assert not check.ok
    assert re.search(rf"the server's is (59|60)\.\d s {way} this machine's", check.found)
    assert "set-ntp" in check.mend


def test_an_answer_that_was_long_on_its_way_is_no_clock_that_is_wrong() -> None:
    assert clock_check(Clock(ahead_s=-7.0, known_to_s=4.0)).ok
    assert not clock_check(Clock(ahead_s=-7.0, known_to_s=1.0)).ok


async def test_where_little_is_allowed_the_rest_is_told(
    address: str, tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path / "authority")
    monkeypatch.setenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH", str(authority.file))
    forbids = dict.fromkeys(
        ("ListSearchAttributes", "AddSearchAttributes", "DescribeNamespace", "StartWorkflowExecution"),
        PERMISSION_DENIED,
    )
    forbids |= dict.fromkeys(("ListWorkerDeployments", "GetClusterInfo"), UNIMPLEMENTED)
    with front_of(address, serving(authority.issue("server")), "sk-planted", forbids) as front:
        monkeypatch.setenv("TEMPORAL_API_KEY", "sk-planted")
        found = await told(front.address)
    assert found["Temporal"]["found"] == f"{front.address}, by TLS and an API key"
    assert found["search attributes"]["ok"], "a query that needs them all says so"
    assert (found["namespace"]["ok"], found["namespace"]["state"]) == (False, "closed")
    for name in ("fairness", "worker versions"):
        assert (found[name]["state"], found[name]["optional"]) == ("untold", True)
    assert "AddSearchAttributes" not in front.heard, "nothing is changed by looking"
    assert "sk-planted" not in json.dumps(found)


async def test_workers_are_counted_by_their_sdk(address: str) -> None:
    often = Runtime(
        telemetry=TelemetryConfig(logging=None, metrics=None), worker_heartbeat_interval=timedelta(seconds=1)
    )
    client = await Client.connect(
        address, namespace=(await bare_namespace(address, "told")).namespace, runtime=often
    )
    assert await sdks_check(client) == []
    async with Worker(client, task_queue="io", activities=[nothing]), asyncio.timeout(60):
        while not (checks := await sdks_check(client)):
            await asyncio.sleep(0.2)
    assert checks[0].found == f"temporal-python {sdk_version} in 1 worker"


async def test_films_that_tell_no_attributes_need_none(
    address: str, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_SEARCH_ATTRIBUTES", "off")
    await bare_namespace(address, "without")
    found = (await told(address, "without"))["search attributes"]
    assert (found["ok"], found["state"]) == (True, "off")


def test_a_certificate_that_ends_within_two_weeks_is_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    pair = authority.issue("client", valid=timedelta(days=20))
    tls = TLSConfig(client_cert=pair.certificate.read_bytes(), client_private_key=pair.key.read_bytes())
    config = ClientConnectConfig(target_host="films.example:7233", tls=tls)
    now = datetime.now(UTC)
    assert connection_check(config, now).ok
    soon = connection_check(config, now + timedelta(days=10))
    assert (soon.ok, soon.state) == (False, "ends")
    assert "the certificate of 'client', signed by 'authority', until 20" in soon.found


def test_in_the_cloud_other_commands_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    for host in ("films.acc.tmprl.cloud:7233", "us-east-1.aws.api.temporal.io:7233"):
        assert (
            remedies.attributes_command(host, "films.acc", {"FilmStage": "Keyword", "FilmCost": "Double"})
            == 'tcld namespace search-attributes add -n films.acc --sa "FilmStage=Keyword" --sa "FilmCost=Double"'
        )
        assert remedies.retention_command(host, "films.acc").startswith("tcld namespace retention set")


def test_without_a_cluster_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("TEMPORAL_ADDRESS", raising=False)
    assert run(["doctor", "--cluster"]) == 2
    assert "No cluster is configured" in capsys.readouterr().err


async def until_gone(client: Client) -> None:
    """Until nothing of a look is left; lists hear of it a moment later."""
    async with asyncio.timeout(60):
        while (await client.count_workflows(f"WorkflowType = '{KIND}'")).count:
            await asyncio.sleep(0.2)


async def register(client: Client, name: str, kind: "IndexedValueType.ValueType") -> None:
    """Have a namespace know an attribute."""
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes={name: kind}), retry=True
    )
