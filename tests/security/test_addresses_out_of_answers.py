"""Addresses out of answers: nobody is led to a machine that no person chose, and no stranger gets a key."""

import ipaddress
import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from infra.network.addresses import is_public
from models.errors import BadInput, InvalidRequest, ProviderError, Transient, UnknownOutcome
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get, Post
from providers.vendors.vendor import Vendor
from tests.kit.rude_server import RudeServer, answer, rude_server

KEY = "sk-rude-0123456789"
FILE = b"\x89PNG and so on"


def client_of(address: str) -> VendorClient:
    vendor = Vendor(
        name="rude",
        title="Rude",
        base_url=address,
        key_env="RUDE_API_KEY",
        key_header="xi-api-key: {key}",
        headers={"X-Account": "ours"},
        read_timeout_s=5,
    )
    return VendorClient(vendor, SecretStr(KEY), "", str)


def moved(to: str, status: int = 302) -> bytes:
    return answer(b"", status, location=to)


@pytest.fixture
def stranger() -> Iterator[RudeServer]:
    """A server of this machine that nobody is to be led to: it would give a file."""
    with rude_server(lambda server, caller, _: server.say(caller, answer(FILE))) as server:
        yield server


@pytest.fixture
def vendor() -> Iterator[RudeServer]:
    """A vendor's server that a person configured; `/to?X` redirects to X, anything else is a file."""

    def script(server: RudeServer, caller: socket.socket, head: bytes) -> None:
        target = head.split(b" ", 2)[1].decode()
        path, _, to = target.partition("?")
        server.say(caller, moved(to, int(path[3:] or 302)) if path.startswith("/to") else answer(FILE))

    with rude_server(script) as server:
        yield server


class Resolver:
    """Says for each name what it is told to, look by look, and remembers what it was asked."""

    def __init__(self, names: Mapping[str, list[str]]) -> None:
        self.names = {name: list(said) for name, said in names.items()}
        self.asked: list[str] = []
        self._really = socket.getaddrinfo

    def __call__(self, host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        if host in self.names:
            self.asked.append(host)
            said = self.names[host]
            host = said.pop(0) if len(said) > 1 else said[0]
        return self._really(host, port, *rest, **named)


def resolving(monkeypatch: pytest.MonkeyPatch, **names: list[str]) -> Resolver:
    resolver = Resolver({name.replace("_", "."): said for name, said in names.items()})
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    return resolver


PRIVATE = [
    "127.0.0.1", "127.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0",
    "localhost", "LOCALHOST", "localhost.", "①②⑦.⓪.⓪.①", "127。0。0。1",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16",
    "192.0.0.192", "10.0.0.1", "172.16.0.1", "192.168.0.1", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_an_address_of_ones_own_is_followed(
    stranger: RudeServer, tmp_path: Path, scheme: str, host: str
) -> None:
    """The vendor is elsewhere, and names an address of this machine or of the network that it stands in."""
    client = client_of("https://vendor.example/v1")
    for way in (client.get, lambda get: client.download(get, tmp_path / "file")):
        with pytest.raises(ProviderError) as caught:
            way(Get(f"{scheme}://{host}:{stranger.port}/file", "file"))
        # What no resolver here understands is nobody's address; everything else is refused by name.
        assert isinstance(caught.value, InvalidRequest | Transient)
        if isinstance(caught.value, Transient):
            assert "ConnectError" in str(caught.value)
    assert stranger.heads == []
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://vendor.example/file", "gopher://127.0.0.1:70/_x", "data:,x", "//vendor.example/x",
        "file", "", "http://", "https://", "http://vendor.example/file", "https://user:word@vendor.example/file",
        "https://vendor.example/" + "w" * 10_000, "https://vendor.example:99999/", "https://[::1", "https://a b/",
        "https://vendor.example/\r\nX: y", "https://\x00/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_a_request_that_cannot_work(url: str) -> None:
    with pytest.raises((InvalidRequest, Transient)) as caught:
        client_of("https://vendor.elsewhere.example/v1").get(Get(url, "file"))
    assert str(caught.value).endswith(".")
    assert KEY not in str(caught.value)
    assert "word" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "2130706433"])
def test_a_redirect_leads_to_nobody_that_an_answer_may_not_name(
    vendor: RudeServer, stranger: RudeServer, status: int, host: str
) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(InvalidRequest, match="is not followed"):
            client_of(vendor.address).get(Get(f"/to{status}?{scheme}://{host}:{stranger.port}/x", "job"))
    assert stranger.heads == []
    assert len(vendor.heads) == 2


def test_the_configured_server_may_be_here_and_alone_gets_the_key(vendor: RudeServer) -> None:
    client = client_of(vendor.address)
    for address in ("/file", f"{vendor.address}/file", f"/to?{vendor.address}/file", "/to?/file"):
        assert client.get(Get(address, "file")).body == FILE
    assert len(vendor.heads) == 6
    assert all(KEY.encode() in head and b"X-Account: ours" in head for head in vendor.heads)


def test_a_server_that_was_chosen_by_its_address_may_spell_it_otherwise_and_gets_no_key_then(
    vendor: RudeServer,
) -> None:
    client = client_of(f"http://localhost:{vendor.port}")
    assert client.get(Get(f"http://127.0.0.1:{vendor.port}/file", "file")).body == FILE
    assert KEY.encode() not in vendor.heads[0]
    assert b"ours" not in vendor.heads[0]


def test_a_redirect_in_a_circle_ends(vendor: RudeServer) -> None:
    with pytest.raises(InvalidRequest, match="on and on"):
        client_of(vendor.address).get(Get("/to?/to?/to?/to?/to?/to?/to?/to?/to", "file"))
    assert len(vendor.heads) == 6


def test_a_post_is_never_sent_on(vendor: RudeServer, stranger: RudeServer) -> None:
    with pytest.raises(InvalidRequest):
        client_of(vendor.address).ask(Post(f"/to307?{stranger.address}/x", {}, "model"))
    assert stranger.heads == []


def test_a_librarys_client_leaves_the_vendors_own_address_for_nobody(
    vendor: RudeServer, stranger: RudeServer
) -> None:
    with client_of(vendor.address).bounded(1000) as client:
        assert client.get(f"{vendor.address}/file").content == FILE
        with pytest.raises(httpx.ConnectError):
            client.get(f"{vendor.address}/to?{stranger.address}/x", follow_redirects=True)
    assert stranger.heads == []


def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that are connected to, none of which is really."""
    tried: list[str] = []

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


def test_a_name_is_looked_up_once_and_what_was_checked_is_what_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rebinding: the name stands for a public address when it is looked at, and for this machine ever after."""
    resolver = resolving(monkeypatch, files_example=["93.184.216.34", "127.0.0.1"])
    tried = connected(monkeypatch)
    with pytest.raises(Transient):
        client_of("https://vendor.example").get(Get("https://files.example/file", "file"))
    assert resolver.asked == ["files.example"]
    assert tried == ["93.184.216.34"]


def test_a_name_that_turns_private_between_two_hops_is_refused_at_the_second(
    vendor: RudeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = resolving(monkeypatch, files_example=["127.0.0.1"])
    tried: list[str] = []
    connect = socket.create_connection

    def counted(address: tuple[str, int], *rest: Any, **named: Any) -> socket.socket:
        tried.append(address[0])
        return connect(address, *rest, **named)

    monkeypatch.setattr(socket, "create_connection", counted)
    with pytest.raises(InvalidRequest, match="is not followed"):
        client_of(vendor.address).get(Get("/to?https://files.example/x", "file"))
    assert resolver.asked == ["files.example"]
    assert tried == ["127.0.0.1"], "the vendor's own, which a person chose"


def test_of_a_name_with_addresses_of_both_kinds_only_the_public_one_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in ("10.0.0.1", "93.184.216.34", "127.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    tried = connected(monkeypatch)
    with pytest.raises(Transient):
        client_of("https://vendor.example").get(Get("https://files.example/file", "file"))
    assert tried == ["93.184.216.34"]


def test_behind_a_proxy_what_can_be_looked_up_here_is_refused_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with rude_server(lambda server, caller, _: server.say(caller, answer(b"", 502))) as proxy:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        resolving(monkeypatch, files_example=["10.0.0.1"], public_example=["93.184.216.34"])
        client = client_of("https://vendor.example")
        for url in ("https://10.0.0.1/x", "https://files.example/x", "https://[::ffff:a9fe:a9fe]/x"):
            with pytest.raises(InvalidRequest, match="is not followed"):
                client.get(Get(url, "file"))
        assert proxy.heads == []
        for url in ("https://public.example/x", "https://nobody.knows.invalid/x", "/x"):
            with pytest.raises(Transient):
                client.get(Get(url, "file"))
        assert [head.split(b"\r\n")[0] for head in proxy.heads] == [
            b"CONNECT public.example:443 HTTP/1.1",
            b"CONNECT nobody.knows.invalid:443 HTTP/1.1",
            b"CONNECT vendor.example:443 HTTP/1.1",
        ]
        assert not any(KEY.encode() in head for head in proxy.heads)


@pytest.mark.parametrize("named", ["http://", "word://proxy:1", "socks5://127.0.0.1:1", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_said_to_be_none(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, named)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    client = client_of("https://vendor.example")
    for call in (lambda: client.ask(Post("/x", {}, "model")), lambda: client.get(Get("/x", "model"))):
        with pytest.raises((BadInput, Transient)):
            call()


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_however_an_address_is_wrapped_it_is_as_public_as_it_is_plain(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    for prefix in (0xFFFF << 32, 0x64FF9B << 96):
        assert is_public(ipaddress.IPv6Address(prefix + number)) == is_public(plain)
    assert is_public(ipaddress.IPv6Address((0x2002 << 112) + (number << 80))) == is_public(plain)
    assert not is_public(ipaddress.IPv6Address(number))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_network_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_download_is_kept_whole_or_not_at_all(vendor: RudeServer, tmp_path: Path) -> None:
    client, path = client_of(vendor.address), tmp_path / "file"
    assert client.download(Get("/file", "file", "*/*"), path).accepted
    assert path.read_bytes() == FILE
    with pytest.raises(FileExistsError):
        client.download(Get("/file", "file", "*/*"), path)
    assert path.read_bytes() == FILE
    too_long = Get("/file", "file", "*/*", most_bytes=len(FILE) - 1)
    with pytest.raises(InvalidRequest, match="not read to its end"):
        client.download(too_long, tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("status", "kind"), [(404, InvalidRequest), (403, InvalidRequest), (429, Transient), (503, Transient)]
)
def test_a_file_that_is_not_given_says_so_by_its_status_alone(
    tmp_path: Path, status: int, kind: type[ProviderError]
) -> None:
    words = json.dumps({"error": "\x1b[2Jsomebody else's words"}).encode()
    with (
        rude_server(lambda server, caller, _: server.say(caller, answer(words, status))) as server,
        pytest.raises(kind) as caught,
    ):
        client_of(server.address).download(Get("/file", "file"), tmp_path / "file")
    assert f"HTTP {status}" in str(caught.value)
    assert "words" not in str(caught.value)


@pytest.mark.parametrize("base", ["http://", "https://[::1", "http://a b", "http://x:99999"])
def test_an_address_that_a_person_configured_wrongly_is_said_to_be_wrong(base: str) -> None:
    vendor = Vendor(name="rude", base_url="http://x", base_env="RUDE_BASE_URL")
    client = VendorClient(vendor, SecretStr(""), base, str)
    for call in (lambda: client.ask(Post("/x", {}, "model")), lambda: client.get(Get("/x", "model"))):
        with pytest.raises(BadInput, match="RUDE_BASE_URL"):
            call()


def test_nothing_is_in_doubt_about_what_was_only_read() -> None:
    with rude_server(lambda server, caller, _: server.say(caller, answer(b"{}", 504))) as server:
        with pytest.raises(Transient):
            client_of(server.address).get(Get("/jobs/7", "job"))
        with pytest.raises(UnknownOutcome):
            client_of(server.address).ask(Post("/jobs", {}, "model"))
