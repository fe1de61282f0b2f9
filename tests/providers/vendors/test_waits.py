"""`Retry-After`, wherever a vendor says it: asked for a job, about one, or for a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import RateLimited, Transient
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get, Post
from tests.kit.rude_server import RudeServer, answer
from tests.kit.vendors.contract import client_of


@pytest.fixture
def busy() -> Iterator[VendorClient]:
    """The client of a vendor that answers with the status in its address, and asks for seven seconds."""

    def say(caller, head: bytes) -> None:
        status = int(head.split()[1].rpartition(b"/")[2])
        caller.sendall(answer(b'{"detail": "later"}', status, **{"Retry-After": "7"}))

    server = RudeServer(say)
    yield client_of("fal", server.address)
    server.close()


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("how", ["post", "get", "download"])
def test_how_long_a_vendor_wants_to_be_left_alone_is_known_whatever_was_asked(
    busy: VendorClient, tmp_path: Path, status: int, how: str
) -> None:
    asks = {
        "post": lambda: busy.ask(Post(f"/{status}", {}, "flux")),
        "get": lambda: busy.get(Get(f"/{status}", "flux")),
        "download": lambda: busy.download(Get(f"/{status}", "flux"), tmp_path / "made"),
    }
    with pytest.raises((RateLimited, Transient)) as refused:
        asks[how]()
    assert isinstance(refused.value, RateLimited | Transient)
    assert refused.value.retry_after_s == 7.0
