"""Edge TTS by its library and a double over a WebSocket: words with their times, voices, and what goes wrong."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import edge_tts
import pytest
from edge_tts import communicate, voices

from infra.media import sound
from infra.media.word_cues import words_of
from models.orders.requests import SpeechRequest
from providers.base import Renderer, Voiced
from providers.vendors.edge.voices import known_voices
from tests.kit.vendors.contract import Pictures, speech_at, spoken
from tests.kit.vendors.edge import VOICES, Edge
from tests.kit.vendors.faults import observed
from tests.kit.vendors.spoken import loudest_pitch, said, same_words
from tests.providers.vendors.edge.cases import CASES

EMMA, KATJA = "en-US-EmmaMultilingualNeural", "de-DE-KatjaNeural"
TEXT = "Hello there, <old> friend & all."


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an adapter has the library ask is as it was afterwards."""
    for module, name in ((communicate, "WSS_URL"), (voices, "VOICE_LIST")):
        monkeypatch.setattr(module, name, getattr(module, name))


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[Edge]:
    put_back(monkeypatch)
    with Edge() as double:
        yield double


def test_a_line_is_spoken_with_its_words_times_and_costs_nothing(double: Edge, tmp_path: Path):
    maker = speech_at("edge", double.address)
    assert isinstance(maker, Renderer) and isinstance(maker, Voiced)
    request = SpeechRequest(text=TEXT, voice=EMMA)
    rendered = spoken(maker, request, tmp_path / "made")
    assert rendered.cost == maker.quote(request).usd == 0
    (asked,) = double.asked
    assert asked["text"] == TEXT
    assert "EmmaMultilingualNeural" in asked["voice"]
    same_words(words_of(rendered.path), said(TEXT, EMMA).words(TEXT))
    heard = sound.read(rendered.path)[:, 0]
    assert loudest_pitch(heard, sound.RATE, list(VOICES)) == EMMA
    assert double.crimes == []


def test_a_line_that_ends_in_dots_is_whole(double: Edge, tmp_path: Path):
    request = SpeechRequest(text="Wait, here it comes …", voice=EMMA)
    assert spoken(speech_at("edge", double.address), request, tmp_path / "made").path.is_file()


def test_the_library_itself_is_served_by_the_double(double: Edge):
    maker = speech_at("edge", double.address)
    maker.voices()  # has the library ask the double

    async def heard() -> list[str]:
        said = edge_tts.Communicate("Guten Tag.", KATJA, boundary="WordBoundary")
        return [chunk["text"] async for chunk in said.stream() if chunk["type"] == "WordBoundary"]

    assert asyncio.run(heard()) == ["Guten", "Tag."]
    assert {one["ShortName"] for one in asyncio.run(edge_tts.list_voices())} == {*VOICES}
    assert double.crimes == []


def test_the_voices_are_those_of_the_service_by_languages_and_gender_and_may_be_called_by_their_names(
    double: Edge,
):
    listed = speech_at("edge", double.address).voices()
    assert [(one.name, one.title, one.languages, one.gender) for one in listed] == [
        (EMMA, "Emma", ("en",), "f"),
        ("en-US-AndrewMultilingualNeural", "Andrew", ("en",), "m"),
        (KATJA, "Katja", ("de",), "f"),
        ("de-DE-ConradNeural", "Conrad", ("de",), "m"),
        ("de-AT-JonasNeural", "Jonas", ("de",), "m"),
    ]
    assert listed[-1].about == "friendly, positive, general, of AT"


def test_without_a_network_some_voices_of_twenty_languages_are_known(monkeypatch: pytest.MonkeyPatch):
    put_back(monkeypatch)
    listed = speech_at("edge", "http://127.0.0.1:1/readaloud").voices()
    assert listed == known_voices()
    languages = {language for voice in listed for language in voice.languages}
    assert len(languages) == 20
    for language in languages:
        assert {voice.gender for voice in listed if voice.speaks(language)} == {"f", "m"}


def test_a_line_that_names_nobody_is_spoken_by_who_is_known_to_speak_its_language(
    double: Edge, tmp_path: Path
):
    maker = speech_at("edge", double.address)
    german = SpeechRequest(text="Guten Tag.", language="de")
    assert maker.recipe(german).parameters["voice"] == KATJA
    spoken(maker, german, tmp_path / "made")
    assert "KatjaNeural" in double.asked[0]["voice"]
    assert "Nobody is known at edge/read-aloud who speaks Icelandic" in maker.cannot(
        SpeechRequest(text="Góðan dag.", language="is")
    )


def test_its_licence_and_that_nobody_promises_anything_is_said_before(double: Edge):
    (said,) = speech_at("edge", double.address).cautions(SpeechRequest(text=TEXT))
    assert "LGPL-3.0" in said and "promises nobody" in said and "commercial" in said


def test_a_voice_or_a_rate_that_the_library_does_not_take_is_one_sentence(double: Edge, tmp_path: Path):
    own = tmp_path / "models.toml"
    own.write_text('[endpoints."edge/read-aloud"]\nkind = "speech"\nalways = { rate = "10%" }\n')
    maker = speech_at("edge", double.address, own)
    outcome, why = observed(
        maker, SpeechRequest(text=TEXT, voice=EMMA), Pictures(tmp_path), tmp_path / "made"
    )
    assert (outcome.kind, why) == (
        "InvalidRequest",
        "edge/read-aloud cannot be asked so: Invalid rate '10%'.",
    )
    maker = speech_at("edge", double.address)
    outcome, why = observed(
        maker, SpeechRequest(text=TEXT, voice="Emma"), Pictures(tmp_path), tmp_path / "no"
    )
    assert outcome.kind == "InvalidRequest" and "Emma" in why
    assert double.asked == []


@pytest.mark.parametrize("how", CASES)
def test_what_goes_wrong_with_a_line_is_one_named_error(double: Edge, tmp_path: Path, how: str):
    double.goes_wrong = [how] * 2
    maker = speech_at("edge", double.address)
    request = SpeechRequest(text=f"{TEXT} And then some more.", voice=EMMA)
    outcome, why = observed(maker, request, Pictures(tmp_path), tmp_path / "made")
    assert outcome == CASES[how].outcome, why
    assert "\n" not in why


def test_a_service_that_cannot_be_reached_is_asked_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    put_back(monkeypatch)
    maker = speech_at("edge", "http://127.0.0.1:1/readaloud")
    outcome, why = observed(
        maker, SpeechRequest(text=TEXT, voice=EMMA), Pictures(tmp_path), tmp_path / "made"
    )
    assert (outcome.kind, outcome.booked) == ("Transient", "nothing"), why
