"""Voices as they are typed, and whatever lies in the folder of voices: read, or refused in one sentence."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.brief import Brief
from models.errors import BadInput
from models.orders.requests import SpeechRequest
from providers.offline.voice.piper import PiperVoice
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.service.requests.voices import read_voices
from tests.kit.fuzz import as_json, assert_sentence, broken, fuzzed, mutated, nested, taken, texts, values

PLAIN = as_json(
    {
        "audio": {"sample_rate": 22050},
        "espeak": {"voice": "de"},
        "language": {"code": "de_DE"},
        "num_symbols": 256,
        "num_speakers": 2,
        "speaker_id_map": {"F": 0, "M": 1},
        "phoneme_id_map": {"_": [0]},
    }
)
MODEL = b"\x08\x07\x12\x02pt\x3a\x08\x0a\x06\x0a\x01a\x12\x01b"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voices")


@fuzzed(60)
@example(typed=["Emma=\u202ejoe"])
@example(typed=["=", "a=b=c"])
@given(st.lists(texts | st.tuples(texts, texts).map("=".join), min_size=1, max_size=3))
def test_voices_as_they_are_typed_are_read_or_refused(typed: list[str]) -> None:
    voices = taken(lambda: read_voices(typed, "--voice"), BadInput)
    assert voices is None or all(name.strip() and voice.strip() for name, voice in voices.items())


@fuzzed(30)
@example(name="\ud800", voice="joe")
@given(texts, st.sampled_from(["joe", "joe-low"]) | texts)
def test_a_voice_for_anybody_is_a_film_or_a_sentence(name: str, voice: str) -> None:
    asked = taken(lambda: read_asked(Flags(prompt="A door", voice=(f"{name}={voice}",))))
    if asked is not None:
        brief = asked.request.brief
        assert Brief.model_validate_json(brief.model_dump_json()) == brief


@fuzzed(60)
@example(text=nested(100_000))
@example(text=PLAIN.replace("22050", "1e999"))
@example(text=PLAIN.replace('"num_speakers": 2', '"num_speakers": 100000000'))
@given(mutated(st.just(PLAIN)) | values.map(as_json))
def test_a_description_of_a_voice_is_one_or_is_said_to_be_none(folder: Path, text: str) -> None:
    (folder / "eva.onnx").write_bytes(MODEL)
    (folder / "eva.onnx.json").write_text(text, encoding="utf-8", errors="replace")
    looked_through(PiperVoice(folder))


@fuzzed(60)
@example(data=b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f")
@example(data=b"\x08" * 5000)
@given(broken(st.just(MODEL)) | st.binary(max_size=60))
def test_a_model_is_one_or_is_said_to_be_none(folder: Path, data: bytes) -> None:
    (folder / "eva.onnx").write_bytes(data)
    (folder / "eva.onnx.json").write_text(PLAIN)
    looked_through(PiperVoice(folder))


def looked_through(provider: PiperVoice) -> None:
    """What there is can be listed, asked for and written down; what cannot be used is said."""
    voices = taken(provider.voices)
    assert voices is not None
    for voice in voices[-3:]:
        asked = SpeechRequest(text="Ja.", language="und", voice=voice.name)
        assert isinstance(provider.cannot(asked), str)
        json.loads(provider.recipe(asked).model_dump_json())
        json.loads(voice.model_dump_json())
    for fault in provider.faults().values():
        assert_sentence(fault)
