"""Prices in words: the same ones on the page and at the command line."""

from decimal import Decimal

import pytest

from studio.service.vendors.price_words import cost_said, price_said
from studio.service.vendors.provider_rows import ProviderChoice, ShownPrice
from studio.web.page.tabs.offers import offers_of


def price(usd: str, unit: str, per: int = 1, **by: str) -> ShownPrice:
    told = {"usd": usd, "unit": unit, "per": per, "by": {name: Decimal(rate) for name, rate in by.items()}}
    return ShownPrice.model_validate({**told, "reference": "0", "as_of": None, "source": "", "origin": ""})


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (price("0.0400", "image"), "$0.04 a picture"),
        (price("0.1", "second", p720="0.20", p480="0.15"), "$0.10 to $0.20 a second"),
        (price("0.0450", "second", p512="0.017"), "$0.017 to $0.045 a second"),
        (price("2", "clip"), "$2 a clip"),
        (price("0.03", "character", 1000), "$0.03 for 1,000 characters"),
        (price("0.30", "minute", p720="0.3"), "$0.30 a minute"),
    ],
)
def test_a_price_is_said_by_what_is_paid_for(one: ShownPrice, words: str) -> None:
    assert price_said(one) == words


def test_who_has_no_price_is_free_or_nobody_knows() -> None:
    camera = ProviderChoice(kind="video", name="camera-move")
    vendor = ProviderChoice(kind="video", name="fal/new", vendor="fal", key="FAL_KEY")
    server = ProviderChoice(kind="video", name="own/kokoro", vendor="own", free=True)
    assert [cost_said(one) for one in (camera, vendor, server)] == ["free", "no price known", "free"]
    assert [one.price for one in offers_of([camera, vendor, server], "video")] == [
        "free",
        "no price known",
        "free",
    ]
