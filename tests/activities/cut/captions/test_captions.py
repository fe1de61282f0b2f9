"""A shot's captions as a viewer reads them while the voice speaks."""

import itertools
import unicodedata

import numpy as np
import pytest

from activities.cut.captions.captions import captions_of
from infra.media import sound
from infra.media.sound import RATE
from infra.media.word_cues import write_words
from models.cut.cutline import CutLine
from models.cut.lengths import VOICE_LEAD_S, VOICE_TAIL_S
from models.cut.timeline import Caption
from models.cut.words import Word
from tests.kit.listening import heard_in

LONG = (
    "In a small harbour town, an old lighthouse keeper lights the lamp one last time. The sea is quiet, and "
    "far out a single boat turns home. Nobody answers, and yet she waits until the morning comes."
)
CHINESE = "在一个小海港城镇里，一位年老的灯塔看守人最后一次点亮了灯。大海很安静，远处有一艘船正在回家。没有人回答，她却一直在等待。"
ARABIC = "في بلدة صغيرة على الميناء، يضيء حارس المنارة العجوز المصباح للمرة الأخيرة. البحر هادئ، وفي البعيد يعود قارب وحيد إلى الوطن."
KOREAN = "작은 항구 마을에서 늙은 등대지기가 마지막으로 등불을 켠다. 바다는 고요하고 멀리 배 한 척이 집으로 돌아온다."
FPS = 24


def captions(text, voice=None, *, room=14.6, fps=FPS, language="en") -> tuple[Caption, ...]:
    heard = heard_in(voice, text, language) if voice else None
    return captions_of(CutLine(text=text), heard, fps, language=language, room_s=room)


def noise(seconds: float) -> np.ndarray:
    """A sound as loud and as wide as speech."""
    return np.random.default_rng(1).normal(0, 0.1, int(seconds * RATE)).astype(np.float32)


@pytest.fixture
def voice(tmp_path):
    """Writes a recording of bursts of speech and the silences between them, lengths in seconds by turns."""

    def write(*lengths: float):
        parts = [noise(s) * (n % 2 == 0) for n, s in enumerate(lengths)]
        return sound.write_wav(tmp_path / "voice.wav", np.concatenate(parts), RATE)

    return write


def columns(line: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else unicodedata.category(c) != "Mn" for c in line
    )


def letters(text: str) -> str:
    return "".join(text.split())


def test_a_caption_begins_and_ends_with_its_voice(voice):
    [caption] = captions("The sea is quiet.", voice(1.6), room=4)
    assert caption.start == pytest.approx(VOICE_LEAD_S, abs=1 / FPS)
    assert caption.end == pytest.approx(VOICE_LEAD_S + 1.6, abs=1.5 / FPS)
    assert caption.lines == ("The sea is quiet.",)


def test_a_line_without_a_voice_stands_through_its_shot():
    [caption] = captions(ARABIC[:30], room=4)
    assert caption.start == pytest.approx(VOICE_LEAD_S, abs=1 / FPS)
    assert caption.end == pytest.approx(4 - VOICE_TAIL_S, abs=1 / FPS)


@pytest.mark.parametrize(
    "text", [LONG, CHINESE, ARABIC, KOREAN, "A" * 130, "Ein " + "Donaudampfschiff" * 4 + " fährt"]
)
def test_long_texts_become_captions_of_two_lines_that_keep_every_word(text, voice):
    found = captions(text, voice(14.0))
    for caption in found:
        assert len(caption.lines) <= 2
        assert all(columns(line) <= 42 for line in caption.lines)
    assert letters("".join(caption.text for caption in found)) == letters(text)


def test_chinese_has_at_most_twenty_characters_a_line_and_no_line_begins_with_a_comma():
    for caption in captions(CHINESE, language="zh"):
        assert all(len(line) <= 20 and line[0] not in "，。" for line in caption.lines)


def test_korean_breaks_between_words():
    lines = [line for caption in captions(KOREAN, language="ko") for line in caption.lines]
    assert " ".join(lines) == KOREAN


def test_a_sentence_broken_into_two_lines_is_broken_after_its_comma():
    [caption] = captions("When the morning comes at last, the whole town is awake.", room=5)
    assert caption.lines == ("When the morning comes at last,", "the whole town is awake.")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Dr. Hale met Sen. Ruiz at No. 7 Oak Ave. in 1984.", ("Dr. Hale met Sen. Ruiz", "at No. 7 Oak Ave. in 1984.")),
        ("Nobody moved until Mr. Hale had left the house.", ("Nobody moved until", "Mr. Hale had left the house.")),
    ],
)  # fmt: skip
def test_a_title_stays_with_its_name(text, lines):
    [caption] = captions(text, room=6)
    assert caption.lines == lines


def test_captions_end_where_sentences_do(voice):
    found = captions(LONG, voice(5, 0.3, 3.5, 0.3, 4))
    assert [caption.lines[-1][-1] for caption in found] == [".", ".", "."]


def test_the_next_caption_comes_when_its_words_are_heard_not_before(voice):
    """The first sentence is spoken slowly and the second fast, which no share of letters tells."""
    first, second = captions("He waits for her. Nobody comes to him now.", voice(2.2, 2.0, 1.8), room=8)
    assert first.lines == ("He waits for her.",)
    assert second.start == pytest.approx(VOICE_LEAD_S + 4.2, abs=1.5 / FPS)
    assert first.end < VOICE_LEAD_S + 2.2 + 1.5


def test_the_recordings_own_words_set_the_times(voice):
    path = voice(6.0)
    write_words(path, [Word("Wait", 0.0, 1.4), Word("They", 4.0, 4.3), Word("never came home.", 4.4, 5.9)])
    first, second = captions("Wait! They never came home.", path, room=7)
    assert first.lines == ("Wait!",)
    assert second.start == pytest.approx(VOICE_LEAD_S + 4.0, abs=1 / FPS)


def test_a_short_word_stays_long_enough_to_be_read(voice):
    [caption] = captions("Run!", voice(0.4), room=3)
    assert caption.end - caption.start == pytest.approx(1.0, abs=1 / FPS)


def test_fast_speech_stays_on_screen_until_it_can_be_read(voice):
    text = "Hardly anyone could follow what the auctioneer was saying then."
    [caption] = captions(text, voice(2.0), room=6)
    assert len(text) / (caption.end - caption.start) <= 20
    assert caption.end <= VOICE_LEAD_S + 2.0 + 1.5 + 1 / FPS
    [pressed] = captions(text, voice(2.0), room=2.5)
    assert pressed.end <= 2.5


def test_slow_speech_never_leaves_a_caption_longer_than_seven_seconds(voice):
    found = captions("A very slow voice reads this sentence, and then it goes on.", voice(16.0), room=17)
    assert len(found) > 1
    assert all(caption.end - caption.start <= 7.0 for caption in found)


def test_a_line_without_a_voice_leaves_after_seven_seconds():
    [caption] = captions("The sea.", room=12)
    assert caption.end - caption.start == pytest.approx(7.0, abs=1 / FPS)


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_captions_keep_to_frames_and_leave_a_clear_gap_or_none(fps, voice):
    found = captions(LONG, voice(4.6, 0.18, 3.4, 0.6, 4), fps=fps, room=13.4)
    times = [time for caption in found for time in (caption.start, caption.end)]
    assert all(abs(time * fps - round(time * fps)) < 1e-6 for time in times)
    gaps = [after.start - before.end for before, after in itertools.pairwise(found)]
    assert len(gaps) >= 2
    assert all(gap == 0 or gap >= 0.25 - 1 / fps for gap in gaps)


@pytest.mark.parametrize(("text", "room"), [(LONG, 1.0), ("Quick!", 0.4), (LONG, 2.5), ("End.", 1 / 24)])
def test_captions_never_overlap_nor_outlast_their_room(text, room, voice):
    for recording in (None, voice(3.0, 0.5, 3.0)):
        found = captions(text, recording, room=room)
        assert found
        assert all(0 <= caption.start < caption.end <= room + 1e-9 for caption in found)
        assert all(before.end <= after.start for before, after in itertools.pairwise(found))


def test_a_recording_of_silence_shares_its_time_by_the_length_of_the_words(voice):
    found = captions(LONG, voice(0.0, 12.0))
    assert found[0].start == pytest.approx(VOICE_LEAD_S, abs=1 / FPS)
    assert found[-1].end == pytest.approx(VOICE_LEAD_S + 12, abs=1.5 / FPS)
    rates = [len(caption.text) / (caption.end - caption.start) for caption in found]
    assert max(rates) / min(rates) < 1.3


def test_markup_and_newlines_are_plain_words_in_every_player():
    [caption] = captions("<i>Red</i> {\\an8}door,\nthen {blue}\r\n5 < 6 and C:\\New", room=6)
    words = " ".join(caption.lines)
    assert words.startswith("Red door, then (blue) 5")
    assert not set("<>{}\\") & set(words)


def test_arabic_stays_in_logical_order_without_added_marks():
    assert " ".join(" ".join(caption.lines) for caption in captions(ARABIC, room=9)) == ARABIC


@pytest.mark.parametrize("text", ["", " \n ", "\u200f"])
def test_a_shot_in_which_nothing_is_said_has_no_captions(text):
    assert captions(text) == ()
