"""Another program reads the EDL as the same cuts, at the same times, from reels that tell the clips apart."""

import re

import pytest
from opentimelineio import adapters, schema

from activities.cut.papers.edl import edl
from models.cut.delivery import Picture
from models.cut.timeline import Timeline, TimelineClip, Transition


def film(
    fps: int = 24, *, kinds=("cut", "cut", "cut"), names=("title", "shot_001", "shot_002", "end"), **changes
):
    half = fps // 2
    transitions = [Transition(), *(Transition(kind=k, frames=0 if k == "cut" else half) for k in kinds)]
    picture = tuple(
        TimelineClip(name=name, frames=fps * 3 + n, first=n * 2, transition=transition)
        for n, (name, transition) in enumerate(zip(names, transitions, strict=True))
    )
    return Timeline(
        film_id="x", title="The Lamp", format=Picture(width=1280, height=720, fps=fps), picture=picture
    ).model_copy(update=changes)


def read(text: str, fps: int) -> schema.Timeline:
    return adapters.read_from_string(text, "cmx_3600", rate=fps)


def events(timeline: schema.Timeline) -> list[tuple[str, int, int, int]]:
    """Name, first frame of the source, first frame of the film, and length, of each clip."""
    return [
        (
            clip.name,
            clip.source_range.start_time.value,
            clip.trimmed_range_in_parent().start_time.value,
            clip.duration().value,
        )
        for clip in timeline.find_clips()
    ]


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
@pytest.mark.parametrize("kind", ["cut", "crossfade", "wipe-right", "slide-left"])
def test_the_list_is_read_as_the_same_cuts_and_times(fps, kind):
    timeline = film(fps, kinds=(kind,) * 3)
    back = read(edl(timeline, {}), fps)
    over = 0 if kind == "cut" else fps // 2
    assert back.name == "The Lamp"
    assert back.duration().value == timeline.frames
    assert events(back) == [
        (clip.name, clip.first, start, clip.frames - (over if clip is not timeline.picture[-1] else 0))
        for clip, start in zip(timeline.picture, timeline.starts(), strict=True)
    ]
    joins = [item for item in back.video_tracks()[0] if isinstance(item, schema.Transition)]
    assert [join.out_offset.value for join in joins] == ([] if kind == "cut" else [over] * 3)
    assert {join.transition_type for join in joins} <= {
        "SMPTE_Wipe" if kind == "wipe-right" else "SMPTE_Dissolve"
    }


def test_a_fade_through_black_dissolves_to_black_and_out_of_it():
    timeline = film(kinds=("cut", "fade-black", "cut"))
    back = read(edl(timeline, {}), 24)
    assert back.duration().value == timeline.frames
    start = timeline.starts()[2]
    black, after = events(back)[2:4]
    assert isinstance(list(back.find_clips())[2].media_reference, schema.GeneratorReference)
    assert black[2:] == (start, 6)
    assert after == ("shot_002", timeline.picture[2].first + 6, start + 6, timeline.picture[2].frames - 6)


def test_what_cmx_cannot_say_is_a_dissolve_and_a_remark():
    text = edl(film(kinds=("fade-white", "wipe-left", "slide-right")), {})
    remarks = [line for line in text.splitlines() if "FADE THROUGH WHITE" in line or "RIGHT" in line]
    assert remarks == ["* FADE THROUGH WHITE", "* WIPE FROM RIGHT TO LEFT", "* SLIDE TO THE RIGHT"]
    assert len(re.findall(r"V     D    012", text)) == 3


def test_no_two_clips_share_a_reel_and_real_names_are_told():
    names = ("A long name of a clip, one", "A long name of a clip, two", "a-long-name 3", "الفنار")
    text = edl(film(names=names), {names[2]: "shots/3/clip.mp4"})
    reels = [line.split()[1] for line in text.splitlines() if line[:1].isdigit()]
    assert len(set(reels)) == 4
    assert all(re.fullmatch(r"[A-Z0-9]{1,8}", reel) for reel in reels)
    for name in names:
        assert f"* FROM CLIP NAME:  {name}\n" in text
    assert "* SOURCE FILE: shots/3/clip.mp4\n" in text


def test_clips_of_one_file_share_a_reel_and_none_is_called_black():
    text = edl(film(names=("bl", "one", "two", "ax")), {"one": "a.mp4", "two": "a.mp4"})
    reels = [line.split()[1] for line in text.splitlines() if line[:1].isdigit()]
    assert reels[1] == reels[2]
    assert not {"BL", "AX"} & set(reels)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Two\nLines\r001  EVIL", "Two Lines 001 EVIL"),
        ("登塔人", "Deng Ta Ren"),
        ("🎬", "UNTITLED"),
        ("", "UNTITLED"),
        ("long " * 60, ("long " * 14).strip()),
    ],
)
def test_the_title_is_one_plain_line(title, written):
    text = edl(film(title=title), {})
    assert text.splitlines()[0] == f"TITLE: {written}"
    assert len(events(read(text, 24))) == 4


def test_a_name_cannot_write_events_of_its_own():
    names = (
        "title",
        "x\n005  EVIL     V     C        00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00",
        "b",
        "c",
    )
    assert len(events(read(edl(film(names=names), {}), 24))) == 4


def test_a_clip_that_is_all_transition_is_seen_in_the_next_event():
    timeline = film(kinds=("cut", "crossfade", "cut"))
    short = timeline.picture[1].model_copy(update={"frames": 12})
    timeline = timeline.model_copy(update={"picture": (timeline.picture[0], short, *timeline.picture[2:])})
    back = read(edl(timeline, {}), 24)
    assert back.duration().value == timeline.frames


def test_times_of_a_long_film_count_past_the_hour():
    clips = tuple(TimelineClip(name=f"shot_{n}", frames=24 * 1800) for n in range(3))
    assert "01:00:00:00 01:30:00:00" in edl(film(picture=clips), {})
