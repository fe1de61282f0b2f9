"""Requests as rude callers send them: too large, too slow, no HTTP at all; everybody else is answered meanwhile."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.web import bodies, server
from tests.kit.web import Served, served, session_at
from tests.kit.web_routes import ROUTERS

JSON = {"Content-Type": "application/json"}
HEAD = b"POST /sample/spend HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b'Content-Length: 13\r\nConnection: close\r\n\r\n{"title":"x"}'


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(session_at(tmp_path / "home"), routers=ROUTERS) as door:
        yield door


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_is_too_large_is_refused_in_the_same_words_however_it_comes(
    chunked: bool, door: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_DROPPED_WITHIN_S", 60.0)
    body = b" " * (bodies.MOST_BODY + 1)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 2**20):
            yield body[start : start + 2**20]

    answer = await door.ask(
        "/sample/spend", method="POST", headers=JSON, content=pieces() if chunked else body
    )
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "The request is too large: 16,777,216 bytes are the most."


async def test_a_route_says_how_large_a_file_may_be(door: Served) -> None:
    for size, status in ((2**22 - 1000, 200), (2**22, 413)):
        answer = await door.ask(
            "/sample/upload", method="POST", files={"file": ("../../up.wav", b"x" * size)}
        )
        assert answer.status_code == status
    assert "4,194,304 bytes" in answer.json()["detail"]


async def test_a_body_that_nobody_reads_ends_the_connection(door: Served) -> None:
    words = b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n"
    began = time.monotonic()
    said = await door.said(words)
    assert said.startswith(b"HTTP/1.1 404 ")
    assert b"connection: close" in said
    assert time.monotonic() - began < 10


async def test_a_small_body_that_nobody_reads_ends_nothing(door: Served) -> None:
    words = b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nword"
    said = await door.said(words + WHOLE)
    assert said.startswith(b"HTTP/1.1 404 ")
    assert b"HTTP/1.1 200 OK" in said


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (HEAD + b"Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n", b" "),
    ],
    ids=["length", "chunks", "asked-for"],
)
async def test_a_body_that_drips_is_cut_off_with_a_sentence(
    first: bytes, drop: bytes, door: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "WITHIN_S", 0.5)
    said = await door.said(first, 0.1, [drop] * 200)
    assert b"HTTP/1.1 408 " in said
    assert b"The request came too slowly." in said
    assert (await door.said(WHOLE)).startswith(b"HTTP/1.1 200 ")


async def test_a_body_that_comes_slowly_and_steadily_is_read(
    door: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "WITHIN_S", 1.0)
    # The first byte comes with the head and buys a minute, so that a machine that stalls amid the rest cuts nothing off.
    monkeypatch.setattr(bodies, "SLOWEST", 1 / 60)
    drops = [WHOLE[start : start + 1] for start in range(len(WHOLE) - 12, len(WHOLE))]
    assert (await door.said(WHOLE[:-12], 0.1, drops)).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b""),
        (b"", b"P"),
        (HEAD, b"X-Field: 1\r\n"),
        (HEAD + b"X-Field: ", b"1"),
        (WHOLE.replace(b"close", b"x"), b"G"),
    ],
    ids=["silence", "bytes", "lines", "a-line", "second-request"],
)
async def test_a_head_that_drips_is_hung_up_on(
    first: bytes, drop: bytes, door: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_WITHIN_S", 0.5)
    began = time.monotonic()
    said = await door.said(first, 0.1, [drop] * 250)
    assert time.monotonic() - began < 20
    assert said.count(b"HTTP/1.1") == first.startswith(WHOLE[:10]) * (b"title" in first)


async def test_callers_amid_their_heads_make_room_for_one_who_says_everything(
    door: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_AMID_HEADS", 5)
    monkeypatch.setattr("workers.callers.SPARED_S", 0.0)
    slow = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(8)]
    for _, writer in slow:
        writer.write(b"GET /")
    assert (await door.said(WHOLE)).startswith(b"HTTP/1.1 200 ")
    for _, writer in slow:
        writer.close()


@pytest.mark.parametrize(
    "words",
    [
        b"word\r\n\r\n",
        b"\x16\x03\x01word",
        HEAD + b"X: " + b"y" * 2**17 + b"\r\n\r\n",
        HEAD + b"Content-Length: x\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_told_so_in_a_sentence(words: bytes, door: Served) -> None:
    said = await door.said(words)
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in said
    assert b"It is no HTTP request." in said


async def test_a_host_that_is_not_said_is_refused(door: Served) -> None:
    assert b" 421 " in (await door.said(b"GET /health HTTP/1.0\r\n\r\n"))[:20]


async def test_a_websocket_is_a_request_like_any_other(door: Served) -> None:
    words = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert (await door.said(words, 1.0, [b""])).startswith(b"HTTP/1.1 200 ")


async def test_a_caller_who_takes_nothing_of_the_answer_is_hung_up_on(
    door: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server, "READS_WITHIN_S", 0.5)
    with caplog.at_level(logging.INFO, "longtake.studio"):
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=2**10)
        writer.write(b"GET /sample/flood HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(30):
            while "GET /sample/flood 200" not in caplog.text:
                await asyncio.sleep(0.05)
    assert "Traceback" not in caplog.text
    writer.close()
    assert not reader.at_eof(), "what was on its way is still there"


async def test_a_server_that_is_told_to_end_does_not_wait_for_streams(tmp_path: Path) -> None:
    async with served(session_at(tmp_path / "home"), routers=ROUTERS) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(b"GET /sample/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"beat")
        began = time.monotonic()
    assert time.monotonic() - began < 5
    while await reader.read(4096):
        pass
    writer.close()
