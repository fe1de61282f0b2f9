"""Speech that is asked for as OpenAI's is, by a double: OpenAI's own, OpenRouter's, and a server of one's own."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openai import OpenAI as Library

from infra.media import sound
from models.orders.requests import SpeechRequest
from providers.base import Limited, Renderer, Voiced
from providers.jobs import Hosted
from providers.vendors.speech.table import SpeechTable
from tests.kit.vendors.contract import Pictures, cost_of, speech_at, spoken
from tests.kit.vendors.faults import Case, behaving, observed
from tests.kit.vendors.manners import KEY, billed
from tests.kit.vendors.openai_speech import OpenAI, OpenRouterVoices, OwnServer
from tests.kit.vendors.spoken import loudest_pitch, said
from tests.providers.vendors.openai.cases import CASES

TEXT = "Hello there, old friend."
LINE = SpeechRequest(text=TEXT, voice="nova", delivery="softly")
MODELS = [one for one in SpeechTable.load().models() if one.vendor in ("openai", "openrouter")]


@pytest.fixture
def double(tmp_path: Path) -> Iterator[OpenAI]:
    with OpenAI(tmp_path / "openai") as double:
        yield double


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.name)
def test_a_line_comes_of_every_model_in_the_voice_that_was_asked_for_and_its_quote_is_an_upper_bound(
    model, tmp_path: Path
):
    kind = OpenAI if model.vendor == "openai" else OpenRouterVoices
    with kind(tmp_path / "double") as double:
        maker = speech_at(model.name, double.api)
        assert isinstance(maker, Renderer) and isinstance(maker, Voiced) and isinstance(maker, Limited)
        assert not isinstance(maker, Hosted), "it is answered at once"
        assert maker.cannot(LINE) == ""
        rendered = spoken(maker, LINE, tmp_path / "made")
        assert billed(double.folder) <= cost_of(maker, LINE, rendered) == maker.quote(LINE).usd
        (line,) = double.books.jobs.values()
    assert line["asked"].get("instructions") == ("softly" if model.delivery else None)
    heard = sound.read(rendered.path)[:, 0]
    assert len(heard) / sound.RATE == pytest.approx(said(TEXT, "nova").seconds, abs=0.1)
    assert loudest_pitch(heard, sound.RATE, [voice.name for voice in maker.voices()]) == "nova"


def test_openais_own_library_speaks_the_same_line_as_the_adapter(double: OpenAI, tmp_path: Path):
    maker = speech_at("openai-tts", double.api)
    ours = spoken(maker, LINE, tmp_path / "ours")
    library = Library(api_key=KEY, base_url=double.api, max_retries=0)
    theirs = library.audio.speech.create(**maker.body(LINE)).read()
    (tmp_path / "theirs.wav").write_bytes(theirs)
    heard = sound.read(tmp_path / "theirs.wav"), sound.read(ours.path)
    assert heard[0] == pytest.approx(heard[1], abs=1e-4)
    first, second = double.books.jobs.values()
    assert first["asked"] == second["asked"]


@pytest.mark.parametrize("form", ["wav", "mp3", "pcm"])
def test_a_server_of_ones_own_speaks_free_of_charge_in_the_voices_that_a_person_lists(
    tmp_path: Path, form: str
):
    own = tmp_path / "models.toml"
    own.write_text(
        f'[vendors.kokoro]\nbase_url = "http://localhost:8880/v1"\nfree = true\nchat = false\n'
        f'[endpoints."kokoro/kokoro"]\nkind = "speech"\nformat = "{form}"\nalways = {{ speed = 1.1 }}\n'
        'voices = ["af_heart", { name = "am_adam", gender = "m", languages = ["en"] }]\n'
    )
    from providers.llm.catalogue import Catalogue
    from providers.vendors.clients import Clients
    from providers.vendors.speech.adapters import speech_adapter

    table = SpeechTable.load(own)
    model = table.find("kokoro/kokoro")
    assert model is not None and table.is_free(model) and table.checked(model) is model
    with OwnServer(tmp_path / "own") as double:
        client = Clients(Catalogue.load(own).all_vendors, {}).of("kokoro")
        client.base = double.api
        maker = speech_adapter("kokoro")(client, model)
        assert (maker.label, maker.cast_as(model).label) == ("io", "io")
        request = LINE.model_copy(update={"voice": "am_adam"})
        rendered = spoken(maker, request, tmp_path / "made")
        assert cost_of(maker, request, rendered) == maker.quote(request).usd == 0
        (line,) = double.books.jobs.values()
    assert (line["asked"]["speed"], line["asked"]["voice"]) == (1.1, "am_adam")
    assert loudest_pitch(sound.read(rendered.path)[:, 0], sound.RATE, ["af_heart", "am_adam"]) == "am_adam"
    assert "does not speak German" in maker.cannot(request.model_copy(update={"language": "de"}))
    assert "There is no voice 'bella': kokoro/kokoro has af_heart, am_adam." in maker.cannot(
        LINE.model_copy(update={"voice": "bella"})
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_goes_wrong_with_a_line_is_one_named_error(double: OpenAI, tmp_path: Path, case: Case):
    behaving(double, case.fault, says=f"for Bearer {KEY}")
    maker = speech_at("openai-tts", double.api)
    outcome, why = observed(maker, LINE, Pictures(tmp_path), tmp_path / "made")
    assert outcome == case.outcome, why
    assert KEY not in why and "\n" not in why
    assert double.books.did["take"] <= 1, "nothing is asked for twice"


def test_a_line_is_spoken_again_under_another_key_where_a_model_takes_no_seed(double: OpenAI):
    maker = speech_at("openai-tts", double.api)
    first, again = (maker.recipe(LINE.model_copy(update={"seed": seed})) for seed in (0, 1))
    assert first.key() != again.key()
    assert "seed" not in maker.body(LINE)
    around = LINE.model_copy(update={"before": "So.", "after": "Well."})
    assert maker.recipe(around).key() == first.key(), "it is not told what is said around a line"


def test_a_quote_by_the_minute_counts_the_slowest_voice_and_one_by_the_character_every_character(
    double: OpenAI,
):
    by_minute, by_character = (speech_at(name, double.api) for name in ("openai-tts", "openai/tts-1"))
    assert by_character.quote(LINE).usd == Decimal("0.000015") * len(TEXT)
    slow = SpeechRequest(text="1999 UFOs, $5!", voice="nova")
    assert by_minute.quote(slow).usd > Decimal("0.015") / 60 * 6
