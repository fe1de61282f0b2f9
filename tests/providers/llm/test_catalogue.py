"""The catalogue: old names still work and say so, every routed model has a price, and one's own file counts."""

from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput, UnknownName
from providers.llm.catalogue import Catalogue
from providers.llm.catalogue_models import WORDS, Price, Row

CATALOGUE = Catalogue.load()
OLD = {
    "claude-3.5-sonnet": "openrouter/anthropic/claude-sonnet-5.5",
    "claude-3-haiku": "openrouter/anthropic/claude-haiku-5.5",
    "gpt-4-turbo": "openrouter/openai/gpt-6.1-sol",
    "gpt-3.5-turbo": "openrouter/openai/gpt-6-luna",
    "llama-3.1-70b": "openrouter/meta-llama/llama-3.3-70b-instruct",
    "gemini-pro": "openrouter/google/gemini-2.5-pro",
    "gemma-3n": "openrouter/google/gemini-2.5-flash-lite",
    "google/gemma-3n-E4B-it": "openrouter/google/gemini-2.5-flash-lite",
    "llama-3.2-3b": "openrouter/meta-llama/llama-3.1-8b-instruct",
    "meta-llama/Llama-3.2-3B-Instruct-Turbo": "openrouter/meta-llama/llama-3.1-8b-instruct",
    "meta-llama/Llama-Guard-4-12B": "groq/openai/gpt-oss-safeguard-20b",
    "mistralai/Mistral-7B-Instruct-v0.3": "openrouter/meta-llama/llama-3.1-8b-instruct",
}
LIVING = {
    "llama-3.1-8b": "openrouter/meta-llama/llama-3.1-8b-instruct",
    "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo": "openrouter/meta-llama/llama-3.1-8b-instruct",
    "llama-4-scout": "openrouter/meta-llama/llama-4-scout",
    "meta-llama/Llama-4-Scout-17B-16E-Instruct": "openrouter/meta-llama/llama-4-scout",
    "llama-4-maverick": "openrouter/meta-llama/llama-4-maverick",
    "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8": "openrouter/meta-llama/llama-4-maverick",
    "llama-3.3-70b": "openrouter/meta-llama/llama-3.3-70b-instruct",
    "meta-llama/Llama-3.3-70B-Instruct-Turbo": "openrouter/meta-llama/llama-3.3-70b-instruct",
}


@pytest.mark.parametrize(("old", "now"), OLD.items())
def test_a_retired_name_resolves_to_a_living_model_and_says_so(old: str, now: str) -> None:
    resolved = CATALOGUE.resolve(old)
    assert resolved.card.name == now
    assert resolved.note.startswith(f"{old} ")
    assert resolved.note.endswith(f"{resolved.card.id} on {resolved.vendor.shown} answers in its place.")
    assert resolved.card in CATALOGUE.cards()


@pytest.mark.parametrize(("name", "now"), LIVING.items())
def test_a_model_that_still_lives_is_found_under_its_old_name(name: str, now: str) -> None:
    resolved = CATALOGUE.resolve(name.upper())
    assert resolved.card.name == now
    assert "in its place" not in resolved.note
    assert name in resolved.note


def test_a_model_is_found_by_vendor_and_id_and_by_its_id_alone() -> None:
    full = CATALOGUE.resolve("openrouter/anthropic/claude-haiku-4.5")
    assert CATALOGUE.resolve("anthropic/claude-haiku-4.5") == full
    assert full.note == ""
    assert CATALOGUE.resolve("openai/gpt-6-luna").vendor.name == "openai"


def test_a_model_newer_than_the_list_can_be_asked_with_care() -> None:
    new = CATALOGUE.resolve("openrouter/acme/brand-new").card
    assert (new.context, new.temperature) == (32_768, False)
    local = CATALOGUE.resolve("ollama/my-model:1b").card
    assert (local.context, local.tier) == (8192, "local")


@pytest.mark.parametrize(
    "name", ["claude-haiku-4", "gpt4-turbo", "", "nobody/anything", "budget", "openrouter/"]
)
def test_an_unknown_name_gets_a_short_list_with_the_nearest_first(name: str) -> None:
    with pytest.raises(UnknownName) as caught:
        CATALOGUE.resolve(name)
    sentence = str(caught.value)
    assert "balanced" in sentence
    assert len(sentence) < 400
    near = {"claude-haiku-4": "openrouter/anthropic/claude-haiku-4.5", "gpt4-turbo": "gpt-4-turbo"}
    if name in near:
        assert f"Known: {near[name]}," in sentence


def test_every_routed_model_is_in_the_catalogue_and_has_a_dated_price() -> None:
    for route in ("budget", "balanced", "premium"):
        rows = CATALOGUE.route(route)
        assert rows is not None
        wanted = {row for part in get_args(Row) for row in get_args(part) or (part,)}
        assert set(rows) == wanted - {"reword"}, "a shot is worded anew by whoever tells the story"
        for row, names in rows.items():
            assert len({name.split("/")[0] for name in names}) > 1, f"{route}.{row} has no second vendor"
            for name in set(names) - {WORDS}:
                resolved = CATALOGUE.resolve(name)
                price = CATALOGUE.price(resolved.vendor.name, resolved.card.id)
                assert resolved.card in CATALOGUE.cards()
                assert resolved.vendor.free or (price and price.as_of and price.source), name


def test_every_listed_model_can_be_quoted() -> None:
    for card in CATALOGUE.cards():
        quote = CATALOGUE.quote(card.vendor, card.id, 10_000, 2_000)
        assert (quote == 0) == (CATALOGUE.vendors[card.vendor].free or "omni-moderation" in card.id)


def test_a_route_has_someone_to_ask_whichever_key_a_person_has() -> None:
    for vendor in ("openrouter", "openai", "groq", "together"):
        for route in ("budget", "balanced", "premium"):
            rows = CATALOGUE.route(route) or {}
            unserved = {
                row for row, names in rows.items() if not any(one.startswith(f"{vendor}/") for one in names)
            }
            assert unserved <= {"safety"}


def test_a_paid_model_without_a_price_is_not_asked_and_the_sentence_says_what_to_add() -> None:
    with pytest.raises(BadInput, match=r'\[prices\."openrouter/acme/brand-new"\]'):
        CATALOGUE.quote("openrouter", "acme/brand-new", 10, 10)
    assert CATALOGUE.cost("openrouter", "acme/brand-new", 10, 10) is None


def test_a_long_request_is_quoted_at_the_long_price() -> None:
    assert CATALOGUE.quote("openrouter", "anthropic/claude-haiku-5.5", 100_000, 1_000) == Decimal("0.0105")
    assert CATALOGUE.quote("openrouter", "anthropic/claude-haiku-5.5", 200_000, 1_000) == Decimal("0.1025")


RATES = st.decimals(0, 1000, places=6)
TOKENS = st.integers(0, 2_000_000)


@given(
    RATES, RATES, RATES, RATES, st.integers(1, 1_000_000), TOKENS, TOKENS, st.floats(0, 1), st.floats(0, 1)
)
def test_a_call_within_its_bounds_never_costs_more_than_its_quote(
    dear: Decimal,
    written: Decimal,
    above_in: Decimal,
    above_out: Decimal,
    above: int,
    most_in: int,
    most_out: int,
    share_in: float,
    share_out: float,
) -> None:
    price = Price(
        input=dear, output=written, above_tokens=above, above_input=above_in, above_output=above_out
    )
    cost = price.cost(int(most_in * share_in), int(most_out * share_out))
    assert price.quote(most_in, most_out) >= cost


def load(folder: Path, text: str) -> Catalogue:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return Catalogue.load(path)


def test_ones_own_file_adds_a_vendor_a_model_an_alias_a_route_and_a_price(tmp_path: Path) -> None:
    mine = load(
        tmp_path,
        """
        [vendors.acme]
        base_url = "https://llm.acme.example/v1"
        key_env = "ACME_KEY"
        [vendors.openrouter]
        read_timeout_s = 60
        [models."acme/large"]
        tier = "premium"
        context = 64_000
        [aliases.house]
        to = "acme/large"
        [routes.mine]
        story = ["acme/large"]
        [routes.budget]
        repair = ["acme/large"]
        [prices."acme/large"]
        input = 0.25
        output = 1
        [prices."openrouter/anthropic/claude-haiku-5.5"]
        input = 7
        output = 7
        """,
    )
    assert mine.resolve("house").card.context == 64_000
    assert mine.resolve("large").vendor.base_url == "https://llm.acme.example/v1"
    assert mine.quote("acme", "large", 1_000_000, 1_000_000) == Decimal("1.25")
    assert mine.vendors["openrouter"].read_timeout_s == 60
    assert mine.vendors["openrouter"].max_price
    own, budget = mine.route("mine"), mine.route("budget")
    assert own
    assert budget
    assert own["story"] == budget["repair"] == ("acme/large",)
    assert "shots" not in own, "nothing is paid at a vendor that the route does not name"
    assert budget["story"] == (CATALOGUE.route("budget") or {})["story"]
    assert mine.quote("openrouter", "anthropic/claude-haiku-5.5", 1_000_000, 0) == 7


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[vendors.acme", "not TOML"),
        ("[wizards.acme]", "wizards is not a field"),
        ("[vendors.acme]\nkey_env = 'K'", "vendors.acme.base_url is missing"),
        ("[vendors.acme]\nbase_url = 'acme.example'", "vendors.acme.base_url"),
        ("[vendors.acme]\nbase_url = 'http://a'\ncolour = 1", "vendors.acme.colour is not a field"),
        ("[vendors.acme]\nbase_url = 'http://a'\nheaders = { X = 'ü' }", "vendors.acme.headers"),
        ("[vendors.'a/b']\nbase_url = 'http://a'", "vendors.a/b.name"),
        ("[vendors.openrouter]\nname = 'other'", "vendors.openrouter.name is already said"),
        ("[models.'acme/x']\ntier = 'budget'", "models.'acme/x' is not `vendor/id`"),
        ("[models.'openai/x']\ncontext = 'huge'", "models.'openai/x'.context"),
        ("[models.'openai/x']\ntier = 'golden'", "models.'openai/x'.tier"),
        ("[aliases.mine]\nto = 'gpt-6-luna'", "aliases.'mine'.to"),
        ("[routes.mine]\nstory = 'openai/x'", "routes.mine.story"),
        ("[routes.mine]\nstory = []", "routes.mine.story names no model"),
        ("[routes.mine]\nmusic = ['openai/x']", "routes.mine.music"),
        ("[routes.mine]\nstory = ['words']", "'words' in routes.mine.story"),
        ("[prices.'openai/x']\ninput = 1", "prices.'openai/x'.output is missing"),
        ("[prices.'openai/x']\ninput = -1\noutput = 1", "prices.'openai/x'.input"),
        ("[prices.'openai/x']\ninput = nan\noutput = 1", "prices.'openai/x'.input"),
        ("[prices.'openai/x']\ninput = 1\noutput = 1\nabove_tokens = 5", "prices.'openai/x'"),
        ("prices = 3", "prices"),
    ],
)
def test_a_bad_file_is_one_sentence_that_names_it_and_the_field(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        load(tmp_path, text)
    sentence = str(caught.value)
    assert str(tmp_path / "models.toml") in sentence
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.toml cannot be used: it cannot be read"):
        Catalogue.load(tmp_path / "nowhere.toml")
    (tmp_path / "picture.toml").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(BadInput, match="not UTF-8"):
        Catalogue.load(tmp_path / "picture.toml")
