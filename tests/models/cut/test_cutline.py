"""Lines in the cut: laid out one after another, the clip as long as they need, their speakers named where it is not obvious."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cut.cutline import CutLine, cut_lines, heard_in
from models.cut.cutlist import CutShot, lines_by_name
from models.cut.lengths import VOICE_LEAD_S, VOICE_TAIL_S, clip_frames
from models.orders.assets import Asset, Blob
from models.orders.film_orders import longest_s
from models.orders.shot_orders import MadeShot
from models.orders.slowest_voice import longest_spoken
from models.shots.lines import MANNERS, Line, gap_s
from models.shots.shot_list import Shot
from tests.models.orders.test_film_orders import CAST, FILM


def voice(seconds: float) -> Asset:
    return Asset(blob=Blob(sha256="a" * 64, suffix=".wav", size=9), recipe_key="", seconds=seconds)


@st.composite
def talks(draw: st.DrawFn) -> tuple[Shot, tuple[Asset | None, ...]]:
    """A shot in which people talk, and the voices of those lines that were spoken."""
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        subject = draw(st.sampled_from(["", "Emma", "Tom", "the old woman"]))
        manner = draw(st.sampled_from(MANNERS)) if subject else "narration"
        lines.append(
            Line(subject=subject, text=draw(st.sampled_from(["Yes.", "Where were you?"])), manner=manner)
        )
    seen = draw(st.lists(st.sampled_from(["Emma", "Tom"]), max_size=2))
    shot = Shot(
        shot_id="shot_001",
        shot_number=1,
        enhanced_prompt="x",
        duration=1,
        lines=tuple(lines),
        characters=tuple(seen),
    )
    voices = []
    for line in lines:
        # No voice takes longer than what quotes go by.
        seconds = draw(st.floats(0.2, longest_spoken(line.text)))
        voices.append(voice(seconds) if draw(st.integers(0, 5)) else None)
    return shot, tuple(voices)


@given(talks())
def test_lines_never_overlap_and_the_clip_is_as_long_as_they_need(talk):
    shot, voices = talk
    lines = cut_lines(shot, voices)
    heard = [(line, said) for line, said in zip(lines, shot.said, strict=True) if line.voice]
    for (one, before), (two, after) in pairwise(heard):
        assert two.start - (one.start + one.voice_s) == pytest.approx(gap_s(before, after))
    end = max((line.start + line.voice_s for line, _ in heard), default=0.0)
    order = FILM.shot(shot, CAST).having(MadeShot(voices=voices))
    frames, fps = order.clip.request.frames, order.clip.request.picture.fps
    assert frames + 1 >= (end + VOICE_TAIL_S) * fps if heard else frames == fps
    assert frames <= clip_frames(1.0, end - VOICE_LEAD_S if heard else 0.0, fps) + 1
    assert frames <= FILM.shot(shot, CAST).at_longest().clip.request.frames, "it was quoted as long as that"
    assert frames / fps <= longest_s(shot) + 1 / fps
    if heard:
        assert heard[0][0].start == VOICE_LEAD_S


@given(talks())
def test_a_speaker_is_named_once_and_a_narrator_never(talk):
    shot, voices = talk
    lines = cut_lines(shot, voices)
    for line, said in zip(lines, shot.said, strict=True):
        assert not (line.labelled and said.manner == "narration")
    for (_, before), (two, after) in pairwise(zip(lines, shot.said, strict=True)):
        if after.manner != "narration":
            assert two.labelled == (before.speaker != after.speaker)


@pytest.mark.parametrize(
    ("seen", "line", "named"),
    [
        (("Emma",), Line(subject="Emma", text="Yes.", manner="speech"), False),
        (("Emma Stone",), Line(subject="Emma", text="Yes.", manner="thought"), False),
        (("Tom",), Line(subject="Emma", text="Yes.", manner="speech"), True),
        (("Emma", "Tom"), Line(subject="Emma", text="Yes.", manner="thought"), True),
        ((), Line(subject="Emma", text="Yes.", manner="speech"), True),
        ((), Line(subject="Emma", text="Yes.", manner="narration"), False),
        ((), Line(text="Yes."), False),
    ],
)
def test_who_speaks_is_obvious_where_nobody_else_is_seen(seen, line, named):
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="x", characters=seen, lines=(line,))
    (found,) = cut_lines(shot, ())
    assert found.labelled == named
    assert found.label == ("Emma:" if named else "")


def test_a_very_long_name_is_shortened_before_its_line():
    assert len(CutLine(text="x", speaker="Emma " * 30, labelled=True).label) <= 31


def test_one_line_of_the_narrators_is_a_shot_as_it_always_was():
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="x", dialogue="It was warm.")
    same = shot.revised(lines=(Line(text="It was warm."),))
    assert heard_in(shot, (voice(1.5),)) == heard_in(same, (voice(1.5),)) == {
        "voice": voice(1.5).blob, "voice_s": 1.5, "words": None, "subtitle": "It was warm.",
    }  # fmt: skip
    cut = CutShot(shot_id="shot_001", shot_number=1, frames=50, **heard_in(shot, (voice(1.5),)))
    assert "lines" not in cut.model_dump()
    assert lines_by_name(cut) == {
        "shot_001/voice": CutLine(text="It was warm.", voice=voice(1.5).blob, voice_s=1.5)
    }


def test_the_voices_of_several_lines_have_names_of_their_own():
    lines = (Line(text="Yes."), Line(subject="Emma", text="No.", manner="speech"))
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="x", lines=lines)
    cut = CutShot(shot_id="shot_001", shot_number=1, frames=50, **heard_in(shot, (voice(1.0), None)))
    assert [*lines_by_name(cut)] == ["shot_001/voice_1", "shot_001/voice_2"]
