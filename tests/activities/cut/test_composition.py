"""The timeline follows what was measured: lengths, overlaps, voices, captions, markers."""

import builtins
import io
import os

import av
import pytest

from activities.cut.composition import compose
from models.cut.cutlist import CutList, CutShot
from models.cut.delivery import Delivery
from models.cut.lengths import VOICE_LEAD_S
from models.cut.words import SpokenLine, Word
from models.orders.assets import Blob

CLIP = Blob(sha256="a" * 64, suffix=".mp4", size=1)
VOICE = Blob(sha256="b" * 64, suffix=".wav", size=1)
DELIVERY = Delivery(transition_s=0.5)


def shot(number: int, frames: int, **fields: object) -> CutShot:
    return CutShot.model_validate(
        {"shot_id": f"shot_{number:03d}", "shot_number": number, "frames": frames, "clip": CLIP, **fields}
    )


def cut_list(*shots: CutShot, **fields: object) -> CutList:
    given = {"film_id": "f", "title": "T", "width": 1280, "height": 720, "title_frames": 36, "end_frames": 36}
    return CutList.model_validate({**given, "shots": shots, "delivery": DELIVERY, **fields})


def test_two_shots_overlap_for_the_length_of_their_transition() -> None:
    timeline = compose(cut_list(shot(1, 48), shot(2, 48, transition="crossfade")), None, {})
    assert timeline.starts() == (0, 36, 72, 120)
    assert timeline.frames == 36 + 48 + 48 - 12 + 36


def test_the_film_fades_out_into_its_end_card() -> None:
    timeline = compose(cut_list(shot(1, 48), ending="fade-black"), None, {})
    assert timeline.picture[-1].transition.kind == "fade-black"
    assert timeline.frames == 36 + 48 + 36 - 12


def test_a_shot_has_room_for_the_transitions_on_both_its_sides_or_is_cut() -> None:
    shots = (shot(1, 48), shot(2, 20, transition="crossfade"), shot(3, 48, transition="crossfade"))
    kinds = [clip.transition.kind for clip in compose(cut_list(*shots), None, {}).picture]
    assert kinds == ["cut", "cut", "crossfade", "cut", "cut"]


def test_nothing_blends_into_a_slate() -> None:
    gone = shot(2, 48, clip=None, transition="crossfade", missing="It failed.")
    timeline = compose(cut_list(shot(1, 48), gone, shot(3, 48, transition="crossfade")), None, {})
    assert all(clip.transition.kind == "cut" for clip in timeline.picture)
    assert timeline.picture[2].kind == "slate"
    assert timeline.picture[2].text == "It failed."


def test_a_voice_begins_a_quarter_second_after_its_shot_even_when_that_fades_in() -> None:
    spoken = shot(2, 60, transition="crossfade", voice=VOICE, voice_s=1.5)
    timeline = compose(cut_list(shot(1, 48), spoken), None, {})
    assert timeline.voice[0].start == pytest.approx(72 / 24 + VOICE_LEAD_S)
    assert timeline.voice[0].seconds == 1.5


def test_the_score_lies_under_the_whole_film() -> None:
    timeline = compose(cut_list(shot(1, 48)), VOICE, {})
    assert timeline.music[0].media == VOICE
    assert timeline.music[0].seconds == timeline.seconds


def test_words_are_gone_before_the_next_shot_speaks() -> None:
    shots = (
        shot(1, 60, subtitle="The lamp is lit."),
        shot(2, 60, subtitle="Nobody saw it.", transition="crossfade"),
    )
    captions = compose(cut_list(*shots), None, {}).captions
    assert [caption.shot for caption in captions] == ["shot_001", "shot_002"]
    assert captions[0].end <= captions[1].start
    assert captions[1].start >= (36 + 48) / 24 + VOICE_LEAD_S - 1 / 24


def test_a_film_without_captions_has_none() -> None:
    silent = DELIVERY.model_copy(update={"captions": "off"})
    timeline = compose(cut_list(shot(1, 60, subtitle="The lamp is lit."), delivery=silent), None, {})
    assert timeline.captions == ()


def test_every_shot_is_marked_and_a_scene_where_it_begins() -> None:
    shots = (
        shot(1, 48, scene="quay, dusk"),
        shot(2, 48, scene="quay, dusk"),
        shot(3, 48, scene="attic, day"),
    )
    markers = compose(cut_list(*shots), None, {}).markers
    assert [(m.name, m.frame) for m in markers if m.kind == "scene"] == [
        ("quay, dusk", 36),
        ("attic, day", 132),
    ]
    assert [m.frame for m in markers if m.kind == "shot"] == [36, 84, 132]


def test_captions_come_when_the_words_are_heard_and_no_file_is_opened_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a timeline is composed of data")

    line = SpokenLine(
        words=(Word("Wait! ", 0.0, 1.4), Word("They ", 4.0, 4.3), Word("never came home.", 4.4, 5.9))
    )
    spoken = shot(2, 170, voice=VOICE, voice_s=6.0, subtitle="Wait! They never came home.")
    cut = cut_list(shot(1, 48), spoken)
    with monkeypatch.context() as patched:
        for module, name in ((builtins, "open"), (io, "open"), (os, "open"), (os, "stat"), (av, "open")):
            patched.setattr(module, name, refuse)
        captions = compose(cut, VOICE, {"shot_002/voice": line}).captions
    start = (36 + 48) / 24 + VOICE_LEAD_S
    assert [caption.lines for caption in captions] == [("Wait!",), ("They never came home.",)]
    assert {caption.shot for caption in captions} == {"shot_002"}
    assert [caption.start for caption in captions] == pytest.approx([start, start + 4.0], abs=1 / 24)
    assert captions == compose(cut, VOICE, {"shot_002/voice": line}).captions
