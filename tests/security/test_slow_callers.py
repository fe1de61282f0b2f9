"""Slow callers of the webhook receiver: however many there are and wherever they call from, vendors are heard."""

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from infra.database.database import open_database
from models.errors import BadInput
from tests.kit.receivers import receiver_of
from tests.kit.vendor import signed
from workers import callers, webhook_server
from workers.callers import MOST_AT_ONCE, MOST_OF_ONE, Callers, networks
from workers.webhooks import Receiver

NOTICE = b'{"reference": "film/run/nowhere", "id": "j7"}'
HEAD = b"POST /jobs/vendor HTTP/1.1\r\nHost: here\r\n"
AMID = HEAD + b"Content-Length: 1000\r\n\r\n"


def whole(*fields: bytes) -> bytes:
    named = [*fields, b"X-Vendor-Signature: " + signed(NOTICE).encode(), b"Content-Length: %d" % len(NOTICE)]
    return HEAD + b"".join(field + b"\r\n" for field in named) + b"\r\n" + NOTICE


@contextmanager
def served(folder: Path, *proxies: str) -> Iterator[Receiver]:
    database = open_database(f"sqlite:///{folder}/longtake.db")
    with receiver_of(database, *proxies) as receiver:
        yield receiver
    database.close()


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is hung up on for the machine's slowness; each test says which patience it tries."""
    monkeypatch.setattr(callers, "SPARED_S", 60.0)
    monkeypatch.setattr(webhook_server, "HEAD_WITHIN_S", 60.0)
    monkeypatch.setattr(webhook_server, "REQUEST_WITHIN_S", 60.0)


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    """A receiver behind a proxy of this machine, as everything here calls from it."""
    with served(tmp_path) as receiver:
        yield receiver


@pytest.fixture
def open_receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that everybody calls directly: 127.0.0.1 is a stranger like any other."""
    monkeypatch.setattr(callers, "_HERE", ())
    with served(tmp_path, "127.0.0.9") as receiver:
        yield receiver


def call(receiver: Receiver, words: bytes = b"", host: str = "127.0.0.1") -> socket.socket:
    caller = socket.create_connection(receiver.server_address, timeout=20, source_address=(host, 0))
    if words:
        with suppress(OSError):
            caller.sendall(words)
    return caller


def heard_from(caller: socket.socket) -> bytes:
    said = b""
    with suppress(ConnectionResetError):
        while more := caller.recv(4096):
            said += more
    return said


def told(receiver: Receiver, words: bytes, host: str = "127.0.0.1") -> bytes:
    """The status of an answer; empty when nobody listened."""
    with call(receiver, words, host) as caller:
        return heard_from(caller)[9:12]


def still_heard(slow: list[socket.socket]) -> int:
    return len(slow) - len(select.select(slow, [], [], 0)[0])


@pytest.mark.parametrize("words", [b"", b"P", HEAD, AMID], ids=["silent", "a-byte", "head", "body"])
def test_callers_who_take_their_time_make_room_for_one_who_does_not(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, words: bytes
) -> None:
    monkeypatch.setattr(callers, "SPARED_S", 0.2)
    with ExitStack() as held:
        slow = [held.enter_context(call(receiver, words)) for _ in range(MOST_AT_ONCE)]
        time.sleep(1.0)
        for heard in range(1, 6):
            assert told(receiver, whole()) == b"200"
            assert still_heard(slow) >= MOST_AT_ONCE - heard
        assert still_heard(slow) > 0


def test_whoever_calls_from_one_address_leaves_places_for_the_others(open_receiver: Receiver) -> None:
    with ExitStack() as held:
        slow = [held.enter_context(call(open_receiver, b"P", "127.0.0.2")) for _ in range(MOST_AT_ONCE + 10)]
        for _ in range(5):
            assert told(open_receiver, whole(), "127.0.0.3") == b"200"
        assert still_heard(slow) == MOST_OF_ONE
        forwarded = whole(b"X-Forwarded-For: 198.51.100.7")
        assert told(open_receiver, forwarded, "127.0.0.2") == b"", "a stranger's word for whom it calls"
        assert told(open_receiver, forwarded, "127.0.0.9") == b"200", "a proxy's word"


def test_of_one_address_the_slowest_make_room_for_the_next(
    open_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "SPARED_S", 0.2)
    with ExitStack() as held:
        slow = [held.enter_context(call(open_receiver, b"P")) for _ in range(MOST_OF_ONE)]
        time.sleep(1.0)
        assert told(open_receiver, whole()) == b"200"
        assert heard_from(slow[0]) == b""
        assert still_heard(slow[1:]) == MOST_OF_ONE - 1


def test_the_address_with_most_callers_makes_room_first(
    open_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "SPARED_S", 0.2)
    with ExitStack() as held:
        few = [held.enter_context(call(open_receiver, b"P", "127.0.0.4")) for _ in range(4)]
        for host in ("127.0.0.2", "127.0.0.3"):
            for _ in range((MOST_AT_ONCE - 4) // 2):
                held.enter_context(call(open_receiver, b"P", host))
        time.sleep(1.0)
        for _ in range(10):
            held.enter_context(call(open_receiver, b"P", "127.0.0.5"))
        assert told(open_receiver, whole(), "127.0.0.6") == b"200"
        assert still_heard(few) == 4


def test_those_who_call_again_and_again_keep_nobody_out_who_calls_once(open_receiver: Receiver) -> None:
    with ExitStack() as held:
        for host in ("127.0.0.2", "127.0.0.3"):
            for _ in range(MOST_OF_ONE):
                held.enter_context(call(open_receiver, b"P", host))
        for _ in range(5):
            assert told(open_receiver, whole(), "127.0.0.6") == b"200"


def test_behind_a_proxy_callers_are_told_apart_by_the_proxys_word(receiver: Receiver) -> None:
    def amid(number: int) -> bytes:
        spoofed = b"X-Forwarded-For: 203.0.113.%d\r\nX-Forwarded-For: 10.0.0.%d, 198.51.100.7\r\n" % (
            number % 250,
            number % 250,
        )
        return HEAD + spoofed + b"Content-Length: 1000\r\n\r\n{"

    with ExitStack() as held:
        slow = [held.enter_context(call(receiver, amid(number))) for number in range(MOST_OF_ONE)]
        for number in range(10):
            assert told(receiver, amid(number)) == b""
        assert still_heard(slow) == MOST_OF_ONE
        assert told(receiver, whole(b"X-Forwarded-For: 198.51.100.8")) == b"200"
        assert told(receiver, whole(b"X-Forwarded-For: 198.51.100.7")) == b"200", "what is whole is answered"


def test_a_head_has_less_time_than_the_whole_request(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_server, "HEAD_WITHIN_S", 0.3)
    with call(receiver, HEAD) as headless, call(receiver, AMID) as amid:
        assert heard_from(headless) == b""
        assert still_heard([amid]) == 1


def test_a_notice_in_a_flood_of_callers_is_heard_within_a_few_tries(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "SPARED_S", 0.1)
    over = threading.Event()

    def flood() -> None:
        with ExitStack() as held:
            slow: list[socket.socket] = []
            while not over.is_set():
                slow = [one for one in slow if one not in select.select(slow, [], [], 0)[0]]
                if len(slow) < MOST_AT_ONCE:
                    with suppress(OSError):
                        slow.append(held.enter_context(call(receiver, b"P")))
                else:
                    over.wait(0.01)

    attacker = threading.Thread(target=flood)
    attacker.start()
    try:
        time.sleep(0.5)
        said: list[bytes] = []
        while b"200" not in said and len(said) < 20:
            said.append(told(receiver, whole()))
            time.sleep(0.05)
    finally:
        over.set()
        attacker.join()
    assert said[-1] == b"200"


@pytest.mark.parametrize(
    "of_one",
    [lambda n: f"2001:db8:1:2::{n:x}", lambda n: "198.51.100.7", lambda n: "::ffff:198.51.100.7"],
    ids=["a-network", "an-address", "mapped"],
)
def test_all_addresses_that_one_caller_has_count_as_one(of_one: Callable[[int], str]) -> None:
    class Silent:
        def hang_up(self) -> None:
            raise AssertionError("nobody has called for long")

    heard = Callers()
    assert [heard.add(Silent(), of_one(number)) for number in range(MOST_OF_ONE + 3)] == [
        *[True] * MOST_OF_ONE,
        *[False] * 3,
    ]
    assert heard.add(Silent(), "2001:db8:1:3::1")


@pytest.mark.parametrize("named", ["", "here", "10.0.0.0/99", "10.0.0.1:80"])
def test_a_proxy_without_an_address_is_named(named: str) -> None:
    with pytest.raises(BadInput, match="--proxy"):
        networks([named])
