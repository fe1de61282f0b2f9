"""When a tenant counts as served: how soon it is tried again, and what its end means for a card that others have too."""

import asyncio
from typing import Any

import pytest

from infra.settings import Settings
from models.errors import EngineUnavailable
from workers import process
from workers.process import Crew, serve_until
from workers.tenants import shared_process

SETTINGS = Settings(tenant="acme")


class Unlet:
    """A worker that the server does not let begin; or one that works until it is told to stop."""

    def __init__(self, *, works: bool) -> None:
        self._works = works
        self._stop = asyncio.Event()
        self.is_running = False

    async def run(self) -> None:
        await asyncio.sleep(0)
        if not self._works:
            raise RuntimeError("Worker validation failed: permission denied")
        self.is_running = True
        await self._stop.wait()

    async def shutdown(self) -> None:
        self._stop.set()


class Card:
    """A card's duty that is asked for nothing but to end."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()
        self.ends_within: list[float] = []

    def end_within(self, seconds: float) -> None:
        self.ends_within.append(seconds)

    def check(self) -> None:
        """It is there."""


class Workshop:
    def close(self) -> None:
        """Nothing was opened."""


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No server, and one worker, which works or not."""

    async def connected(*_: object) -> None:
        """To nobody."""

    monkeypatch.setattr(process, "start_runtime", lambda **_: None)
    monkeypatch.setattr(process, "cluster_config", lambda _: {"target_host": "nowhere:7233"})
    monkeypatch.setattr(process, "open_store", lambda _: None)
    monkeypatch.setattr(process, "connect", connected)
    monkeypatch.setattr(process, "build_workers", lambda *_: [Unlet(works=request.param)])


def crew_of(**more: Any) -> Crew:
    return Crew(registry=object(), workshop=Workshop(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("worker", [False], indirect=True, ids=["unlet"])
async def test_whoever_the_server_does_not_let_begin_was_never_served(worker: None) -> None:
    begun: list[bool] = []
    with pytest.raises(EngineUnavailable, match="does not describe its namespace"):
        await serve_until(asyncio.Event(), SETTINGS, ["io"], crew_of(begun=lambda: begun.append(True)))
    assert not begun


@pytest.mark.parametrize("worker", [True], indirect=True, ids=["works"])
async def test_whoever_works_is_served_until_it_is_told_to_stop(worker: None) -> None:
    stop = asyncio.Event()
    await serve_until(stop, SETTINGS, ["io"], crew_of(begun=stop.set))


@pytest.mark.parametrize("worker", [True], indirect=True, ids=["works"])
@pytest.mark.parametrize("shared", [False, True])
async def test_a_card_of_one_tenant_has_a_hard_end_when_its_certificate_runs_out_and_a_shared_one_has_none(
    shared: bool,
    worker: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def ended(*_: object) -> EngineUnavailable:
        return EngineUnavailable("The client's certificate ends.")

    monkeypatch.setattr(process, "expiry", ended)
    card = Card()
    with pytest.raises(EngineUnavailable, match="certificate ends"):
        await serve_until(asyncio.Event(), SETTINGS, ["io"], crew_of(card=card, shared=shared))
    assert bool(card.ends_within) is not shared


async def test_a_tenant_that_begins_and_ends_at_once_is_tried_again_ever_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop = asyncio.Event()
    house = shared_process._House(stop, ["io"], lambda _: None, Crew(shared=True), 1)  # type: ignore[arg-type, return-value]
    told: list[float] = []

    async def serve(_: Settings, begun: Any) -> None:
        begun()
        raise EngineUnavailable("The client's certificate ends.")

    def tell(_: Settings, __: Exception, pause_s: float) -> None:
        told.append(pause_s)
        if len(told) == 4:
            stop.set()

    monkeypatch.setattr(shared_process, "_FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(house, "_serve", serve)
    monkeypatch.setattr(house, "_tell", tell)
    await house.keep(SETTINGS)
    assert told == [0.001, 0.002, 0.004, 0.008]
