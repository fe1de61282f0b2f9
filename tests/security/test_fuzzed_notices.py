"""Whatever is sent to the receiver of notices, over a real socket: an answer, and no job but the vendor's own changes."""

import json
import re
import socket
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities.jobs.records import JobRecord, JobRecords
from infra.database.database import open_database
from tests.kit.fuzz import HUGE_WHOLE, as_json, broken, fuzzed, mutated, nested, values
from tests.kit.receivers import receiver_of
from tests.kit.vendor import signed
from workers.webhooks import Receiver

REFERENCE = "film/run/shot_001/clip/1.1-1"
RECORD = JobRecord(
    reference=REFERENCE, recipe_key="recipe", fresh="", film_id="film", shot_id="shot_001", stage="video",
    provider="vendor", revision="1", usd=Decimal("0.05"), state="unknown",
)  # fmt: skip
NOTICE = as_json({"id": "j7", "reference": REFERENCE})


class Bench:
    """A receiver that listens, and the records that it writes into."""

    def __init__(self, receiver: Receiver, records: JobRecords) -> None:
        self.receiver = receiver
        self.records = records

    def said(self, request: bytes) -> int:
        """The status that a request is answered with; 0 when the receiver hung up without one."""
        with socket.create_connection(self.receiver.server_address, timeout=15) as caller:
            caller.sendall(request)
            caller.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: caller.recv(65536), b""))
        if not answer:
            return 0
        head, _, body = answer.partition(b"\r\n\r\n")
        found = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
        assert found, answer
        assert json.loads(body) == {"accepted": found[1] == b"200"}
        return int(found[1])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('notices') / 'longtake.db'}")
    with receiver_of(database) as receiver:
        yield Bench(receiver, JobRecords(database))
    database.close()


def request(body: bytes, path: str = "/jobs/vendor") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nx-vendor-signature: {signed(body)}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


@fuzzed(40)
@given(text=mutated(st.just(NOTICE)) | values.map(as_json))
@example(text='{"id": ' + HUGE_WHOLE + "}")
@example(text='{"id": "j7", "reference": "\\u0000\\ud800"}')
@example(text='{"id": "\\u001b", "reference": "x"}')
def test_a_signed_notice_of_any_text_is_taken_or_refused(bench: Bench, text: str) -> None:
    bench.records.open(RECORD)
    status = bench.said(request(text.encode("utf-8", "surrogatepass")))
    found = bench.records.find(REFERENCE)
    assert found is not None
    assert status in (200, 400) or _is_deep(text)  # over which this vendor's own reader stumbles
    assert (found.state, found.job_id) in (("unknown", ""), ("submitted", found.job_id))
    if status == 400:
        assert not _is_notice(text)


@pytest.mark.parametrize("body", [nested(20_000), '{"a":' * 5000])
def test_a_notice_that_is_nested_too_deep_is_answered(bench: Bench, body: str) -> None:
    assert bench.said(request(body.encode())) in (400, 500)


@fuzzed(40)
@given(sent=broken(st.just(request(NOTICE.encode(), "/jobs/vendor?reference=x"))))
@example(sent=b"POST /jobs/vendor HTTP/1.1\r\ncontent-length: " + HUGE_WHOLE.encode() + b"\r\n\r\n")
@example(sent=b"POST /jobs/vendor HTTP/1.1\r\ncontent-length: -1\r\n\r\n")
@example(sent=b"POST /jobs/vendor HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")
@example(
    sent=b"POST //jobs/vendor?reference=%00%ff&reference HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
)
@example(sent=b"\x00" * 70_000)
def test_a_broken_request_is_answered_and_changes_nothing(bench: Bench, sent: bytes) -> None:
    bench.records.open(RECORD)
    before = bench.records.find(REFERENCE)
    assert bench.said(sent) in (0, 200, 400, 401, 404, 408, 411, 413, 431, 501)
    after = bench.records.find(REFERENCE)
    assert after == before or (after is not None and after.job_id == "j7")


def _is_deep(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    except RecursionError:
        return True
    return False


def _is_notice(text: str) -> bool:
    """Whether it names a job by text that can be one's name."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return False
    named = isinstance(told, dict) and told.get("id") == "j7" and told.get("reference") == REFERENCE
    return bool(named)
