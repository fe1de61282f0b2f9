"""ElevenLabs by its library and a double: words with their times, the account's voices, and one named error for each fault."""

import base64
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from elevenlabs.client import ElevenLabs as Library

from infra.media import sound
from infra.media.word_cues import words_of
from models.errors import (
    InvalidRequest,
    PaymentRequired,
    RateLimited,
    Transient,
    Unauthorised,
    UnknownOutcome,
)
from models.orders.requests import SpeechRequest, Turn
from providers.base import Bench, Limited, Renderer, Voiced
from providers.exchanges import Conversing
from tests.kit.vendors.contract import Pictures, speech_at, spoken
from tests.kit.vendors.elevenlabs import AT_ONCE, GEORGE, VOICES, ElevenLabs, voice
from tests.kit.vendors.faults import Case, behaving, observed
from tests.kit.vendors.manners import KEY, Behaviour, Fault, billed
from tests.kit.vendors.spoken import loudest_pitch, said, same_words
from tests.providers.vendors.elevenlabs.cases import CASES

RACHEL = VOICES[0]["voice_id"]
TEXT = "Hello there, old friend."
LINE = SpeechRequest(
    text=TEXT, voice=RACHEL, seed=7, before="Who is it?", after="Come in.", delivery="softly"
)


@pytest.fixture
def double(tmp_path: Path) -> Iterator[ElevenLabs]:
    with ElevenLabs(tmp_path / "elevenlabs") as double:
        yield double


@pytest.mark.parametrize(
    ("name", "sent", "cost"),
    [
        ("elevenlabs", {"text": TEXT, "previous_text": "Who is it?", "next_text": "Come in."}, "0.00192"),
        (
            "eleven-flash",
            {"text": TEXT, "previous_text": "Who is it?", "next_text": "Come in.", "language_code": "en"},
            "0.00096",
        ),
        ("eleven-v3", {"text": f"[softly] {TEXT}", "language_code": "en"}, "0.00264"),
    ],
)
def test_a_line_is_spoken_with_its_words_times_and_costs_what_its_credits_do(
    double: ElevenLabs, tmp_path: Path, name: str, sent: dict[str, str], cost: str
):
    maker = speech_at(name, double.address)
    assert all(isinstance(maker, kind) for kind in (Renderer, Voiced, Limited))
    assert maker.cannot(LINE) == ""
    rendered = spoken(maker, LINE, tmp_path / "made")
    assert rendered.cost == billed(double.folder) == maker.quote(LINE).usd == Decimal(cost)
    (line,) = double.books.jobs.values()
    assert line["asked"] == {**sent, "model_id": maker.model.id, "voice_id": RACHEL, "seed": 7}
    words = [word for word in said(sent["text"], RACHEL).words(sent["text"]) if "[" not in word[0]]
    same_words(words_of(rendered.path), words)
    heard = sound.read(rendered.path)[:, 0]
    assert loudest_pitch(heard, sound.RATE, [one["voice_id"] for one in VOICES]) == RACHEL


def test_elevenlabs_own_library_speaks_the_same_line_as_the_adapter(double: ElevenLabs, tmp_path: Path):
    maker = speech_at("elevenlabs", double.address)
    ours = spoken(maker, LINE, tmp_path / "ours")
    library = Library(base_url=double.address, api_key=KEY)
    theirs = library.text_to_speech.convert_with_timestamps(
        RACHEL, model_id=maker.model.id, output_format="wav_24000", **maker.asked(LINE)
    )
    (tmp_path / "theirs.wav").write_bytes(base64.b64decode(theirs.audio_base_64))
    heard = sound.read(tmp_path / "theirs.wav"), sound.read(ours.path)
    assert heard[0] == pytest.approx(heard[1], abs=1e-4)
    first, second = double.books.jobs.values()
    assert first["asked"] == second["asked"]


def test_the_voices_are_those_of_the_account_by_ids_that_stay_with_names_languages_gender_and_age(
    double: ElevenLabs,
):
    double.page = 3
    maker = speech_at("elevenlabs", double.address)
    first, *others = maker.voices()
    assert (first.name, first.title, first.gender, first.age) == (GEORGE, "George", "m", "grown")
    assert [(one.title, one.gender, one.age, one.languages[:2]) for one in others] == [
        ("Rachel", "f", "young", ("en", "de")),
        ("Bill", "m", "old", ("en", "fr")),
        ("Matilda", "f", "grown", ("en", "ja")),
    ]
    assert first.speaks("fi") and not first.speaks("is"), "every voice speaks what the model does"
    maker.voices()
    assert double.books.did["list"] == 2, "two pages, read once"


def test_a_voice_without_labels_or_a_name_is_a_voice_all_the_same(double: ElevenLabs):
    double.voices = [
        {"voice_id": "abc", "name": None, "labels": None},
        voice("def", "Eve", "robot", "eternal", "en"),
    ]
    bare, odd = speech_at("eleven-v3", double.address).voices()
    assert (bare.name, bare.title, bare.languages, bare.gender) == ("abc", "", (), "")
    assert (odd.gender, odd.age) == ("", "")


TURNS = (
    Turn(text="Where were you?", voice=RACHEL),
    Turn(text="I missed the train.", voice=GEORGE, delivery="sighing"),
    Turn(text="You always do.", voice=RACHEL),
)


def line_at(place: int) -> SpeechRequest:
    turn = TURNS[place]
    return SpeechRequest(
        text=turn.text, voice=turn.voice, delivery=turn.delivery, seed=7, exchange=TURNS, place=place
    )


def test_an_exchange_is_spoken_at_once_and_cut_into_its_lines_with_their_words(
    double: ElevenLabs, tmp_path: Path
):
    maker = speech_at("eleven-v3", double.address)
    assert isinstance(maker, Conversing)
    for folder in ("whole", "lines"):
        (tmp_path / folder).mkdir()
    whole = maker.converse(line_at(0), Bench(tmp_path / "whole"))
    quotes = [maker.quote(line_at(place)).usd for place in range(3)]
    assert whole.cost == billed(double.folder) == sum(quotes)
    (taken,) = double.books.jobs.values()
    assert [one["text"] for one in taken["asked"]["inputs"]] == [
        "Where were you?", "[sighing] I missed the train.", "You always do.",
    ]  # fmt: skip
    for place, turn in enumerate(TURNS):
        into = tmp_path / "lines" / str(place)
        into.mkdir()
        path = maker.cut_out(whole.path, line_at(place), Bench(into)).path
        words = words_of(path)
        assert [word.text for word in words] == turn.text.split()
        samples = sound.read(path)[:, 0]
        assert loudest_pitch(samples, sound.RATE, [RACHEL, GEORGE]) == turn.voice
        assert words[-1].end <= len(samples) / sound.RATE
    keys = {maker.recipe(line_at(place)).key() for place in range(3)}
    assert len({*keys, maker.exchange_recipe(line_at(0)).key()}) == 4
    assert maker.exchange_recipe(line_at(0)) == maker.exchange_recipe(line_at(2))
    alone = speech_at("elevenlabs", double.address)
    plain = line_at(0).model_copy(update={"exchange": ()})
    assert alone.recipe(line_at(0)) == alone.recipe(plain), "it speaks line by line, whatever is around"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(where="submit", how="aborted"), UnknownOutcome),
        (Fault(where="submit", how="invalid"), UnknownOutcome),
        (Fault(where="submit", how="short"), UnknownOutcome),
        (Fault(where="submit", how="drop-after"), UnknownOutcome),
        (Fault(where="submit", how="402"), PaymentRequired),
        (Fault(where="submit", how="422", code="voice_not_found"), InvalidRequest),
    ],
)
def test_an_exchange_that_cannot_be_had_is_one_named_error(
    double: ElevenLabs, tmp_path: Path, fault: Fault, error: type[Exception]
):
    double.behave(Behaviour(faults=(fault,)))
    with pytest.raises(error):
        speech_at("eleven-v3", double.address).converse(line_at(0), Bench(tmp_path))
    assert double.books.did["take"] <= 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_goes_wrong_with_a_line_is_one_named_error(double: ElevenLabs, tmp_path: Path, case: Case):
    behaving(double, case.fault, says=f"for {KEY}")
    maker = speech_at("elevenlabs", double.address)
    outcome, why = observed(maker, LINE, Pictures(tmp_path), tmp_path / "made")
    assert outcome == case.outcome, why
    assert KEY not in why and "\n" not in why
    assert double.books.did["take"] <= 1, "nothing is asked for twice, though its library would"


def test_a_busy_vendor_says_when_to_come_back(double: ElevenLabs, tmp_path: Path):
    double.behave(Behaviour(faults=(Fault(where="submit", how="429", amount=7),)))
    with pytest.raises(RateLimited) as busy:
        spoken(speech_at("elevenlabs", double.address), LINE, tmp_path / "made")
    assert busy.value.retry_after_s == 7


def test_a_voice_that_is_gone_is_said_to_be_and_how_to_find_another(double: ElevenLabs, tmp_path: Path):
    line = LINE.model_copy(update={"voice": "gone"})
    with pytest.raises(
        InvalidRequest, match="has no voice 'gone' for this account any more: give whoever speaks with it"
    ):
        spoken(speech_at("elevenlabs", double.address), line, tmp_path / "made")


def test_a_list_that_cannot_be_read_is_asked_for_again_and_a_wrong_key_is_named(double: ElevenLabs):
    double.behave(Behaviour(faults=(Fault(where="poll", how="503"),)))
    maker = speech_at("elevenlabs", double.address)
    with pytest.raises(Transient):
        maker.voices()
    assert len(maker.voices()) == len(VOICES)
    with pytest.raises(Unauthorised, match="does not accept the key in ELEVENLABS_API_KEY"):
        speech_at("elevenlabs", double.address, key="another-key-of-yours").voices()
    with pytest.raises(Transient):
        speech_at("elevenlabs", "http://127.0.0.1:1").voices()


def test_the_settings_of_a_voice_go_with_every_line(double: ElevenLabs, tmp_path: Path):
    own = tmp_path / "models.toml"
    own.write_text(
        '[endpoints."elevenlabs/eleven_multilingual_v2"]\nkind = "speech"\n'
        "always = { voice_settings = { stability = 0.4, speed = 1.1, use_speaker_boost = true } }\n"
    )
    maker = speech_at("elevenlabs", double.address, own)
    spoken(maker, LINE, tmp_path / "made")
    (line,) = double.books.jobs.values()
    assert line["asked"]["voice_settings"] == {"stability": 0.4, "speed": 1.1, "use_speaker_boost": True}
    assert maker.recipe(LINE).key() != speech_at("elevenlabs", double.address).recipe(LINE).key()
    own.write_text(own.read_text().replace("voice_settings", "pitch"))
    outcome, why = observed(
        speech_at("elevenlabs", double.address, own), LINE, Pictures(tmp_path), tmp_path / "odd"
    )
    assert outcome.kind == "InvalidRequest" and "pitch is not known" in why, (
        "the vendor says what it does not take"
    )


def test_what_is_said_around_a_line_is_part_of_its_recipe_only_where_it_is_told(double: ElevenLabs):
    alone = LINE.model_copy(update={"before": "", "after": ""})
    told, untold = speech_at("elevenlabs", double.address), speech_at("eleven-v3", double.address)
    assert told.recipe(LINE).key() != told.recipe(alone).key()
    assert untold.recipe(LINE).key() == untold.recipe(alone).key()
    assert (told.cast_as(told.model).context, untold.cast_as(untold.model).context) == (True, False)


def test_more_lines_at_once_than_the_plan_takes_are_refused_and_cost_nothing(
    double: ElevenLabs, tmp_path: Path
):
    maker = speech_at("elevenlabs", double.address)
    come = threading.Barrier(AT_ONCE + 2)
    failed: list[BaseException] = []

    def speak(number: int) -> None:
        come.wait()
        try:
            spoken(maker, LINE, tmp_path / f"made-{number}")
        except RateLimited as error:
            failed.append(error)

    threads = [threading.Thread(target=speak, args=(number,)) for number in range(AT_ONCE + 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert double.books.did["take"] == AT_ONCE + 2 - len(failed)
    assert billed(double.folder) == maker.quote(LINE).usd * double.books.did["take"]
