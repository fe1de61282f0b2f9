"""HTTPS over real sockets: who answers is who was named, at the address that was checked, and in time."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from infra.network import hops, transport
from models.errors import Transient
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get
from providers.vendors.vendor import Vendor
from tests.kit.rude_server import RudeServer, answer, rude_server

CERTIFICATE = Path(__file__).parents[1] / "kit" / "files.example.pem"
"""Of `files.example`, signed by itself, with its key: nothing anywhere trusts it but these tests."""
KEY = "sk-rude-0123456789"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names under `.example` are of this machine, which counts as a public address; the names that are looked up."""
    trusted = ssl.create_default_context(cafile=str(CERTIFICATE))
    monkeypatch.setattr(transport, "_trusted", lambda: trusted)
    monkeypatch.setattr(hops, "is_public", lambda address: address == ipaddress.ip_address("127.0.0.1"))
    asked: list[str] = []
    really = socket.getaddrinfo

    def look_up(host: str, *rest: Any, **named: Any) -> Any:
        if host.endswith(".example"):
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return really(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@contextmanager
def https_server(say: Callable[[RudeServer, socket.socket, bytes], object]) -> Iterator[RudeServer]:
    """A server that shows the certificate of `files.example` to everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with rude_server(say, context) as server:
        yield server


def client_of(within_s: float = 20) -> VendorClient:
    vendor = Vendor(
        name="rude", base_url="https://vendor.invalid", key_env="RUDE_API_KEY", read_timeout_s=within_s
    )
    return VendorClient(vendor, SecretStr(KEY), "", str)


def test_a_file_elsewhere_comes_from_the_address_that_was_checked_and_from_whom_it_is_named_for(
    elsewhere: list[str], tmp_path: Path
) -> None:
    with https_server(lambda server, caller, _: server.say(caller, answer(b"film"))) as server:
        client_of().download(Get(f"https://files.example:{server.port}/a", "a"), tmp_path / "a")
        assert (tmp_path / "a").read_bytes() == b"film"
        assert elsewhere == ["files.example"]
        assert b"Host: files.example:" in server.heads[0]
        assert KEY.encode() not in server.heads[0]


def test_whoever_shows_the_certificate_of_somebody_else_is_asked_nothing(elsewhere: list[str]) -> None:
    with https_server(lambda server, caller, _: server.say(caller, answer(b"film"))) as server:
        for host in ("other.example", "127.0.0.1"):
            elsewhere.clear()
            with pytest.raises(Transient, match="ConnectError"):
                client_of().get(Get(f"https://{host}:{server.port}/a", "a"))
        assert server.heads == []


def test_an_answer_that_drips_over_https_ends_when_the_exchange_does() -> None:
    first = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    with https_server(lambda server, caller, _: server.drip(caller, first, b" ")) as server:
        began = time.monotonic()
        with pytest.raises(Transient, match="ReadTimeout"):
            client_of(3.0).get(Get(f"https://files.example:{server.port}/a", "a"))
        assert time.monotonic() - began < 10
