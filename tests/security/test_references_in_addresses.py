"""Our name for a job in the address that a vendor calls: it counts with our own mark and the vendor's signature."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from pydantic import SecretStr

from activities.jobs.records import JobRecords
from infra.database.database import Database, open_database
from models.errors import Unauthorised
from providers.vendors.callbacks import callback_path, check_mark
from providers.vendors.client import VendorClient
from providers.vendors.vendor import Vendor
from tests.kit.hosted import Told
from tests.kit.receivers import receiver_of
from tests.kit.vendor import signed
from tests.workers.test_notices import REFERENCE, written
from workers.webhooks import Receiver

OTHER = "film/run/shot_002/clip/1.1-1"
KEY = Told("video", "http://127.0.0.1:1").mark_key
NOTICE = b'{"id": "j7"}'
"""What the vendor signed of the first job; it does not repeat our name for it."""
OURS = callback_path("vendor", REFERENCE, KEY)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/longtake.db")
    yield database
    database.close()


@pytest.fixture
def receiver(database: Database) -> Iterator[Receiver]:
    with receiver_of(database) as receiver:
        yield receiver


def post(receiver: Receiver, path: str, body: bytes = NOTICE, signature: str | None = None) -> int:
    connection = HTTPConnection(*receiver.server_address, timeout=10)
    connection.request("POST", path, body, {"X-Vendor-Signature": signature or signed(body)})
    with connection.getresponse() as answer:
        return answer.status


STOLEN = {
    "no-mark": f"/jobs/vendor?reference={OTHER}",
    "empty": f"/jobs/vendor?reference={OTHER}&mark=",
    "anothers": OURS.replace("shot_001", "shot_002"),
    "a-guess": callback_path("vendor", OTHER, b"a guess"),
    "no-key": callback_path("vendor", OTHER, b""),
    "another-provider's": callback_path("vendors", OTHER, KEY).replace("/vendors?", "/vendor?"),
    "moved-line": callback_path("vendor\nfilm", "run/shot_002", KEY).replace("vendor%0Afilm", "vendor"),
    "strange": f"/jobs/vendor?reference={OTHER}&mark=%C3%A9%00",
    "cut": callback_path("vendor", OTHER, KEY)[:-1],
    "mark-alone": "/jobs/vendor?mark=0",
}


@pytest.mark.parametrize("name", STOLEN)
def test_a_signed_notice_that_is_posted_to_another_jobs_address_changes_nothing(
    database: Database, receiver: Receiver, name: str
) -> None:
    records = JobRecords(database)
    doubtful = [written(records, "unknown", reference) for reference in (REFERENCE, OTHER)]
    assert post(receiver, STOLEN[name]) == 401
    assert [records.find(REFERENCE), records.find(OTHER)] == doubtful


def test_our_mark_without_the_vendors_signature_changes_nothing(
    database: Database, receiver: Receiver
) -> None:
    records = JobRecords(database)
    doubtful = written(records, "unknown")
    assert post(receiver, OURS, signature="0" * 64) == 401
    assert records.find(REFERENCE) == doubtful
    assert post(receiver, OURS) == 200
    found = records.find(REFERENCE)
    assert found is not None
    assert (found.state, found.job_id) == ("submitted", "j7")


def test_the_mark_is_made_of_the_vendors_key_and_says_nothing_of_it() -> None:
    def client(key: str) -> VendorClient:
        vendor = Vendor(name="voices", base_url="http://127.0.0.1:1", key_env="VOICES_API_KEY")
        return VendorClient(vendor, SecretStr(key), "", str)

    first, again, other = client("sk-secret-1"), client("sk-secret-1"), client("sk-secret-2")
    path = callback_path("carla", REFERENCE, first.mark_key)
    assert path == callback_path("carla", REFERENCE, again.mark_key), "made on another machine"
    assert path != callback_path("carla", REFERENCE, other.mark_key)
    assert "sk-secret" not in path
    assert client("").mark_key == b""
    with pytest.raises(Unauthorised):
        check_mark("carla", REFERENCE, path.rpartition("=")[2], client("").mark_key)
