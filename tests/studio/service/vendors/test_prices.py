"""Prices: whose counts and since when, and how they are read again from a vendor's own list."""

import http.server
import json
import threading
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from openrouter import OpenRouter

from infra.settings import load_settings
from studio.cli.app import run
from studio.service.vendors.refresh import written
from tests.kit.vendors.openrouter_list import ModelList, model, model_list
from workers.language_models import catalogue

SONNET = "openrouter/anthropic/claude-sonnet-5.5"
HAIKU = "openrouter/anthropic/claude-haiku-5.5"
FLUX = "fal/fal-ai/flux/schnell"
FAL_KEY = "not-a-secret-at-fal"
TODAYS = {str((datetime.now(UTC) + timedelta(days=passed)).date()) for passed in (0, 1)}
"""A run that begins today may end tomorrow."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    for name in ("OPENROUTER_API_KEY", "FAL_KEY", "FAL_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelList]:
    """OpenRouter's list, with one model that costs more than it did and one that costs more by the hour and by length."""
    with model_list() as server:
        server.models = [
            model("anthropic/claude-sonnet-5.5", {"prompt": "0.000003", "completion": "0.000012"}),
            model(
                "anthropic/claude-haiku-5.5",
                {
                    "prompt": "0.0000001",
                    "completion": "0.0000005",
                    "overrides": [
                        {"min_prompt_tokens": 100_000, "prompt": "0.0000005", "completion": "0.0000025"},
                        {"utc_start": 900, "utc_end": 1700, "prompt": "0.0000002"},
                    ],
                },
            ),
            model("openrouter/auto", {"prompt": "-1", "completion": "-1"}),
            model("somebody/unknown-here", {"prompt": "0.5", "completion": "0.5"}),
        ]
        monkeypatch.setenv("OPENROUTER_BASE_URL", server.base_url)
        yield server
        assert server.crimes == []


def told(capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> Any:
    assert run(["prices", "--json", *more]) == code
    return json.loads(capsys.readouterr().out)


def of_model(prices: Any, name: str) -> Any:
    return next(one for one in prices["models"] if one["name"] == name)


def of_endpoint(prices: Any, name: str) -> Any:
    return next(one["price"] for one in prices["endpoints"] if one["name"] == name)


def kept(home: Path, rows: dict[str, dict[str, Any]]) -> None:
    home.mkdir(exist_ok=True)
    (home / "prices.toml").write_text(written(rows))


def test_the_vendors_own_library_reads_the_double(listed: ModelList) -> None:
    with OpenRouter(api_key="none", server_url=listed.base_url) as sdk:
        found = sdk.models.list()
    assert found is not None
    assert [one.id for one in found.result.data] == [one["id"] for one in listed.models]


def test_every_price_is_told_with_its_date_and_whose_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    prices = told(capsys)
    assert {one["origin"] for one in prices["models"]} == {"built in"}
    flux = of_endpoint(prices, FLUX)
    assert (flux["usd"], flux["unit"], flux["as_of"], flux["origin"]) == (
        "0.003",
        "megapixel",
        "2026-11-20",
        "built in",
    )
    assert of_endpoint(prices, "elevenlabs music")["unit"] == "minute"
    assert of_endpoint(prices, "elevenlabs effect")["unit"] == "second"
    assert run(["prices"]) == 0
    shown = capsys.readouterr().out
    assert "fal/fal-ai/flux/schnell" in shown
    assert "$0.003 a megapixel" in shown


def test_a_list_that_is_read_again_counts_from_then_on_and_says_what_has_changed(
    home: Path, listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["prices", "--refresh"]) == 0
    said = capsys.readouterr().out
    assert f"OpenRouter: 2 prices read, kept in {home / 'prices.toml'}." in said
    assert f"{SONNET}  input $2.00 → $3.00, output $10.00 → $12.00" in said
    assert "unknown-here" not in said
    sonnet = of_model(told(capsys), SONNET)
    assert (sonnet["input"], sonnet["origin"]) == ("3", "refreshed")
    assert sonnet["as_of"] in TODAYS
    assert sonnet["source"] == "OpenRouter's own list"
    assert catalogue().quote("openrouter", "anthropic/claude-sonnet-5.5", 1_000_000, 0) == Decimal(3)
    assert (home / "prices.toml").stat().st_mode & 0o077 == 0
    assert listed.asked == 1, "nothing but --refresh reads it"


def test_the_dearest_hour_and_the_dearest_length_count(
    listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    haiku = of_model(told(capsys, "--refresh"), HAIKU)
    assert (haiku["input"], haiku["output"]) == ("0.2", "0.5")
    assert (haiku["above_tokens"], haiku["above_input"], haiku["above_output"]) == (100_000, "0.5", "2.5")


def test_a_second_reading_changes_nothing_and_keeps_what_another_list_said(
    home: Path, listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(
        home, {FLUX: {"unit": "megapixel", "usd": 0.005, "as_of": datetime.now(UTC).date(), "source": "fal"}}
    )
    assert told(capsys, "--refresh")["refreshed"]["changes"] != []
    again = told(capsys, "--refresh")
    assert again["refreshed"]["changes"] == []
    flux = of_endpoint(again, FLUX)
    assert (flux["usd"], flux["origin"]) == ("0.005", "refreshed")


def test_a_price_of_ones_own_counts_before_a_refreshed_one_and_that_before_the_one_that_ships(
    home: Path, listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "models.toml").write_text(
        f'[prices."{SONNET}"]\ninput = 7\noutput = 8\n[prices."{FLUX}"]\nunit = "image"\nusd = 0.5\n'
    )
    prices = told(capsys, "--refresh")
    assert (of_model(prices, SONNET)["input"], of_model(prices, SONNET)["origin"]) == ("7", "yours")
    assert of_model(prices, HAIKU)["origin"] == "refreshed"
    assert (of_endpoint(prices, FLUX)["usd"], of_endpoint(prices, FLUX)["origin"]) == ("0.5", "yours")


def test_a_refreshed_price_that_is_older_than_the_one_that_ships_does_not_count(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long_ago = datetime(2026, 1, 1, tzinfo=UTC).date()
    kept(
        home,
        {
            SONNET: {"input": 99, "output": 99, "as_of": long_ago},
            FLUX: {"unit": "megapixel", "usd": 99, "as_of": long_ago},
        },
    )
    prices = told(capsys)
    assert of_model(prices, SONNET)["input"] == "2"
    assert of_endpoint(prices, FLUX)["usd"] == "0.003"


def test_a_model_whose_price_cannot_be_told_beforehand_keeps_the_one_it_has(
    listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    listed.models[0]["pricing"] = {"prompt": "0.000003", "completion": "0.000012", "request": "0.01"}
    prices = told(capsys, "--refresh")
    assert f"{SONNET}: its price is none that can be told beforehand." in prices["refreshed"]["unread"]
    assert of_model(prices, SONNET)["origin"] == "built in"


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (200, b"<html>"), (200, b'{"data": 7}'), (404, b"{}")]
)
def test_a_list_that_cannot_be_read_changes_nothing_and_is_said(
    status: int, body: bytes, home: Path, listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    listed.status, listed.body = status, body
    assert run(["prices", "--refresh"]) == 1
    said = capsys.readouterr()
    assert "OpenRouter" in said.out
    assert "No list could be read" in said.err
    assert not (home / "prices.toml").exists()


def test_a_file_of_refreshed_prices_that_is_damaged_is_read_anew(
    home: Path, listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "prices.toml").write_text("[prices")
    assert run(["prices"]) == 2
    assert f"{home / 'prices.toml'} cannot be used" in capsys.readouterr().err
    assert of_model(told(capsys, "--refresh"), SONNET)["origin"] == "refreshed"


def test_an_endpoint_without_a_price_is_refused_with_the_way_to_give_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = ["estimate", "A door", "--image-provider", "fal/somebody/new"]
    assert run(film) == 2
    said = capsys.readouterr().err
    assert 'There is no price for fal/somebody/new: add [prices."fal/somebody/new"]' in said
    home.mkdir()
    (home / "models.toml").write_text('[prices."fal/somebody/new"]\nunit = "image"\nusd = 0.02\n')
    assert run(film) == 2
    assert "FAL_KEY" in capsys.readouterr().err, "the price is known now, and the key is what is missing"
    assert of_endpoint(told(capsys), "fal/somebody/new")["origin"] == "yours"


def test_what_is_written_is_read_back_exactly(home: Path) -> None:
    rows = {
        "fal/a/b": {
            "unit": "clip",
            "usd": Decimal("0.280"),
            "by": {"4K": Decimal("1e-7")},
            "as_of": datetime.now(UTC).date(),
        }
    }
    kept(home, rows)
    from providers.vendors.endpoints.table import Endpoints

    price = Endpoints.load(None, load_settings().prices_file).priced()["fal/a/b"]
    assert (price.usd, price.by) == (Decimal("0.28"), {"4K": Decimal("1e-7")})


class FalList(http.server.BaseHTTPRequestHandler):
    """fal's list: by the key alone, at most fifty ids at once, units in free text."""

    prices: ClassVar[dict[str, Any]] = {
        "fal-ai/flux/schnell": {"unit_price": 0.004, "unit": "megapixels", "currency": "USD"},
        "google/nano-banana-2.1": {"unit_price": 0.04, "unit": "images", "currency": "USD"},
        "fal-ai/veo3.1/image-to-video": {"unit_price": 0.2, "unit": "seconds", "currency": "USD"},
        "fal-ai/minimax/hailuo-2.3/pro/image-to-video": {
            "unit_price": 0.5,
            "unit": "videos",
            "currency": "USD",
        },
        "fal-ai/kling-video/v3/pro/image-to-video": {"unit_price": 3, "unit": "1m tokens", "currency": "USD"},
        "fal-ai/flux/dev": {"unit_price": 9, "unit": "megapixels", "currency": "EUR"},
    }

    def do_GET(self) -> None:
        where, _, query = self.path.partition("?")
        ids = urllib.parse.parse_qs(query).get("endpoint_id", [])
        right = self.headers.get("Authorization") == f"Key {FAL_KEY}"
        status = 404 if where != "/v1/models/pricing" or not 0 < len(ids) <= 50 else 200 if right else 401
        found = [{"endpoint_id": one, **self.prices[one]} for one in ids if one in self.prices]
        data = json.dumps({"prices": found, "next_cursor": None, "has_more": False}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing is said."""


@pytest.fixture
def at_fal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """fal's platform, and its key."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), FalList) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        monkeypatch.setenv("FAL_PLATFORM_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
        monkeypatch.setenv("FAL_API_KEY", FAL_KEY)
        yield
        server.shutdown()


def test_fals_list_is_read_and_its_one_figure_replaces_no_price_that_differs_by_what_is_asked_for(
    at_fal: None, listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = told(capsys, "--refresh")
    assert prices["refreshed"]["read"] == {"OpenRouter": 2, "fal": 2}
    flux = of_endpoint(prices, FLUX)
    assert (flux["usd"], flux["unit"], flux["origin"]) == ("0.004", "megapixel", "refreshed")
    assert flux["as_of"] in TODAYS
    assert of_endpoint(prices, "fal/fal-ai/minimax/hailuo-2.3/pro/image-to-video")["usd"] == "0.5"
    for name, kept_price in (("google/nano-banana-2.1", "0.134"), ("fal-ai/veo3.1/image-to-video", "0.4")):
        assert of_endpoint(prices, f"fal/{name}")["usd"] == kept_price
        assert any(name in said and "it stays as it was" in said for said in prices["refreshed"]["unread"])
    unusable = [said for said in prices["refreshed"]["unread"] if "none that can be told" in said]
    assert sorted(said.partition(":")[0] for said in unusable) == [
        "fal/fal-ai/flux/dev",
        "fal/fal-ai/kling-video/v3/pro/image-to-video",
    ]


def test_a_list_that_needs_a_key_says_so_and_the_others_are_read(
    listed: ModelList, capsys: pytest.CaptureFixture[str]
) -> None:
    again = told(capsys, "--refresh")["refreshed"]
    assert again["read"] == {"OpenRouter": 2}
    assert again["unread"][0].startswith("fal's platform needs a key: set FAL_KEY")
