"""The table of speech models: what ships, what a person adds, and what is refused before it is asked."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.errors import BadInput, UnknownName
from models.orders.requests import SpeechRequest
from providers.registry import BUILT_IN, Registry
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.speech import table as table_page
from providers.vendors.speech.costs import most_of
from providers.vendors.speech.model import SpeechPrice
from providers.vendors.speech.sound import words_of_characters
from providers.vendors.speech.table import SpeechTable
from tests.kit.vendors.contract import speech_at
from tests.kit.vendors.spoken import same_words

ENDS = date(2027, 1, 6)


def own(tmp_path: Path, text: str) -> SpeechTable:
    path = tmp_path / "models.toml"
    path.write_text(text)
    Endpoints.load(path)
    return SpeechTable.load(path)


def test_every_listed_model_has_a_price_with_a_date_and_a_source_or_is_free():
    table = SpeechTable.load()
    for model in table.models():
        assert table.checked(model) is model
        if not table.is_free(model):
            assert model.price and model.price.as_of and model.price.source, model.name


def test_every_short_name_stands_for_a_listed_model():
    table = SpeechTable.load()
    listed = {model.name for model in table.models()}
    for name in ("elevenlabs", "eleven-flash", "eleven-v3", "eleven-v4", "openai-tts", "edge", "Edge"):
        found = table.find(name)
        assert found is not None and found.name in listed
    assert table.called(table.find("edge")) == ["edge"]  # type: ignore[arg-type]


def test_an_id_that_is_not_listed_is_asked_once_it_has_a_price(tmp_path: Path):
    named = own(tmp_path, "").find("openai/gpt-new-tts")
    assert named is not None
    with pytest.raises(
        BadInput, match=r'no price for openai/gpt-new-tts: add \[prices."openai/gpt-new-tts"\]'
    ):
        SpeechTable.load().checked(named)
    table = own(
        tmp_path,
        '[prices."openai/gpt-new-tts"]\nunit = "token"\nusd = 2\nper = 1000000\nas_of = 2026-11-28\n',
    )
    priced = table.find("openai/gpt-new-tts")
    assert priced is not None and table.checked(priced).price is not None
    assert table.origin(priced.name) == "yours"
    assert [one.name for one in table.models()][-1] == "openai/gpt-new-tts"


def test_a_person_may_change_a_field_of_a_model_and_its_price(tmp_path: Path):
    table = own(
        tmp_path,
        '[endpoints."openai/tts-1"]\nkind = "speech"\nvoice = "onyx"\nprice = { unit = "character", usd = 1, per = 10 }\n',
    )
    changed = table.find("openai/tts-1")
    assert changed is not None and changed.price is not None
    assert (changed.usual_voice, changed.price.usd, changed.title) == ("onyx", Decimal(1), "TTS-1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[endpoints."fal/x"]\nkind = "speech"',
            r"endpoints.'fal/x' is not `vendor/id` with a vendor among .*elevenlabs",
        ),
        ('[endpoints."openai/x"]\nkind = "speech"\nvoicse = []', r"endpoints.'openai/x'.voicse is not right"),
        ('[prices."openai/x"]\nunit = "minute"\nusd = -1', r"prices.'openai/x'.usd is not right"),
        (
            '[endpoints."openai/x"]\nkind = "speech"\nvoices = [{ name = "a", gender = "w" }]',
            r"voices.0.gender is not right",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_field(tmp_path: Path, text: str, said: str):
    with pytest.raises(BadInput, match=said) as raised:
        own(tmp_path, text)
    assert str(tmp_path / "models.toml") in str(raised.value)


def test_a_model_that_ends_is_said_to_before_and_refused_after(monkeypatch: pytest.MonkeyPatch):
    registry = Registry(BUILT_IN, None, Endpoints.load, None, SpeechTable.load)
    line = SpeechRequest(text="Hello.", voice="nova")
    assert registry.choice("speech", "openai-tts").provider == "openai/gpt-4o-mini-tts"
    maker = speech_at("openai-tts", "http://127.0.0.1:1")
    assert maker.cautions(line)[0] == f"openai/gpt-4o-mini-tts answers no more from {ENDS} on."
    for page in ("providers.vendors.speech.table.today", "providers.vendors.speech.adapter.today"):
        monkeypatch.setattr(page, lambda: ENDS)
    assert table_page.today() == ENDS
    with pytest.raises(BadInput, match=f"answers no more since {ENDS}"):
        registry.choice("speech", "openai-tts")
    assert f"answers no more since {ENDS}" in maker.cannot(line)


def test_a_provider_that_is_not_there_is_answered_with_those_that_are():
    registry = Registry(BUILT_IN, None, Endpoints.load, None, SpeechTable.load)
    with pytest.raises(
        UnknownName, match=r"no speech provider 'elevenlab'\. Known: piper, elevenlabs, eleven-flash"
    ):
        registry.choice("speech", "elevenlab")
    assert "elevenlabs" in registry.labels()


@pytest.mark.parametrize(
    ("price", "most"),
    [
        (SpeechPrice(unit="character", usd=Decimal("0.08"), per=1000), Decimal("0.00048")),
        (SpeechPrice(unit="token", usd=Decimal(10), per=1_000_000), Decimal("0.00008")),
        (None, Decimal(0)),
    ],
)
def test_the_most_that_a_line_costs_is_exact(price: SpeechPrice | None, most: Decimal):
    assert most_of(price, "Grüße!") == most


def test_the_words_of_characters_end_where_there_is_space_and_wide_ones_stand_alone():
    starts = [place / 10 for place in range(8)]
    ends = [start + 0.1 for start in starts]
    same_words(
        words_of_characters("ab, cd好吗", starts, ends),
        [("ab,", 0.0, 0.3), ("cd", 0.4, 0.6), ("好", 0.6, 0.7), ("吗", 0.7, 0.8)],
    )
    assert words_of_characters("ab", [0.1], [0.2, 0.3]) == ()
    assert words_of_characters("ab", [0.3, 0.1], [0.4, 0.2]) == (), "time does not go back"
    assert words_of_characters("ab", [float("nan"), 0.1], [0.4, 0.2]) == ()
