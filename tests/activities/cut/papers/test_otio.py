"""The .otio file is as long as the film, has every handle, and opens again as the same timeline."""

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentimelineio import adapters, opentime, schema

from activities.cut.papers.otio import otio
from models.cut.delivery import Picture
from models.cut.timeline import Caption, Marker, Timeline, TimelineClip, TimelineSound, Transition
from models.cut.transitions import TransitionKind
from models.errors import BadInput
from models.orders.assets import Blob
from tests.kit.otio_reading import timeline_of


def opened(text: str) -> schema.Timeline:
    return adapters.read_from_string(text, "otio_json")


def blob(digit: str) -> Blob:
    return Blob(sha256=digit * 64, suffix=".mp4", size=1)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
BLOBS = st.builds(
    Blob,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    suffix=st.sampled_from([".mp4", ".wav", ".m4a"]),
    size=st.integers(0, 2**50),
)
TIMES = st.floats(0, 4000, allow_nan=False)
SOUNDS = st.lists(
    st.builds(
        TimelineSound,
        name=TEXTS,
        media=st.none() | BLOBS,
        start=TIMES,
        seconds=st.floats(0.001, 4000),
        text=TEXTS,
        gain_db=st.floats(-60, 12),
        rise=st.none() | st.floats(0, 2),
    ),
    max_size=5,
).map(tuple)
CAPTIONS = st.lists(
    st.builds(
        lambda start, long, lines, shot: Caption(
            start=start, end=start + long, lines=tuple(lines), shot=shot
        ),
        TIMES,
        st.floats(0.01, 8),
        st.lists(TEXTS, max_size=2),
        TEXTS,
    ),
    max_size=4,
).map(tuple)


@st.composite
def pictures(draw):
    """Clips whose transitions leave each clip its own frames."""
    clips = []
    transition, head = Transition(), 0
    count = draw(st.integers(1, 6))
    for number in range(count):
        kind = draw(st.sampled_from(get_args(TransitionKind))) if number + 1 < count else "cut"
        tail = 0 if kind == "cut" else draw(st.integers(1, 48))
        clips.append(
            TimelineClip(
                name=draw(TEXTS),
                kind=draw(st.sampled_from(["title", "shot", "slate", "end"])),
                shot_number=draw(st.integers(0, 999)),
                media=draw(st.none() | BLOBS),
                first=draw(st.integers(0, 500)),
                frames=max(1, head + tail + draw(st.integers(0, 200))),
                transition=transition,
                text=draw(TEXTS),
                scene=draw(TEXTS),
            )
        )
        transition, head = Transition(kind=kind, frames=tail), tail
    return tuple(clips)


@st.composite
def timelines(draw):
    return Timeline(
        film_id=draw(TEXTS),
        title=draw(TEXTS),
        format=Picture(width=1280, height=720, fps=draw(st.sampled_from([24, 25, 30, 60]))),
        language=draw(st.sampled_from(["en", "ar", "zh-CN"])),
        picture=draw(pictures()),
        voice=draw(SOUNDS),
        music=draw(SOUNDS),
        effects=draw(SOUNDS),
        clips=draw(SOUNDS),
        kept=draw(st.booleans()),
        captions=draw(CAPTIONS),
        markers=draw(
            st.lists(
                st.builds(
                    Marker, name=TEXTS, frame=st.integers(0, 90_000), kind=st.sampled_from(["shot", "scene"])
                ),
                max_size=5,
            ).map(tuple)
        ),
    )


@settings(max_examples=40, deadline=None)
@given(timelines())
def test_the_file_opens_again_as_the_same_timeline(timeline):
    files = {clip.name: f"shots/{n}/clip.mp4" for n, clip in enumerate(timeline.picture) if clip.media}
    assert timeline_of(otio(timeline, files)) == timeline


@settings(max_examples=40, deadline=None)
@given(timelines())
def test_the_picture_is_as_long_as_the_film_and_every_handle_exists(timeline):
    fps = timeline.fps
    read = opened(otio(timeline, {}))
    track = read.video_tracks()[0]
    assert track.duration() == opentime.RationalTime(timeline.frames, fps)
    items = list(track)
    clips = [item for item in items if isinstance(item, schema.Clip)]
    for clip, ours, start in zip(clips, timeline.picture, timeline.starts(), strict=True):
        seen = clip.visible_range()
        media = opentime.TimeRange(
            opentime.RationalTime(ours.first, fps), opentime.RationalTime(ours.frames, fps)
        )
        # With its handles, a clip shows exactly the frames of ours, and all of them are in its media.
        assert seen == media
        assert clip.available_range().end_time_exclusive() >= seen.end_time_exclusive()
        head = ours.transition.frames // 2
        assert clip.trimmed_range_in_parent().start_time.value == start + head
    assert sum(isinstance(item, schema.Transition) for item in items) == sum(
        clip.transition.frames > 0 for clip in timeline.picture
    )


def film(**changes) -> Timeline:
    return Timeline(
        film_id="lamp-123456",
        title="The Lamp",
        format=Picture(width=1280, height=720),
        picture=(
            TimelineClip(name="title", kind="title", frames=48, text="The Lamp"),
            TimelineClip(name="shot_001", shot_number=1, media=blob("a"), frames=100, scene="the quay, dusk"),
            TimelineClip(
                name="shot_002",
                shot_number=2,
                media=blob("b"),
                frames=80,
                transition=Transition(kind="crossfade", frames=12),
            ),
            TimelineClip(
                name="shot_003",
                kind="slate",
                shot_number=3,
                frames=60,
                text="The picture was refused.",
                transition=Transition(kind="wipe-left", frames=9),
            ),
        ),
        voice=(
            TimelineSound(name="shot_001", media=blob("c"), start=2.25, seconds=2.1),
            TimelineSound(name="shot_002", media=blob("d"), start=4.0, seconds=1.3),
        ),
        music=(TimelineSound(name="score", media=blob("e"), seconds=11.125),),
        captions=(Caption(start=2.3, end=4.2, lines=("The lamp", "is lit."), shot="shot_001"),),
        markers=(
            Marker(name="the quay, dusk", frame=48, kind="scene"),
            Marker(name="shot_001", frame=48),
            Marker(name="shot_002", frame=136),
        ),
    ).model_copy(update=changes)


FILES = {
    "shot_001": "shots/shot_001/clip.mp4",
    "shot_002": "shots/shot_002/clip.mp4",
    "score": "score.wav",
}


def test_an_editor_sees_clips_transitions_sounds_and_words():
    read = opened(otio(film(), FILES))
    assert read.name == "The Lamp"
    assert read.duration() == opentime.RationalTime(267, 24)
    kinds = [getattr(item, "transition_type", type(item).__name__) for item in read.video_tracks()[0]]
    assert kinds == ["Clip", "Clip", "SMPTE_Dissolve", "Clip", "Custom_Transition", "Clip"]
    # Two voices that overlap lie on two tracks, and a gap holds the first in its place.
    assert [(track.name, track.kind) for track in read.tracks] == [
        ("picture", "Video"), ("voice", "Audio"), ("voice 2", "Audio"), ("music", "Audio"),
    ]  # fmt: skip
    assert read.tracks[1][1].range_in_parent().start_time.value == 54
    words = [(mark.name, mark.comment, mark.marked_range.start_time.value) for mark in read.tracks.markers]
    assert words[-1] == ("The lamp is lit.", "The lamp is lit.", 55)
    assert [name for name, _, _ in words] == ["shot_001", "shot_002", "the quay, dusk", "The lamp is lit."]
    urls = [getattr(clip.media_reference, "target_url", None) for clip in read.find_clips()]
    assert urls[:4] == [None, "shots/shot_001/clip.mp4", "shots/shot_002/clip.mp4", None]
    assert set(read.metadata) == {"longtake"}


def test_what_an_editor_moved_is_read_where_it_now_is():
    read = opened(otio(film(), FILES))
    picture, voice, marks = read.video_tracks()[0], read.tracks[1], read.tracks.markers
    last = picture[-1]
    last.source_range = opentime.TimeRange(last.source_range.start_time, opentime.RationalTime(24, 24))
    voice[0].source_range = opentime.TimeRange(opentime.RationalTime(0, 24), opentime.RationalTime(60, 24))
    at = marks[-1].marked_range
    marks[-1].marked_range = opentime.TimeRange(at.start_time + opentime.RationalTime(6, 24), at.duration)
    moved = timeline_of(read.to_json_string())
    assert moved.picture[-1].frames == 24 + 4
    assert moved.picture[:-1] == film().picture[:-1]
    assert [sound.start for sound in moved.voice] == [2.5, 4.0]
    assert moved.captions[0].start == pytest.approx(2.55)


@pytest.mark.parametrize("cut_off", [1, 200, 2000])
def test_a_file_that_was_cut_short_is_refused(cut_off):
    with pytest.raises(BadInput, match="cut short"):
        timeline_of(otio(film(), FILES)[:-cut_off])


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", "null", '{"OTIO_SCHEMA": "Clip.1"}', '{"OTIO_SCHEMA": "X.1"}']
)
def test_what_is_no_timeline_is_refused(text):
    with pytest.raises(BadInput, match=r"OpenTimelineIO|written by Longtake"):
        timeline_of(text)


def test_somebody_elses_timeline_is_refused():
    with pytest.raises(BadInput, match="not written by Longtake"):
        timeline_of(schema.Timeline("Theirs").to_json_string())


def test_a_timeline_that_lost_our_marks_is_refused_in_a_sentence():
    def without(data):
        if isinstance(data, dict):
            is_top = data.get("OTIO_SCHEMA", "").startswith("Timeline")
            return {key: without(value) for key, value in data.items() if is_top or key != "metadata"} | (
                {"metadata": data["metadata"]} if is_top else {}
            )
        return [without(each) for each in data] if isinstance(data, list) else data

    with pytest.raises(BadInput, match="has lost what Longtake wrote"):
        timeline_of(json.dumps(without(json.loads(otio(film(), FILES)))))
    holed = opened(otio(film(), FILES))
    del holed.video_tracks()[0][4:]
    holed.video_tracks()[0][0] = schema.Gap(duration=opentime.RationalTime(48, 24))
    with pytest.raises(BadInput, match="hole"):
        timeline_of(holed.to_json_string())
