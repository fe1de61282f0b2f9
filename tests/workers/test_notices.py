"""Vendors' notices over real sockets: a signed one finds a lost job again, anything else changes nothing."""

import http.client
import json
import logging
import socket
import sqlite3
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from activities.jobs.records import JobRecord, JobRecords, State
from infra import patience
from infra.database.database import Database, open_database
from models.errors import BadInput
from models.kinds import Kind
from providers.jobs import Notice
from providers.offers import VendorProvider
from providers.registry import Registry
from providers.vendors.callbacks import callback_path
from providers.vendors.clients import Clients
from providers.vendors.vendor import Vendor
from tests.kit.hosted import Told
from tests.kit.receivers import receiver_of
from tests.kit.vendor import SECRET, signed
from workers.notices import Notices
from workers.webhooks import MOST_BYTES, Receiver

REFERENCE = "film/run/shot_001/clip/1.1-1"
STATES: tuple[State, ...] = ("intent", "sending", "submitted", "done", "failed", "refused", "unknown", "void")


@pytest.fixture
def records(database: Database) -> JobRecords:
    return JobRecords(database)


@pytest.fixture
def receiver(database: Database) -> Iterator[Receiver]:
    with receiver_of(database) as receiver:
        yield receiver


def written(records: JobRecords, state: State, reference: str = REFERENCE, job_id: str = "") -> JobRecord:
    return records.open(
        JobRecord(
            reference=reference,
            recipe_key="recipe",
            fresh="",
            film_id="film",
            shot_id="shot_001",
            stage="video",
            provider="vendor",
            revision="1",
            usd=Decimal("0.05"),
            state=state,
            job_id=job_id,
        )
    )


def notice(reference: str | None = REFERENCE, job_id: object = "j7") -> bytes:
    named = {} if reference is None else {"reference": reference}
    return json.dumps({"id": job_id, **named}).encode()


def marked(reference: str = REFERENCE, provider: str = "vendor", key: bytes | None = None) -> str:
    """The address that a vendor was given to call."""
    ours = Told("video", "http://127.0.0.1:1").mark_key
    return callback_path(provider, reference, ours if key is None else key)


def post(
    receiver: Receiver, body: bytes, path: str = "/jobs/vendor", signature: str | None = None, **headers: str
) -> int:
    """The status of one notice; signed as the vendor does unless told otherwise."""
    host, port = receiver.server_address[:2]
    connection = http.client.HTTPConnection(str(host), int(port), timeout=10)
    sign = {"X-Vendor-Signature": signed(body) if signature is None else signature}
    connection.request("POST", path, body, {**sign, **headers})
    with connection.getresponse() as answer:
        assert json.load(answer) == {"accepted": answer.status == 200}
        return answer.status


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_a_notice_finds_a_job_in_doubt_again_and_told_twice_it_comes_to_the_same(
    records: JobRecords, receiver: Receiver, state: State
) -> None:
    lost = written(records, state)
    for _ in range(3):
        assert post(receiver, notice()) == 200
        assert records.find(REFERENCE) == lost.model_copy(update={"state": "submitted", "job_id": "j7"})
    assert post(receiver, notice(job_id="j8")) == 200
    found = records.find(REFERENCE)
    assert found is not None
    assert found.job_id == "j7", "the first word of the vendor holds"


def test_a_vendor_whose_key_is_not_set_here_keeps_no_other_from_being_heard(database: Database) -> None:
    class Keyless(VendorProvider):
        name, label, revision, vendor = "keyless", "io", "1", "voices"
        kind: Kind = "video"

    known = {"voices": Vendor(name="voices", base_url="http://127.0.0.1:1", key_env="VOICES_API_KEY")}
    registry = Registry([Keyless, Told("video", "http://127.0.0.1:1")], Clients(known, {}).of)
    assert Notices(registry, database).vendors == ("vendor",)


def test_where_only_the_address_carries_our_name_it_is_taken_from_there(
    records: JobRecords, receiver: Receiver
) -> None:
    written(records, "unknown")
    assert post(receiver, notice(reference=None), marked()) == 200
    found = records.find(REFERENCE)
    assert found is not None
    assert (found.state, found.job_id) == ("submitted", "j7")


@pytest.mark.parametrize("state", [state for state in STATES if state not in ("sending", "unknown")])
def test_a_job_that_is_not_in_doubt_stays_as_it_is(
    records: JobRecords, receiver: Receiver, state: State
) -> None:
    stands = written(records, state, job_id="j1" if state in ("submitted", "done", "failed") else "")
    assert post(receiver, notice()) == 200
    assert records.find(REFERENCE) == stands


def test_a_notice_about_nobodys_job_or_with_another_jobs_id_changes_nothing(
    records: JobRecords, receiver: Receiver
) -> None:
    doubtful = written(records, "unknown")
    known = written(records, "submitted", "film/run/shot_002/clip/1.1-1", "j7")
    strangers = records.open(
        doubtful.model_copy(update={"reference": "film/run/score", "provider": "another"})
    )
    assert post(receiver, notice("film/run/nowhere")) == 200
    assert post(receiver, notice(strangers.reference)) == 200
    assert post(receiver, notice(job_id="j7")) == 200, "a notice about the second job, sent for the first"
    for record in (doubtful, known, strangers):
        assert records.find(record.reference) == record


@pytest.mark.parametrize(
    "signature", ["", "0" * 64, "zero", signed(notice(), "a guess"), signed(notice(job_id="j8")), "é"]
)
def test_a_forged_notice_is_refused_and_changes_nothing(
    records: JobRecords, receiver: Receiver, signature: str, caplog: pytest.LogCaptureFixture
) -> None:
    doubtful = written(records, "unknown")
    with caplog.at_level(logging.DEBUG):
        assert post(receiver, notice(), signature=signature) == 401
    assert records.find(REFERENCE) == doubtful
    assert "A notice for vendor was refused" in caplog.text
    for words in (SECRET, signature or SECRET, signed(notice()), REFERENCE):
        assert words not in caplog.text, "what nobody signed is not logged"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b'{"reference": "film"}',
        b"\xff\xfe",
        notice(job_id=""),
        notice(job_id=7),
        notice(job_id="j" * 401),
        notice(job_id="j 7"),
        notice("r" * 401),
        notice("film\x00run"),
        notice("film\nrun"),
        b'{"reference": "film\\ud800", "id": "j7"}',
        notice(reference=None),
    ],
)
def test_a_signed_notice_that_cannot_be_read_is_a_bad_request(
    records: JobRecords, receiver: Receiver, body: bytes
) -> None:
    doubtful = written(records, "unknown")
    assert post(receiver, body) == 400
    assert records.find(REFERENCE) == doubtful


def test_an_address_that_contradicts_its_notice_is_a_bad_request(
    records: JobRecords, receiver: Receiver
) -> None:
    doubtful = written(records, "unknown")
    assert post(receiver, notice(), marked("film")) == 400
    assert post(receiver, notice(reference=None), f"{marked()}&reference=b") == 400
    assert post(receiver, notice(reference=None), f"{marked()}&mark=0") == 400
    assert post(receiver, notice(reference=None), marked("\x00")) == 400
    assert post(receiver, notice(reference=None), marked("r" * 401)) == 400
    assert records.find(REFERENCE) == doubtful


@pytest.mark.parametrize(
    "path", ["/", "/jobs", "/jobs/", "/jobs/nobody", "/jobs/animatic", "/jobs/vendor/x", "/jobs/%2E%2E/vendor", "//["]
)  # fmt: skip
def test_other_addresses_lead_nowhere(receiver: Receiver, path: str) -> None:
    assert post(receiver, notice(), path) == 404


def test_a_body_too_large_or_of_no_known_length_is_not_read(records: JobRecords, receiver: Receiver) -> None:
    doubtful = written(records, "unknown")
    whole = notice() + b" " * (MOST_BYTES - len(notice()))
    assert post(receiver, whole + b" ") == 413
    assert records.find(REFERENCE) == doubtful
    for length in ("-1", "+5", "many", "1_0", "٣".encode().decode("latin-1")):
        assert post(receiver, notice(), **{"Content-Length": length}) == 411
    assert post(receiver, notice(), **{"Transfer-Encoding": "chunked", "Content-Length": "10"}) == 411
    assert post(receiver, whole) == 200
    found = records.find(REFERENCE)
    assert found is not None
    assert found.state == "submitted"


def test_callers_who_hang_up_or_say_nothing_of_use_are_outlived(
    records: JobRecords, receiver: Receiver
) -> None:
    written(records, "unknown")
    host, port = receiver.server_address[:2]
    for words in (b"", b"\x00\x01\x02\r\n\r\n", b"POST /jobs/vendor HTTP/1.1\r\nContent-Length: 99\r\n\r\n{"):
        with socket.create_connection((str(host), int(port)), timeout=10) as caller:
            caller.sendall(words)
            caller.shutdown(socket.SHUT_WR)
            while caller.recv(4096):
                pass
    assert post(receiver, notice()) == 200


def test_while_the_database_is_held_up_the_vendor_is_told_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "BRIEF_S", 0.1)
    file = tmp_path / "longtake.db"
    database = open_database(f"sqlite:///{file}", lock_wait_s=0.1)
    records = JobRecords(database)
    written(records, "unknown")
    with receiver_of(database) as receiver:
        held = sqlite3.connect(file, isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        assert post(receiver, notice()) == 503
        held.execute("ROLLBACK")
        held.close()
        assert post(receiver, notice()) == 200
    found = records.find(REFERENCE)
    assert found is not None
    assert found.state == "submitted"
    database.close()


def test_an_adapter_that_breaks_over_a_notice_tells_nobody_what_was_in_it(
    database: Database, receiver: Receiver, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(headers: object, body: bytes) -> Notice:
        raise RuntimeError(f"{headers} {body!r}")

    monkeypatch.setattr(receiver.notices._readers["vendor"][0], "read_notice", broken)
    with caplog.at_level(logging.DEBUG):
        assert post(receiver, notice()) == 500
    assert "RuntimeError" in caplog.text
    assert signed(notice()) not in caplog.text


def test_each_kind_of_a_vendor_may_have_a_secret_of_its_own(
    records: JobRecords, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_, last = receiver.notices._readers["vendor"]
    assert first is not last
    monkeypatch.setattr(last, "_secret", "the other secret")
    written(records, "unknown")
    assert post(receiver, notice(), signature=signed(notice(), "the other secret")) == 200
    found = records.find(REFERENCE)
    assert found is not None
    assert found.state == "submitted"


def test_where_nobody_can_listen_is_said_in_a_sentence(receiver: Receiver) -> None:
    taken = int(receiver.server_address[1])
    for host, port in (("127.0.0.1", taken), ("203.0.113.7", 8787), ("no.such.host.invalid", 8787)):
        with pytest.raises(BadInput, match=r"choose another --host or --port\.$"):
            Receiver(host, port, receiver.notices)


def test_notices_at_once_are_all_heard(records: JobRecords, receiver: Receiver) -> None:
    names = [f"film/run/shot_{number:03d}/clip/1.1-1" for number in range(30)]
    for name in names:
        written(records, "unknown", name)
    said: list[int] = []
    threads = [
        threading.Thread(target=lambda name=name: said.append(post(receiver, notice(name, name))))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [200] * 30
    assert {(record.state, record.job_id == name) for name in names if (record := records.find(name))} == {
        ("submitted", True)
    }
