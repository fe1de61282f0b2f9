"""Callers of the receiver over real sockets: slow ones, rude ones, many, and what each of them is told."""

import http.client
import io
import json
import logging
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.message import Message
from pathlib import Path

import pytest

from infra.database.database import Database, open_database
from models.errors import StorageError
from tests.kit.hosted import told_registry
from tests.kit.vendor import signed
from workers import callers, webhook_server
from workers.callers import MOST_AT_ONCE
from workers.notices import Called, Notices
from workers.webhook_server import REQUEST_WITHIN_S, HurriedProtocol
from workers.webhooks import MOST_BYTES, Receiver

PATIENCE_S = 30.0
"""A caller that is heard for longer was not hung up on."""

NOTICE = json.dumps({"reference": "film/run/nowhere", "id": "j7"}).encode()
HEAD = b"POST /jobs/vendor HTTP/1.1\r\nHost: here\r\n"
WHOLE = HEAD + b"X-Vendor-Signature: %s\r\nContent-Length: %d\r\n\r\n%s" % (
    signed(NOTICE).encode(),
    len(NOTICE),
    NOTICE,
)


@pytest.fixture
def notices(tmp_path: Path) -> Iterator[Notices]:
    database: Database = open_database(f"sqlite:///{tmp_path}/longtake.db")
    yield Notices(told_registry("http://127.0.0.1:1"), database)
    database.close()


@contextmanager
def served(notices: Notices, host: str = "127.0.0.1") -> Iterator[Receiver]:
    with Receiver(host, 0, notices) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.05,))
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


@pytest.fixture
def receiver(notices: Notices) -> Iterator[Receiver]:
    with served(notices) as receiver:
        yield receiver


def call(receiver: Receiver) -> socket.socket:
    return socket.create_connection(receiver.server_address, timeout=10)


def heard_from(caller: socket.socket) -> bytes:
    """Everything until it hangs up."""
    said = b""
    with suppress(ConnectionResetError):
        while more := caller.recv(4096):
            said += more
    return said


def told(receiver: Receiver, words: bytes) -> tuple[int, Message, bytes]:
    """The status, headers and body of the answer to these bytes, which its end follows."""
    with call(receiver) as caller:
        caller.sendall(words)
        head, _, body = heard_from(caller).partition(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
    return int(line.split()[1]), http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n")), body


def dripped(receiver: Receiver, first: bytes, drop: bytes) -> tuple[float, bytes]:
    """How long a caller was heard that says `drop` again and again, in seconds, and what it was told."""
    hung_up = threading.Event()
    said: list[bytes] = []

    def listen() -> None:
        said.append(heard_from(caller))
        hung_up.set()

    began = time.monotonic()
    with call(receiver) as caller:
        caller.sendall(first)
        listener = threading.Thread(target=listen)
        listener.start()
        while not hung_up.wait(0.05) and time.monotonic() - began < PATIENCE_S:
            with suppress(OSError):
                caller.sendall(drop)
        took = time.monotonic() - began
        with suppress(OSError):
            caller.shutdown(socket.SHUT_RDWR)
        listener.join()
    return took, said[0]


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b""),
        (b"", b"P"),
        (HEAD, b"X-Field: 1\r\n"),
        (HEAD + b"X-Field: ", b"1"),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
        (HEAD + b"Content-Length: 9000000\r\n\r\n" + b" " * 2**19, b" "),
        (HEAD + b"Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n", b" "),
    ],
    ids=["silence", "bytes", "lines", "a-line", "body", "too-large-body", "body-that-was-asked-for"],
)
def test_a_caller_that_drips_its_request_is_hung_up_on(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, first: bytes, drop: bytes
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(webhook_server, "REQUEST_WITHIN_S", 0.5)
        took, said = dripped(receiver, first, drop)
    assert 0.45 <= took < PATIENCE_S
    assert b"100-continue" in first or said == b""
    assert b"accepted" not in said
    assert told(receiver, WHOLE)[0] == 200


def test_a_slow_caller_that_is_in_time_is_heard(receiver: Receiver) -> None:
    with call(receiver) as caller:
        for start in range(0, len(WHOLE), 40):
            caller.sendall(WHOLE[start : start + 40])
            time.sleep(0.05)
        assert heard_from(caller).startswith(b"HTTP/1.1 200 ")


def test_a_notice_that_takes_long_is_waited_for_and_holds_up_no_other(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_server, "REQUEST_WITHIN_S", 2.0)
    take, goes_on, taken = receiver.notices.take, threading.Event(), threading.Event()

    def slowly(provider: str, headers: dict[str, str], body: bytes, called: Called):
        if called.reference:
            taken.set()
            assert goes_on.wait(60)
        return take(provider, headers, body, called)

    monkeypatch.setattr(receiver.notices, "take", slowly)
    with call(receiver) as caller:
        caller.sendall(WHOLE.replace(b"/vendor", b"/vendor?reference=a"))
        assert taken.wait(10)
        for _ in range(10):
            assert told(receiver, WHOLE)[0] == 200
        time.sleep(2.2)
        goes_on.set()
        assert heard_from(caller).startswith(b"HTTP/1.1 401 ")


def test_callers_beyond_the_most_are_hung_up_on_until_one_of_the_others_is_gone(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "SPARED_S", 60.0)
    with ExitStack() as held:
        heard = [held.enter_context(call(receiver)) for _ in range(MOST_AT_ONCE)]
        for _ in range(3):
            with call(receiver) as refused:
                assert heard_from(refused) == b""
        assert select.select(heard, [], [], 0)[0] == [], "the others are still heard"
        heard[0].shutdown(socket.SHUT_WR)
        assert heard_from(heard[0]) == b""
        assert told(receiver, WHOLE)[0] == 200


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (WHOLE, 200),
        (WHOLE.replace(b"/jobs", b"//jobs"), 200),
        (WHOLE.replace(b"/jobs", b"http://here/jobs"), 200),
        (WHOLE + WHOLE, 200),
        (WHOLE.replace(b"jobs", b"word"), 404),
        (WHOLE.replace(b"X-Vendor", b"X-Word"), 401),
        (HEAD + b"\r\n", 411),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nword", 411),
        (HEAD + b"Transfer-Encoding: word\r\n\r\n", 411),
        (HEAD + b"Content-Length: word\r\n\r\n", 411),
        (HEAD + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n", 400),
        (HEAD + b"word\r\n\r\n", 400),
        (HEAD + b"Content-Length: 4\r\n\r\nword", 401),
        (b"word\r\n\r\n", 400),
        (b"\x16\x03\x01word", 400),
        (HEAD + b"X-Word: " + b"word" * 30_000, 400),
        (b"GET /jobs/vendor HTTP/1.1\r\nHost: word\r\n\r\n", 501),
        (b"GET /word HTTP/1.1\r\nHost: w\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", 501),
        (WHOLE.replace(b"HTTP/1.1", b"HTTP/1.0"), 200),
    ],
)
def test_every_answer_looks_the_same_ends_the_connection_and_leaves_nothing_in_the_log(
    receiver: Receiver, words: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        said, headers, body = told(receiver, words)
    assert said == status
    assert json.loads(body) == {"accepted": status == 200}
    assert (headers["Server"], headers["Connection"]) == ("longtake", "close")
    assert headers["Content-Type"] == "application/json"
    assert {name.lower() for name in headers} <= {
        "server",
        "date",
        "content-type",
        "content-length",
        "connection",
    }
    for word in ("word", "uvicorn.", signed(NOTICE), "nowhere"):
        assert word not in caplog.text


def test_a_notice_that_cannot_be_written_down_is_asked_for_again_in_a_while(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_up(*_: object) -> None:
        raise StorageError("The database is held up.")

    monkeypatch.setattr(receiver.notices, "take", held_up)
    status, headers, body = told(receiver, WHOLE)
    assert (status, headers["Retry-After"], json.loads(body)) == (503, "5", {"accepted": False})


def test_a_caller_that_ends_its_side_still_hears_the_answer(receiver: Receiver) -> None:
    for words, status in ((WHOLE, b"200"), (WHOLE[:-1], b"400")):
        with call(receiver) as caller:
            caller.sendall(words)
            caller.shutdown(socket.SHUT_WR)
            assert heard_from(caller).startswith(b"HTTP/1.1 " + status)


def test_of_a_body_that_is_too_large_no_more_is_read_than_of_the_longest(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    received = HurriedProtocol.data_received

    def counted(caller: HurriedProtocol, data: bytes) -> None:
        read.append(len(data))
        received(caller, data)

    monkeypatch.setattr(HurriedProtocol, "data_received", counted)
    with call(receiver) as caller:
        caller.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % 2**40)
        with suppress(ConnectionError):
            for _ in range(1000):
                caller.sendall(b" " * 2**16)
            pytest.fail("it is still heard")
        assert heard_from(caller).startswith(b"HTTP/1.1 413 ")
    assert sum(read) < MOST_BYTES + 2**19, "what lies in buffers comes on top"


def test_a_receiver_that_is_told_to_end_does_not_wait_for_a_slow_caller(notices: Notices) -> None:
    with served(notices) as receiver:
        silent, amid = call(receiver), call(receiver)
        amid.sendall(HEAD + b"Content-Length: 1000\r\n\r\n{")
        assert told(receiver, WHOLE)[0] == 200
        began = time.monotonic()
    assert time.monotonic() - began < REQUEST_WITHIN_S - 1, "it waited until the caller was hung up on"
    for caller in (silent, amid):
        assert b"true" not in heard_from(caller)
        caller.close()


def test_a_host_may_be_of_either_kind_of_address(notices: Notices) -> None:
    with served(notices, "::1") as receiver:
        assert receiver.address == f"http://[::1]:{receiver.server_address[1]}"
        assert told(receiver, WHOLE)[0] == 200
    with served(notices, "localhost") as receiver:
        assert told(receiver, WHOLE)[0] == 200
