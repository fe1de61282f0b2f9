"""Word timings kept in a WAV file, and sound files that are no good."""

import struct
import wave

import numpy as np
import pytest

from infra.media import sound
from infra.media.sound import write_wav
from infra.media.word_cues import words_of, write_words
from models.cut.words import Word
from models.errors import MediaError

RATE = 22_050
SPOKEN = (Word("The", 0.02, 0.2), Word("café,", 0.2, 0.55), Word("夜。", 0.6, 0.9999))


@pytest.fixture
def voice(tmp_path):
    tone = 0.3 * np.sin(np.arange(RATE) / 10)
    return write_wav(tmp_path / "voice.wav", tone, RATE)


def test_words_come_back_from_the_wav_they_were_left_in(voice):
    samples = sound.read(voice)
    assert write_words(voice, SPOKEN) == voice
    found = words_of(voice)
    assert [word.text for word in found] == [word.text for word in SPOKEN]
    for word, spoken in zip(found, SPOKEN, strict=True):
        assert (word.start, word.end) == pytest.approx((spoken.start, spoken.end), abs=1 / RATE)
    assert np.array_equal(sound.read(voice), samples)
    assert list(voice.parent.iterdir()) == [voice]


def test_any_wav_reader_still_opens_a_file_with_words(voice):
    with wave.open(str(voice)) as file:
        before = file.readframes(-1)
    write_words(voice, SPOKEN)
    with wave.open(str(voice)) as file:
        assert file.getframerate() == RATE
        assert file.readframes(-1) == before
    assert struct.unpack("<I", voice.read_bytes()[4:8])[0] == voice.stat().st_size - 8


def test_new_words_take_the_place_of_old_ones(voice):
    plain = voice.read_bytes()
    write_words(voice, SPOKEN)
    once = voice.read_bytes()
    write_words(voice, SPOKEN)
    assert voice.read_bytes() == once
    write_words(voice, ())
    assert voice.read_bytes() == plain


def test_a_marker_without_length_is_no_word(voice):
    marker = struct.pack("<4sII", b"cue ", 28, 1) + struct.pack("<II4sIII", 1, 500, b"data", 0, 0, 500)
    label = b"adtl" + struct.pack("<4sII", b"labl", 10, 1) + b"intro\0"
    voice.write_bytes(voice.read_bytes() + marker + struct.pack("<4sI", b"LIST", len(label)) + label)
    assert words_of(voice) == ()


def test_files_that_keep_no_words_give_none(voice, tmp_path):
    other = tmp_path / "voice.mp3"
    other.write_bytes(b"ID3\x04 not a wav at all")
    assert words_of(voice) == words_of(other) == words_of(tmp_path / "nowhere.wav") == ()
    with pytest.raises(MediaError, match="is no WAV file"):
        write_words(other, SPOKEN)


def test_broken_chunks_cost_words_and_nothing_else(voice):
    write_words(voice, SPOKEN)
    whole = voice.read_bytes()
    rng = np.random.default_rng(7)
    kept = set(words_of(voice))
    tail = whole.index(b"cue ")
    for end in (*range(60), *range(tail - 8, len(whole))):
        voice.write_bytes(whole[:end])
        assert set(words_of(voice)) <= kept
    for _ in range(300):
        broken = bytearray(whole)
        for place in rng.integers(tail, len(whole), 4):
            broken[place] = rng.integers(256)
        voice.write_bytes(broken)
        for word in words_of(voice):
            assert 0 <= word.start < word.end <= 1


def test_a_label_of_an_old_editor_is_read_as_windows_wrote_it(voice):
    write_words(voice, [Word("cafe", 0.1, 0.5)])
    voice.write_bytes(voice.read_bytes().replace(b"cafe\0", b"caf\xe9\0"))
    assert [word.text for word in words_of(voice)] == ["café"]


def test_a_wav_whose_writer_could_not_know_its_length_is_read(voice):
    whole = bytearray(voice.read_bytes())
    whole[40:44] = b"\xff\xff\xff\xff"
    voice.write_bytes(whole)
    assert words_of(voice) == ()
    assert len(sound.read(voice)) == pytest.approx(sound.RATE, abs=100)
