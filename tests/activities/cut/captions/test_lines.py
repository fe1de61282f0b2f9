"""Captions of several lines: each while it is heard, with its speaker, and what is thought in italics."""

import re
from itertools import pairwise

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.cut.captions.burned_captions import ass
from activities.cut.captions.captions import captions_of
from activities.cut.captions.line_places import placed
from activities.cut.captions.subtitles import srt, vtt
from activities.cut.composition import compose
from models.cut.cutline import CutLine
from models.cut.cutlist import CutList, CutShot
from models.cut.delivery import Picture
from models.cut.lengths import VOICE_LEAD_S
from models.cut.timeline import Caption
from models.cut.words import SpokenLine, Word
from models.orders.assets import Blob

VOICE = Blob(sha256="b" * 64, suffix=".wav", size=9)
THOUGHT = Caption(start=1, end=2, lines=("He is", "late <3 times."), speaker="Emma & Tom", thought=True)


def line(text: str, start: float, seconds: float, **more: object) -> CutLine:
    voice = {"voice": VOICE, "voice_s": seconds} if seconds else {}
    return CutLine.model_validate({"text": text, "start": start, **voice, **more})


def cut_of(*lines: CutLine, frames: int = 240) -> CutList:
    shot = CutShot(shot_id="shot_001", shot_number=1, frames=frames, clip=VOICE, lines=lines)
    return CutList(
        film_id="f", title="F", width=1280, height=720, title_frames=24, end_frames=24, shots=(shot,)
    )


def spoken(seconds: float, text: str) -> SpokenLine:
    return SpokenLine(words=(Word(text, 0.05, seconds - 0.05),))


def test_each_line_is_read_while_it_is_heard_and_is_gone_when_the_next_begins():
    lines = (
        line("Where were you?", 0.25, 1.0, speaker="Emma", labelled=True),
        line("Here.", 1.75, 0.5, speaker="Tom", labelled=True),
        line("It was late.", 2.75, 1.0),
    )
    heard = {
        f"shot_001/voice_{number}": spoken(one.voice_s, one.text) for number, one in enumerate(lines, start=1)
    }
    timeline = compose(cut_of(*lines), None, heard)
    assert [sound.name for sound in timeline.voice] == [*heard]
    assert [sound.start for sound in timeline.voice] == pytest.approx([1.25, 2.75, 3.75])
    assert [cue.text for cue in timeline.captions] == ["Emma: Where were you?", "Tom: Here.", "It was late."]
    assert [cue.speaker for cue in timeline.captions] == ["Emma", "Tom", ""]
    for cue, sound in zip(timeline.captions, timeline.voice, strict=True):
        assert cue.start == pytest.approx(sound.start + 0.05, abs=1 / 24)
        assert cue.end >= sound.start + sound.seconds - 0.05 - 1 / 24
    assert all(one.end <= two.start for one, two in pairwise(timeline.captions))


def test_a_long_line_names_its_speaker_at_its_beginning_alone():
    text = "I walked along the quay until the lamps went out. Nobody was there. Then the sea began to sing."
    one = line(text, VOICE_LEAD_S, 9.0, speaker="Emma", labelled=True)
    words = re.findall(r"\S+\s*", text)
    times = SpokenLine(
        words=tuple(Word(word, place * 0.45, place * 0.45 + 0.4) for place, word in enumerate(words))
    )
    cues = captions_of(one, times, 24, language="en", room_s=10)
    assert len(cues) > 1
    assert [cue.text.startswith("Emma: ") for cue in cues] == [True] + [False] * (len(cues) - 1)
    assert " ".join(cue.text.replace("\n", " ") for cue in cues) == f"Emma: {text}"


@given(
    st.lists(st.floats(0, 3).map(lambda s: s if s > 0.3 else 0.0), min_size=1, max_size=8),
    st.floats(0.1, 12),
)
def test_lines_are_placed_in_order_within_their_shot_whoever_is_heard(lengths, room):
    start, lines = VOICE_LEAD_S, []
    for length in lengths:
        lines.append(line("Yes.", start, length))
        start += length + 0.5 if length else 0.0
    found = placed(lines, room)
    assert [one.number for one in found] == list(range(1, len(lines) + 1))
    assert all(one.room_s <= room for one in found)
    for one, two in pairwise(found):
        assert one.room_s <= max(two.line.start, room) + 1e-9
    cues = [cue for one in found for cue in captions_of(one.line, None, 24, language="en", room_s=one.room_s)]
    assert all(one.end <= two.start for one, two in pairwise(cues))


def test_lines_that_nobody_speaks_share_their_shot():
    lines = [
        line(text, VOICE_LEAD_S, 0.0) for text in ("A short one.", "One that is very much longer than it.")
    ]
    captions = compose(cut_of(*lines), None, {}).captions
    assert len(captions) == 2
    first, second = captions
    assert first.end <= second.start
    assert second.end - second.start > first.end - first.start


def test_what_is_thought_is_in_italics_in_every_file():
    assert "<i>He is\nlate ‹3 times.</i>" in srt([THOUGHT])
    assert "<v Emma &amp; Tom><i>He is\nlate ‹3 times.</i></v>" in vtt([THOUGHT])
    events = pysubs2.SSAFile.from_string(ass([THOUGHT], Picture(width=1280, height=720))).events
    assert all("\\i1" in event.text for event in events)
    plain = THOUGHT.model_copy(update={"thought": False, "speaker": ""})
    assert "<i>" not in srt([plain]) + vtt([plain])
    assert "<v" not in vtt([plain])
    assert "\\i1" not in ass([plain], Picture(width=1280, height=720))
