"""Answers that swell or never end, over real sockets: they end in time, in little memory, as one named error."""

import gzip
import json
import re
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from models.errors import InvalidRequest, ProviderError, RateLimited, Transient, UnknownOutcome
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get, Post
from providers.vendors.vendor import Vendor
from tests.kit.rude_server import RudeServer, answer, rude_server
from tests.test_plan import ROOMS, ROOT

MIB = 2**20
WITHIN_S = 1.5
SPEAK = {
    "infra/engine/ports.py": "whether something listens on this machine",
    "infra/payloads/aws_kms.py": "the service that keeps a person's keys, by its library and its deadlines",
    "infra/telemetry/runtime.py": "where Prometheus asks us, and this machine's name",
    "infra/temporal_faults.py": "whether the Temporal server of a person's own speaks TLS",
    "infra/storage/s3_client.py": "the store that a person configured",
    "infra/storage/s3_errors.py": "what its library raises",
    "providers/vendors/client.py": "httpx's names; its clients are bounded",
    "providers/vendors/library.py": "what libraries raise that have a client of ours",
    "providers/vendors/edge/adapter.py": "what Edge's library raises, of which time and bytes are bounded",
    "activities/releases/youtube/service.py": "httpx's names; its exchanges are bounded",
    "activities/releases/youtube/tokens.py": "httpx's names; its exchanges are bounded",
    "workers/http_server.py": "who calls us",
    "workers/webhook_server.py": "who calls us",
    "studio/web/server.py": "who calls us",
    "studio/web/access/hosts.py": "whether a name is this machine",
    "studio/cli/commands/doors/studio.py": "the type of what it listens at",
}
"""Who knows the network beside `infra/network/`, and for what."""
NETWORK = r"""(?mx)^[ ]*(?:import|from)[ ](?:httpx|httpcore|socket|http[.]client|urllib[.]request|urllib3|requests|aiohttp
    |boto3|botocore|websockets?|ftplib|smtplib|xmlrpc|socketserver|asyncio[.]streams)\b|open_connection|create_connection"""
ENDS_WITHIN_S = 10.0
"""However slow the machine is: what has no deadline at all goes on for as long as it is fed."""
POST = Post("/jobs", {"words": "a quay"}, "model")


def client_of(address: str, within_s: float = WITHIN_S) -> VendorClient:
    vendor = Vendor(
        name="rude", title="Rude", base_url=address, key_env="RUDE_API_KEY", read_timeout_s=within_s
    )
    return VendorClient(vendor, SecretStr("sk-rude-0123456789"), "", str)


def packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = gzip.compress(data, mtime=0)
    return data


ZEROS = packed(bytes(64 * MIB))
"""64 MiB in 64 KiB."""
SWOLLEN = {
    "gzip": answer(ZEROS, content_encoding="gzip"),
    "x-gzip": answer(ZEROS, content_encoding="X-GZIP"),
    "deflate": answer(zlib.compress(bytes(64 * MIB)), content_encoding="deflate"),
    "twice": answer(packed(ZEROS), content_encoding="gzip, gzip"),
    "three-times": answer(packed(ZEROS, 2), content_encoding="gzip,identity , gzip,gzip"),
    "two-lines": answer(packed(ZEROS), content_encoding="gzip\r\nContent-Encoding: gzip"),
    "brotli": answer(ZEROS, content_encoding="br"),
    "zstd": answer(ZEROS, content_encoding="zstd"),
    "refused": answer(ZEROS, 429, content_encoding="gzip"),
}


@pytest.mark.parametrize("name", SWOLLEN)
@pytest.mark.parametrize("ask", ["post", "get", "download", "library"])
def test_a_packed_answer_takes_no_more_memory_than_a_plain_one_may(
    name: str, ask: str, tmp_path: Path
) -> None:
    with rude_server(lambda server, caller, _: server.say(caller, SWOLLEN[name])) as server:
        client = client_of(server.address, 60)
        calls: dict[str, Callable[[], object]] = {
            "post": lambda: client.ask(POST),
            "get": lambda: client.get(Get("/jobs", "job")),
            "download": lambda: client.download(Get("/file", "file", "*/*"), tmp_path / "file"),
            "library": lambda: client.bounded(MIB).post(f"{server.address}/jobs", json={}).raise_for_status(),
        }
        client.bounded(MIB).close()  # what is imported and read once is not the answer's
        tracemalloc.start()
        try:
            with pytest.raises((ProviderError, httpx.HTTPError)) as caught:
                calls[ask]()
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 8 * MIB, "a MiB, and what it is made from and read as"
    kinds: dict[str, type[Exception]] = {"post": UnknownOutcome, "library": httpx.HTTPError}
    kind: type[Exception] = kinds.get(ask, InvalidRequest)
    if name == "refused" and ask != "library":
        kind = Transient if ask == "download" else RateLimited
    assert isinstance(caught.value, kind)
    assert not (tmp_path / "file").exists()


def test_an_answer_that_is_packed_once_is_read_all_the_same() -> None:
    words = json.dumps({"words": "a quay " * 1000}).encode()
    answers = [
        answer(packed(words), content_encoding="gzip"),
        answer(zlib.compress(words), content_encoding="deflate"),
    ]
    with rude_server(lambda server, caller, _: server.say(caller, answers[len(server.heads) - 1])) as server:
        for _ in answers:
            assert client_of(server.address).ask(POST).body == words


@pytest.mark.parametrize(
    "body", [packed(b"{}")[:-4], packed(b"{}") + b"{}", b"{}", b""], ids=["cut", "more", "plain", "empty"]
)
def test_a_packed_answer_that_is_broken_may_have_been_billed(body: bytes) -> None:
    with (
        rude_server(
            lambda server, caller, _: server.say(caller, answer(body, content_encoding="gzip"))
        ) as server,
        pytest.raises(UnknownOutcome),
    ):
        client_of(server.address).ask(POST)


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
DRIPS = {
    "status": (b"", b"H"),
    "lines": (HEAD, b"X-Field: 1\r\n"),
    "a-line": (HEAD + b"X-Field: ", b"1"),
    "continues": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "chunks": (CHUNKED, b"1\r\n \r\n"),
    "the-length-of-a-chunk": (CHUNKED, b"0"),
    "trailers": (CHUNKED + b"0\r\n", b"X-Field: 1\r\n"),
    "packed": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed(b" ")[:10], b"\x00"),
    "an-error": (b"HTTP/1.1 500 Oh\r\n\r\n", b" "),
}


@pytest.mark.parametrize("name", DRIPS)
@pytest.mark.parametrize("ask", ["post", "get", "library"])
def test_an_answer_that_drips_ends_when_the_exchange_does(name: str, ask: str) -> None:
    with rude_server(lambda server, caller, _: server.drip(caller, *DRIPS[name])) as server:
        client = client_of(server.address)
        calls: dict[str, Callable[[], object]] = {
            "post": lambda: client.ask(POST),
            "get": lambda: client.get(Get("/jobs", "job")),
            "library": lambda: client.bounded(MIB).post(f"{server.address}/jobs", json={}),
        }
        began = time.monotonic()
        with pytest.raises((ProviderError, httpx.HTTPError)) as caught:
            calls[ask]()
        assert time.monotonic() - began < ENDS_WITHIN_S
    assert not isinstance(caught.value, InvalidRequest)
    if ask == "post" and name != "an-error":
        assert isinstance(caught.value, UnknownOutcome)


POURED = {
    "head": (HEAD, b"X-Field: 1\r\n" * 1000),
    "a-line": (HEAD + b"X-Field: ", b"1" * 10_000),
    "continues": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "body": (HEAD + b"\r\n", b" " * 2**16),
    "tiny-chunks": (CHUNKED, b"1\r\n \r\n" * 10_000),
    "the-length-of-a-chunk": (CHUNKED, b"0" * 10_000),
    "trailers": (CHUNKED + b"0\r\n", b"X-Field: 1\r\n" * 1000),
}


@pytest.mark.parametrize("name", POURED)
def test_an_answer_without_an_end_is_hung_up_on_after_a_bounded_number_of_bytes(name: str) -> None:
    def script(server: RudeServer, caller: object, _: bytes) -> None:
        server.pour(caller, *POURED[name])  # type: ignore[arg-type]

    with rude_server(script) as server:
        with pytest.raises(UnknownOutcome):
            client_of(server.address, 60).ask(Post("/jobs", {}, "model", most_bytes=2**17))
        assert server.sent < 12 * MIB, "what is read, and what lies in the buffers of two sockets"


def test_a_name_that_nobody_answers_for_is_waited_for_no_longer_than_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with rude_server(lambda server, caller, _: server.say(caller, answer())) as server:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [server.ended.wait(30)][1:])
        began = time.monotonic()
        with pytest.raises(Transient):
            client_of("http://models.example").ask(POST)
        assert time.monotonic() - began < ENDS_WITHIN_S
        assert server.heads == []


def test_keys_that_are_never_exchanged_are_not_waited_for() -> None:
    with rude_server(lambda server, caller, _: None) as server:
        client = client_of(server.address.replace("http:", "https:"))
        began = time.monotonic()
        with pytest.raises(Transient):
            client.ask(POST)
        assert time.monotonic() - began < ENDS_WITHIN_S


def test_a_server_that_reads_nothing_does_not_keep_what_is_sent_waiting() -> None:
    with rude_server(lambda server, caller, _: server.ended.wait(30)) as server:
        began = time.monotonic()
        with pytest.raises(UnknownOutcome):
            client_of(server.address).ask(Post("/jobs", {"words": "w" * 32 * MIB}, "model"))
        assert time.monotonic() - began < ENDS_WITHIN_S


def test_there_is_one_way_to_read_from_the_network() -> None:
    speak = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if not path.is_relative_to(ROOT / "infra/network")
        and re.search(NETWORK, path.read_text(encoding="utf-8"))
    }
    assert speak == SPEAK.keys()
