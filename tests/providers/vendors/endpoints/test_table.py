"""The table of endpoints, a person's own over it, and what an endpoint is found by."""

from decimal import Decimal
from pathlib import Path

import pytest

from models.errors import BadInput
from providers.vendors.endpoints.costs import cost_of, megapixels
from providers.vendors.endpoints.endpoint import Lengths, UnitPrice
from providers.vendors.endpoints.lengths import next_longer, written
from providers.vendors.endpoints.table import Endpoints, checked_price

OWN = """
[endpoints."fal/acme/dream"]
kind = "image"
size = { pixels = "image_size" }
references = { field = "image_urls", most = 3, called = "@Image{number}" }
without_references = "acme/dream-plain"

[endpoints."fal/acme/dream-plain"]
kind = "image"

[endpoints."fal/acme/motion"]
kind = "video"
first = "image_url"
lengths = { field = "duration", form = "text", seconds = [5, 10] }

[prices."fal/acme/dream"]
unit = "megapixel"
usd = 0.03

[prices."replicate/someone/model"]
unit = "image"
usd = "0.002"

[prices."openrouter/some/model"]
input = 1
output = 2
"""


def own(tmp_path: Path, text: str = OWN) -> Endpoints:
    path = tmp_path / "models.toml"
    path.write_text(text)
    return Endpoints.load(path)


def test_a_persons_own_endpoint_is_found_by_its_names_and_is_a_pair_where_it_says_so(tmp_path: Path):
    table = own(tmp_path)
    found = table.find("image", "fal/acme/dream")
    assert found is not None and found == table.find("image", "acme/dream")
    assert found.for_references(0).name == "fal/acme/dream-plain"
    assert found.for_references(2).name == "fal/acme/dream"
    assert found.taking_references is not None
    assert found.taking_references.rule.called == "@Image{number}"
    assert table.find("video", "fal/acme/dream") is None


def test_any_id_of_a_known_vendor_is_taken_with_a_prompt_alone_and_waits_for_a_price(tmp_path: Path):
    table = own(tmp_path)
    priced = table.find("image", "replicate/someone/model")
    assert priced is not None
    assert checked_price(priced).price == UnitPrice(unit="image", usd=Decimal("0.002"))
    other = table.find("image", "replicate/someone/other")
    assert other is not None
    with pytest.raises(BadInput, match=r'There is no price for replicate/someone/other: add \[prices."repl'):
        checked_price(other)
    assert table.find("image", "nobody/x") is None


def test_an_endpoint_whose_other_half_has_no_price_is_refused_as_well(tmp_path: Path):
    dream = own(tmp_path).find("image", "fal/acme/dream")
    assert dream is not None
    with pytest.raises(BadInput, match="There is no price for fal/acme/dream-plain"):
        checked_price(dream)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[endpoints."fal/x/y"]\nprompt = "p"',
            r"endpoints.'fal/x/y'.kind must be image, video, lips or speech",
        ),
        ('[endpoints."acme/x"]\nkind = "image"', r"is not `vendor/id` with a vendor among fal, replicate"),
        ('[endpoints."fal/x"]\nkind = "video"', r"a clip's endpoint has first"),
        ('[endpoints."fal/x"]\nkind = "image"\npromt = "p"', r"endpoints.'fal/x'.promt is not right"),
        ('[endpoints."fal/x"]\nkind = "image"\nwith_references = "z"', r"names the image endpoint 'z'"),
        ('[prices."fal/x"]\nunit = "second"\nusd = -1', r"prices.'fal/x'.usd is not right"),
        ('[prices."fal/x"]\nunit = "mile"\nusd = 1', r"prices.'fal/x'.unit is not right"),
        ("endpoints = 5", r"endpoints is no table of tables"),
        ("[endpoints", r"it is not TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_field(tmp_path: Path, text: str, said: str):
    with pytest.raises(BadInput, match=said) as raised:
        own(tmp_path, text)
    assert str(tmp_path / "models.toml") in str(raised.value)


def test_prices_read_again_stand_over_those_that_ship_and_under_a_persons_own(tmp_path: Path):
    refreshed = tmp_path / "prices.toml"
    refreshed.write_text('[prices."fal/acme/dream"]\nunit = "image"\nusd = 9\n[prices."fal/acme/dream-plain"]\n'
                         'unit = "image"\nusd = 8\n')  # fmt: skip
    path = tmp_path / "models.toml"
    path.write_text(OWN)
    table = Endpoints.load(path, refreshed)
    dream = table.find("image", "fal/acme/dream")
    assert dream is not None and dream.price is not None and dream.other is not None
    assert (dream.price.usd, dream.price.unit) == (Decimal("0.03"), "megapixel")
    assert dream.other.price is not None and dream.other.price.usd == 8


def test_every_short_name_stands_for_a_listed_endpoint_of_its_kind_with_a_price():
    table = Endpoints.load()
    for short in table.short_names:
        found = table.find(short.kind, short.name)
        assert found is not None and found.name in table.names(short.kind), short
        checked_price(found)


@pytest.mark.parametrize(
    ("form", "seconds", "asked"),
    [("number", 3.2, 5), ("text", 5.0, "5"), ("suffixed", 5.04, "10s"), ("number", 60.0, 10)],
)
def test_the_next_longer_length_is_asked_for_in_the_endpoints_own_form(form, seconds, asked):
    lengths = Lengths(field="duration", form=form, seconds=(10, 5))
    assert written(lengths, next_longer(lengths, seconds)) == {"duration": asked}


def test_a_length_that_cannot_be_chosen_is_not_said():
    lengths = Lengths(seconds=(6,))
    assert (next_longer(lengths, 2.0), written(lengths, 6)) == (6, {})
    with pytest.raises(ValueError, match="several only with a field"):
        Lengths(seconds=(5, 10))


def test_a_price_is_that_of_the_resolution_that_is_sent_and_never_rounded_down():
    price = UnitPrice(
        unit="second", usd=Decimal("0.1"), by={"4K": Decimal("0.30")}, reference=Decimal("0.01")
    )
    assert cost_of(price, Decimal(6), ("720p",)) == Decimal("0.6")
    assert cost_of(price, Decimal(6), ("16:9", "4K"), references=2) == Decimal("1.82")
    assert [megapixels(1024, 576), megapixels(1920, 1088)] == [Decimal(1), Decimal(3)]
