"""The subtitles as a viewer reads them."""

import itertools
import re
import unicodedata

import pysubs2
import pytest

from activities.cut.subtitles import srt, wrap_cue
from models.timeline import VOICE_LEAD_S, VOICE_TAIL_S, Timeline, TimelineShot

LONG = (
    "In a small harbour town, an old lighthouse keeper lights the lamp one last time. The sea is quiet, and "
    "far out a single boat turns home. Nobody answers, and yet she waits until the morning comes."
)
CHINESE = "在一个小海港城镇里，一位年老的灯塔看守人最后一次点亮了灯。大海很安静，远处有一艘船正在回家。没有人回答，她却一直在等待。"
ARABIC = "في بلدة صغيرة على الميناء، يضيء حارس المنارة العجوز المصباح للمرة الأخيرة. البحر هادئ، وفي البعيد يعود قارب وحيد إلى الوطن."


def film(*said: tuple[str, float, int]) -> Timeline:
    """One shot for each (text, voice seconds, frames)."""
    shots = tuple(
        TimelineShot(shot_id=f"shot_{n:03d}", shot_number=n, frames=frames, voice_s=voice, subtitle=text)
        for n, (text, voice, frames) in enumerate(said, 1)
    )
    return Timeline(
        film_id="f", title="F", width=1280, height=720, title_frames=48, end_frames=36, shots=shots
    )


def cues(timeline: Timeline) -> list[tuple[float, float, list[str]]]:
    """(start, end, lines) of each cue, read back from the file's own text."""
    blocks = srt(timeline).strip().split("\n\n")
    found = []
    for number, block in enumerate(filter(None, blocks), 1):
        index, times, *lines = block.split("\n")
        assert int(index) == number
        start, end = (
            sum(
                float(part) * unit
                for part, unit in zip(re.split("[:,]", t), (3600, 60, 1, 0.001), strict=True)
            )
            for t in times.split(" --> ")
        )
        found.append((start, end, lines))
    return found


def columns(line: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else unicodedata.category(c) != "Mn" for c in line
    )


def test_a_cue_begins_and_ends_with_its_voice():
    timeline = film(("", 0.0, 96), ("The sea is quiet.", 1.6, 96))
    [(start, end, lines)] = cues(timeline)
    assert start == pytest.approx(2 + 4 + VOICE_LEAD_S, abs=0.001)
    assert end == pytest.approx(2 + 4 + VOICE_LEAD_S + 1.6, abs=0.001)
    assert lines == ["The sea is quiet."]


def test_a_line_without_a_voice_stands_through_its_shot():
    [(start, end, _)] = cues(film((ARABIC[:30], 0.0, 96)))
    assert start == pytest.approx(2 + VOICE_LEAD_S, abs=0.001)
    assert end == pytest.approx(2 + 4 - VOICE_TAIL_S, abs=0.001)


@pytest.mark.parametrize(
    "text", [LONG, CHINESE, ARABIC, "A" * 130, "Ein " + "Donaudampfschiff" * 4 + " fährt"]
)
def test_long_texts_become_cues_of_two_lines_that_keep_every_word(text):
    timeline = film((text, 14.0, 360))
    found = cues(timeline)
    assert len(found) > 1
    for _, _, lines in found:
        assert len(lines) <= 2
        assert all(columns(line) <= 42 for line in lines)
    assert "".join("".join(lines) for _, _, lines in found).replace(" ", "") == text.replace(" ", "")
    for (_, end, _), (start, _, _) in itertools.pairwise(found):
        assert end <= start + 1e-9


def test_chinese_has_at_most_twenty_characters_a_line_and_no_line_begins_with_a_comma():
    for _, _, lines in cues(film((CHINESE, 14.0, 360))):
        assert all(len(line) <= 20 and line[0] not in "，。" for line in lines)


def test_cues_end_where_sentences_do_when_they_can():
    found = cues(film((LONG, 14.0, 360)))
    ends = [lines[-1][-1] for _, _, lines in found]
    assert ends[0] == "."
    assert ends.count(".") >= len(ends) - 1


def test_time_is_shared_by_length_from_the_first_word_to_the_last():
    found = cues(film((LONG, 12.0, 360)))
    assert found[0][0] == pytest.approx(2.25, abs=0.001)
    assert found[-1][1] == pytest.approx(14.25, abs=0.001)
    rates = [len(" ".join(lines)) / (end - start) for start, end, lines in found]
    assert max(rates) / min(rates) < 1.2


def test_a_short_word_stays_long_enough_to_be_read():
    [(start, end, _)] = cues(film(("Run!", 0.4, 72)))
    assert end - start == pytest.approx(1.0, abs=0.01)


def test_no_cue_is_shorter_than_a_second_where_there_is_room():
    text = (
        "No. "
        + "This sentence goes on for quite a while, and then it goes on for another good while still. " * 2
    )
    found = cues(film((text, 8.0, 240)))
    assert all(end - start >= 0.999 for start, end, _ in found)


def test_cues_never_overlap_nor_outlast_the_film():
    timeline = film((LONG, 0.0, 24), ("Quick!", 3.0, 10), (LONG, 20.0, 60), ("End.", 0.2, 1))
    found = cues(timeline)
    assert all(start < end for start, end, _ in found)
    assert all(a[1] <= b[0] + 1e-9 for a, b in itertools.pairwise(found))
    assert found[-1][1] <= timeline.seconds


def test_markup_and_newlines_are_plain_words_in_every_player():
    text = "<i>Red</i> {\\an8}door,\nthen {blue}\r\n5 < 6 and C:\\New"
    [(_, _, lines)] = cues(film((text, 4.0, 120)))
    words = " ".join(lines)
    assert words.startswith("Red door, then (blue) 5")
    assert not set("<>{}\\") & set(words)
    again = pysubs2.SSAFile.from_string(srt(film((text, 4.0, 120))))
    assert again[0].plaintext.replace("\n", " ") == words


def test_arabic_stays_in_logical_order_without_added_marks():
    found = cues(film((ARABIC, 9.0, 240)))
    assert " ".join(" ".join(lines) for _, _, lines in found) == ARABIC


def test_a_film_in_which_nothing_is_said_has_an_empty_file():
    assert srt(film(("", 0.0, 96), (" \n ", 0.0, 96), ("\u200f", 0.0, 48))) == ""


def test_a_wrapped_cue_is_even_and_breaks_after_the_comma():
    assert wrap_cue("Short enough.") == "Short enough."
    assert wrap_cue("When the morning comes at last, the whole town is awake.") == (
        "When the morning comes at last,\nthe whole town is awake."
    )
