"""Films made by real processes through a proxy that wants certificates or a key, as a cluster of a company or in the cloud."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.kit.clusters.certificates import Authority, Pair, serving
from tests.kit.clusters.front import PERMISSION_DENIED, UNIMPLEMENTED, Front, front_of
from tests.kit.clusters.servers import bare_namespace
from tests.kit.deploys import until_true
from tests.kit.desk import Desk
from tests.kit.terminal import LONGTAKE

pytestmark = pytest.mark.ops

KEY = "sk-planted-4711"
OUTAGE_S = 5.0
"""For so long nobody gets through."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def client(authority: Authority) -> Pair:
    return authority.issue("client")


@pytest.fixture
def desk(tmp_path: Path, authority: Authority) -> Desk:
    """A person's folder, in which commands and workers trust the authority and read no other profile."""
    desk = Desk(tmp_path)
    desk.environment |= {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(authority.file),
        "LONGTAKE_GRACE_S": "2",
    }
    return desk


@contextmanager
def worker_of(desk: Desk) -> Iterator["subprocess.Popen[bytes]"]:
    """A real `longtake worker` in the desk's environment, with its log in `worker.log`."""
    with (desk.folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [LONGTAKE, "worker", "film", "io", "cpu"],
            cwd=desk.folder,
            env=desk.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(60)


def make(desk: Desk, film: str, *words: str) -> "subprocess.Popen[str]":
    """`longtake make` of a shot list, running."""
    return desk.start(
        "make", "--shots", desk.shots(*words), "--id", film, "--title", "Behind", "--approve", "auto"
    )


def finished(making: "subprocess.Popen[str]", desk: Desk, film: str) -> str:
    """Where the film is, once the command has ended well; neither it nor the worker said anything secret."""
    out, err = making.communicate(timeout=400)
    log = (desk.folder / "worker.log").read_text()
    assert making.returncode == 0, f"{out}\n{err}\n{log}"
    for said in (out, err, log):
        assert KEY not in said
        assert "PRIVATE KEY" not in said
    assert (desk.folder / "films" / film / "film.mp4").stat().st_size > 10_000
    return log


async def test_a_film_is_made_through_a_proxy_that_wants_certificates_and_goes_on_when_that_breaks(
    address: str, desk: Desk, authority: Authority, client: Pair, film: str
) -> None:
    with front_of(address, serving(authority.issue("server"), authority)) as front:
        # By a profile, as a person has one: every process reads the same.
        profile = desk.folder / "temporal.toml"
        profile.write_text(
            f'[profile.proxied]\naddress = "{front.address}"\n[profile.proxied.tls]\n'
            f'client_cert_path = "{client.certificate}"\nclient_key_path = "{client.key}"\n'
            f'server_ca_cert_path = "{authority.file}"\nserver_name = "localhost"\n'
        )
        desk.environment |= {"TEMPORAL_CONFIG_FILE": str(profile), "TEMPORAL_PROFILE": "proxied"}
        del desk.environment["TEMPORAL_TLS_SERVER_CA_CERT_PATH"]
        with worker_of(desk):
            making = make(desk, film, "a quay", "a boat", "a storm")
            await until_true(partial(_has_done, front, making, 3), "no work was done through the proxy", 200)
            front.cut()
            await asyncio.sleep(OUTAGE_S)
            await until_true(partial(_turned_away, front), "nobody missed the server", 200)
            front.mend()
            log = finished(making, desk, film)
        assert "known as 'client' until" in log
        assert "RespondWorkflowTaskCompleted" in front.heard


async def test_in_a_cloud_that_lets_nobody_register_or_look_around_films_are_made(
    address: str, desk: Desk, authority: Authority, film: str
) -> None:
    await bare_namespace(address, "films.acc")
    forbids = dict.fromkeys(
        (
            "AddSearchAttributes",
            "ListSearchAttributes",
            "GetClusterInfo",
            "UpdateNamespace",
        ),
        PERMISSION_DENIED,
    )
    forbids |= {"ListWorkers": UNIMPLEMENTED, "ListWorkerDeployments": UNIMPLEMENTED}
    with front_of(address, serving(authority.issue("server")), KEY, forbids) as front:
        desk.environment |= {
            "TEMPORAL_ADDRESS": front.address,
            "TEMPORAL_NAMESPACE": "films.acc",
            "TEMPORAL_API_KEY": KEY,
            "LONGTAKE_SEARCH_ATTRIBUTES": "off",
        }
        with worker_of(desk):
            log = finished(make(desk, film, "a quay"), desk, film)
            assert film in desk.run("list")
            status = desk.json("status", film)
        assert "search-attribute" not in log
        assert not status["notes"]
        assert "AddSearchAttributes" not in front.heard


async def test_a_worker_that_may_not_read_its_namespace_says_so(
    address: str, desk: Desk, authority: Authority
) -> None:
    forbids = {"DescribeNamespace": PERMISSION_DENIED}
    with front_of(address, serving(authority.issue("server")), forbids=forbids) as front:
        desk.environment |= {"TEMPORAL_ADDRESS": front.address}
        with worker_of(desk) as worker:
            assert worker.wait(300) == 1
        log = (desk.folder / "worker.log").read_text()
        assert "does not describe its namespace to us, without which no worker begins" in log
        assert "unexpected" not in log


async def test_a_worker_ends_before_its_certificate_does_and_says_what_to_do(
    address: str, desk: Desk, authority: Authority
) -> None:
    brief = authority.issue("brief", valid=timedelta(seconds=240))
    with front_of(address, serving(authority.issue("server"), authority)) as front:
        desk.environment |= {
            "TEMPORAL_ADDRESS": front.address,
            "TEMPORAL_TLS_CLIENT_CERT_PATH": str(brief.certificate),
            "TEMPORAL_TLS_CLIENT_KEY_PATH": str(brief.key),
            "LONGTAKE_GRACE_S": "230",
        }
        with worker_of(desk) as worker:
            assert worker.wait(300) == 1
        log = (desk.folder / "worker.log").read_text()
        assert "The client's certificate of 'brief' ends on 20" in log
        assert "put a new one where TEMPORAL_TLS_CLIENT_CERT_PATH says, and start the worker again" in log
        assert "serving film" in log


async def _has_done(front: Front, making: "subprocess.Popen[str]", steps: int) -> bool:
    """Whether so many steps of a film were reported through the proxy."""
    assert making.poll() is None, making.communicate()
    return front.heard.count("RespondActivityTaskCompleted") >= steps


async def _turned_away(front: Front) -> bool:
    """Whether the server was missed."""
    return front.turned_away > 0
