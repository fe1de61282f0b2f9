"""What is set up once: owners in PostgreSQL, Temporal's tables and namespace, the bucket; each again without harm."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import psutil
import psycopg
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from infra.search_attributes import ATTRIBUTES
from tests.kit.compose import parts
from tests.kit.compose.composition import FOLDER, Document, resolved, values_in, written_secrets
from tests.kit.compose.processes import Grounds
from tests.kit.databases import PASSWORD, PostgresServer

pytestmark = pytest.mark.ops

TOOL = """#!/bin/sh
# Stands for temporal-sql-tool: it knows which databases have tables, in the folder $KNOWN.
case "$*" in
  "--plugin postgres12 --ep postgres -p 5432 -u temporal --db "*) ;;
  *) echo "what is that: $*" >&2; exit 64 ;;
esac
test "$SQL_PASSWORD" = sesame || exit 65
shift 9
database=$1 verb=$2
shift 2
echo "$database $verb $*" >> "$KNOWN/log"
case $verb in
  update-schema) test -e "$KNOWN/$database" ;;
  setup-schema) test ! -e "$KNOWN/$database" && : > "$KNOWN/$database" ;;
esac
"""


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_secrets(tmp_path_factory.mktemp("compose"))


@pytest.fixture(scope="module")
def services(secrets: Path) -> dict[str, Document]:
    return dict(resolved(secrets)["services"])


@pytest.fixture(scope="module")
def database(services: dict[str, Document]) -> Iterator[PostgresServer]:
    with parts.database(services["postgres"]) as server:
        yield server


def url(server: PostgresServer, role: str, password: str, name: str) -> str:
    return f"postgresql://{role}:{password}@127.0.0.1:{server.port}/{name}"


def test_each_owner_has_what_is_its_own_and_nobody_else_comes_in(
    database: PostgresServer, secrets: Path
) -> None:
    told = values_in(secrets)
    passwords = {
        "longtake": told["FILMS_DATABASE_PASSWORD"],
        "temporal": told["TEMPORAL_DATABASE_PASSWORD"],
    }
    owners = {"longtake": ["longtake"], "temporal": ["temporal", "temporal_visibility"]}
    for role, password in passwords.items():
        for name in owners[role]:
            with psycopg.connect(url(database, role, password, name)) as connection:
                connection.execute("CREATE TABLE films (id int)")
                asked = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s"
                assert connection.execute(asked, (role,)).fetchone() == (False, False, False)
        for other in {"longtake", "temporal"} - {role}:
            for name in owners[other]:
                with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                    psycopg.connect(url(database, role, password, name))
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url(database, role, "guessed", owners[role][0]))


def test_the_check_of_the_database_says_when_it_can_be_used(
    database: PostgresServer, services: dict[str, Document]
) -> None:
    kind, shell = services["postgres"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    told = services["postgres"]["environment"] | {"PGPORT": str(database.port)}
    found = {"PATH": f"{Path(database.program('psql')).parent}:{os.environ['PATH']}"}

    def healthy() -> bool:
        # Compose writes a dollar as two, where it says what the file comes to.
        command = ["sh", "-c", shell.replace("$$", "$")]
        return subprocess.run(command, env=found | told, timeout=60, check=False).returncode == 0

    assert healthy()
    with psycopg.connect(url(database, "postgres", PASSWORD, "postgres"), autocommit=True) as connection:
        connection.execute("ALTER DATABASE temporal_visibility RENAME TO not_made")
        assert not healthy(), "a set-up that was cut short is none"
        connection.execute("ALTER DATABASE not_made RENAME TO temporal_visibility")
    assert healthy()
    database.kill()
    try:
        assert not healthy()
    finally:
        database.start()


def test_a_database_that_is_set_up_is_not_set_up_anew(
    database: PostgresServer, services: dict[str, Document]
) -> None:
    ran = parts.set_up(database, services["postgres"]["environment"])
    assert ran.returncode != 0
    assert 'role "longtake" already exists' in ran.stderr


def schema(folder: Path, services: dict[str, Document]) -> tuple[int, list[str]]:
    """The script of Temporal's tables with a tool that only remembers: its exit code, and what it asked for."""
    tool = folder / "temporal-sql-tool"
    tool.write_text(TOOL)
    tool.chmod(0o755)
    log = folder / "log"
    log.write_text("")
    environment = services["temporal-schema"]["environment"] | {"SQL_PASSWORD": "sesame"}
    ran = subprocess.run(
        ["sh", FOLDER / "temporal-schema.sh"],
        env={"PATH": f"{folder}:/usr/bin:/bin", "KNOWN": str(folder), **environment},
        timeout=60,
        check=False,
        capture_output=True,
    )
    return ran.returncode, log.read_text().splitlines()


def test_temporals_tables_are_made_once_and_then_brought_up_to_date(
    services: dict[str, Document], tmp_path: Path
) -> None:
    versions = "-d /etc/temporal/schema/postgresql/v12/{}/versioned"
    updates = [
        f"temporal update-schema {versions.format('temporal')}",
        f"temporal_visibility update-schema {versions.format('visibility')}",
    ]
    assert schema(tmp_path, services) == (
        0,
        [
            *(updates[0], "temporal setup-schema -v 0.0", updates[0]),
            *(updates[1], "temporal_visibility setup-schema -v 0.0", updates[1]),
        ],
    )
    assert schema(tmp_path, services) == (0, updates), "what has tables is never set up"


async def described(client: Client, namespace: str) -> tuple[int, dict[str, int]]:
    """How many days a namespace knows ended workflows, and the search attributes that it knows."""
    told = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=namespace)
    )
    days = told.config.workflow_execution_retention_ttl.ToSeconds() // 86_400
    return days, dict(known.custom_attributes)


async def test_the_namespace_knows_films_for_long_enough_and_what_they_tell(
    address: str, services: dict[str, Document], tmp_path: Path
) -> None:
    client = await Client.connect(address)
    name = f"composed-{tmp_path.name}"
    service = dict(services["temporal-namespace"])
    wanted = {attribute: int(kind) for attribute, (kind, _) in ATTRIBUTES.items()}
    for retention, days in ((service["environment"]["RETENTION"], 90), ("45d", 45)):
        told = service["environment"] | {"TEMPORAL_NAMESPACE": name, "RETENTION": retention}
        ran = parts.namespace(service | {"environment": told}, address)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert await described(client, name) == (days, wanted)


def s3(address: str, **credentials: Any) -> Any:
    config = Config(
        s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, **credentials.pop("config", {})
    )
    return boto3.session.Session().client(
        "s3", endpoint_url=f"http://{address}", region_name="us-east-1", config=config, **credentials
    )


@pytest.fixture
def grounds(services: dict[str, Document], tmp_path: Path) -> Iterator[Grounds]:
    there = Grounds(tmp_path, services)
    with parts.store(services["store"], tmp_path, there.doors) as address:
        there.places = {"store:8333": address, "127.0.0.1:8333": address}
        parts.until_open(services["store"], there.places)
        yield there


def test_the_store_has_its_bucket_and_is_open_to_nobody_without_its_keys(
    grounds: Grounds, secrets: Path
) -> None:
    for _ in range(2):
        ran = grounds.carry_out("store-bucket")
        assert ran.returncode == 0, ran.stderr
    told = values_in(secrets)
    key = {"aws_access_key_id": told["STORE_KEY"], "aws_secret_access_key": told["STORE_SECRET"]}
    ours = s3(grounds.places["store:8333"], **key)
    assert [each["Name"] for each in ours.list_buckets()["Buckets"]] == ["films"]
    give_up_at = time.monotonic() + 60
    while True:  # it is open before it has anywhere to write to
        try:
            ours.put_object(Bucket="films", Key="a", Body=b"x")
            break
        except (ClientError, BotoCoreError):
            assert time.monotonic() < give_up_at
            time.sleep(0.1)
    with pytest.raises(ClientError):
        ours.put_object(Bucket="another", Key="a", Body=b"x")
    strangers: list[dict[str, Any]] = [
        {"config": {"signature_version": UNSIGNED}},
        {**key, "aws_secret_access_key": "guessed"},
        {"aws_access_key_id": "guessed", "aws_secret_access_key": told["STORE_SECRET"]},
    ]
    for stranger in strangers:
        theirs = s3(grounds.places["store:8333"], **stranger)
        with pytest.raises((ClientError, BotoCoreError)):
            theirs.get_object(Bucket="films", Key="a")
        with pytest.raises((ClientError, BotoCoreError)):
            theirs.put_object(Bucket="films", Key="b", Body=b"x")
        with pytest.raises((ClientError, BotoCoreError)):
            theirs.list_buckets()
    assert ours.get_object(Bucket="films", Key="a")["Body"].read() == b"x"


def test_doors_of_the_store_that_ask_for_no_key_listen_to_its_own_container(grounds: Grounds) -> None:
    listening = [each for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    at = {each.laddr.port: each.laddr.ip for each in listening if each.laddr}
    assert at[grounds.doors["s3"]] in ("::", "0.0.0.0")
    assert {at[port] for door, port in grounds.doors.items() if door != "s3"} == {"127.0.0.1"}
