"""The contract of every vendor, at the real one: run where its key and `LONGTAKE_LIVE_BUDGET_USD` are set, skipped otherwise.

`LONGTAKE_LIVE_BUDGET_USD=1 FAL_KEY=… pytest tests/live` spends at most a dollar: each test is quoted first, and refused where
the rest of the budget is less. The cheapest endpoint of each vendor and kind is tried, or those in `LONGTAKE_LIVE_ENDPOINTS`.
"""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings, variables
from library.workshop import check_foreign
from models.errors import MissingKeys
from providers.jobs import Hosted
from providers.registry import BUILT_IN, Registry
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.table import Endpoints
from tests.kit.vendors.contract import Pictures, cost_of, image_request, video_request
from workers.registry import build_registry

BUDGET = "LONGTAKE_LIVE_BUDGET_USD"
WITHIN_S = 900.0
TABLE = Endpoints.load()


def price(endpoint: Endpoint) -> Decimal:
    return endpoint.price.usd if endpoint.price else Decimal("Infinity")


def tried() -> list[Endpoint]:
    """The endpoints that are tried: the cheapest of each vendor and kind, or those that are named."""
    every = [one for kind in ("image", "video") for one in TABLE.of(kind) if one.price]
    named = os.environ.get("LONGTAKE_LIVE_ENDPOINTS", "").split()
    if named:
        return [one for one in every if one.name in named]
    groups: dict[tuple[str, str], list[Endpoint]] = {}
    for one in every:
        groups.setdefault((one.vendor, one.kind), []).append(one)
    return [min(group, key=price) for group in groups.values()]


class Purse:
    """What may still be spent in this run, in dollars."""

    def __init__(self, usd: Decimal) -> None:
        self.left = usd

    def take(self, quote: Decimal) -> None:
        """Set a quote aside; refused where it is more than is left."""
        if quote > self.left:
            pytest.skip(f"It may cost ${quote}, and ${self.left} of {BUDGET} is left.")
        self.left -= quote


@pytest.fixture(scope="module")
def purse() -> Iterator[Purse]:
    budget = variables([BUDGET]).get(BUDGET)
    if budget is None:
        pytest.skip(f"{BUDGET} is not set: no real vendor is asked.")
    yield Purse(Decimal(budget))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return build_registry(Settings(home=tmp_path_factory.mktemp("home")), BUILT_IN)


@pytest.mark.parametrize("endpoint", tried(), ids=lambda one: one.name)
def test_the_real_vendor_makes_what_its_double_makes(
    purse: Purse, registry: Registry, tmp_path: Path, endpoint: Endpoint
) -> None:
    try:
        maker: Any = registry.find(endpoint.kind, endpoint.name)
    except MissingKeys as error:
        pytest.skip(str(error))
    pictures = Pictures(tmp_path)
    needs = maker.references.most if endpoint.references and endpoint.references.required else 0
    request: Any = (
        image_request(pictures, min(1, needs)) if endpoint.kind == "image" else video_request(pictures, 2.0)
    )
    assert maker.cannot(request) == ""
    purse.take(maker.quote(request).usd)
    rendered = made(maker, request, pictures, tmp_path / "made")
    check_foreign(maker.recipe(request), rendered)
    assert cost_of(maker, request, rendered) <= maker.quote(request).usd, "a quote is an upper bound"


def made(maker: Any, request: Any, pictures: Pictures, into: Path) -> Any:
    """What comes of it, looked at no more often than the vendor allows."""
    import time

    from providers.base import Bench

    into.mkdir()
    if not isinstance(maker, Hosted):
        return maker.render(request, Bench(into, pictures.file))
    job_id = maker.submit(request, pictures.file, "live/shot_001/1")
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        state = maker.poll(job_id)
        assert state.status != "failed", state
        if state.status == "done":
            return maker.fetch(job_id, into)
        time.sleep(max(2.0, maker.poll_every_s))
    raise AssertionError(f"{job_id} was not done in {WITHIN_S:g} s: it may be billed")
