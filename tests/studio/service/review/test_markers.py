"""Comments on their way to editors: the official reader finds each where it belongs, and the film is the same otherwise."""

import json
from decimal import Decimal
from typing import Any

import pytest
from opentimelineio import adapters, opentime

from activities.cut.papers.edl import edl
from activities.cut.papers.otio import otio
from models.cut.delivery import Picture
from models.cut.timeline import Marker, Timeline, TimelineClip, Transition
from models.errors import BadInput, StorageError
from models.review import Comment
from studio.service.review.cut_film import _seen, clock, opened, read_moment
from studio.service.review.markers import with_markers, with_remarks
from tests.kit.otio_reading import timeline_of

FADE = Transition(kind="crossfade", frames=12)
FILM = Timeline(
    film_id="film",
    title="The Quay",
    format=Picture(width=640, height=360, fps=24),
    picture=(
        TimelineClip(name="title", kind="title", frames=48, text="The Quay"),
        TimelineClip(name="shot_001", shot_number=1, frames=96),
        TimelineClip(name="shot_002", shot_number=2, first=10, frames=72, transition=FADE),
        TimelineClip(name="shot_003", kind="slate", shot_number=3, frames=24, text="it was refused"),
    ),
    markers=(Marker(name="shot_001", frame=48),),
)
"""0:00 the title, 0:02 the first shot, 0:05.75 the second (the fade's middle), 0:08.5 a slate, 0:09.5 the end."""


def said(number: int, text: str = "Make it night.", **more: Any) -> Comment:
    fields = {"film_id": "film", "said_by": "Ada (guest)", "said_at": "2026-11-30T02:00:00.000+00:00", **more}
    return Comment(id=number, text=text, **fields)


RESOLVED: dict[str, Any] = {
    "resolved_by": "mara",
    "resolved_at": "2026-11-30T03:00:00.000+00:00",
    "resolution": "revision",
    "board": 2,
}


def test_a_shots_comments_are_markers_on_its_clip_and_a_moments_on_the_film() -> None:
    stored = otio(FILM, {})
    told = with_markers(
        stored,
        [
            said(1, shot_id="shot_002", take=2),
            said(2, "Lower.", shot_id="shot_001", take=1, at=Decimal("3.5"), **RESOLVED),
            said(3, "More sea."),
            said(4, "Where is it?", shot_id="shot_009"),
        ],
    )
    read = adapters.read_from_string(told, "otio_json")
    clips = {clip.name: clip for clip in read.video_tracks()[0].find_clips()}
    (mark,) = clips["shot_002"].markers
    assert (mark.name, mark.color, mark.comment) == ("Ada (guest)", "RED", "Ada (guest): Make it night.")
    assert mark.marked_range.start_time == clips["shot_002"].source_range.start_time
    known = dict(mark.metadata["longtake"])
    assert (known["id"], known["by"], known["take"], known["resolved"]) == (1, "Ada (guest)", 2, False)
    on_film = [one for one in read.tracks.markers if one.metadata["longtake"]["kind"] == "comment"]
    assert [one.marked_range.start_time for one in on_film] == [
        opentime.RationalTime(frame, 24) for frame in (84, 0, 0)
    ]
    assert [one.color for one in on_film] == ["GREEN", "RED", "RED"]
    assert on_film[0].metadata["longtake"]["at"] == "3.5"
    assert on_film[0].metadata["longtake"]["resolved_by"] == "mara"
    assert timeline_of(told) == timeline_of(stored) == FILM


def test_markers_are_laid_into_what_was_stored_each_time_anew() -> None:
    stored = otio(FILM, {})
    once = with_markers(stored, [said(1, shot_id="shot_001")])
    assert with_markers(stored, [said(1, shot_id="shot_001")]) == once
    assert json.loads(once)["OTIO_SCHEMA"] == "Timeline.1"


def test_an_edit_decision_list_has_a_remark_under_its_shots_event_and_is_read_as_before() -> None:
    stored = edl(FILM, {})
    told = with_remarks(
        stored,
        [
            said(1, "Make it\nnight.\u202e", shot_id="shot_002"),
            said(2, shot_id="shot_001", at=Decimal("3.5"), **RESOLVED),
            said(3, "More sea."),
        ],
    )
    blocks = told.split("\n\n")
    assert blocks[0] == stored.split("\n\n")[0]
    assert blocks[1].endswith("* COMMENT: Ada (guest): More sea.")
    assert blocks[2].endswith("* COMMENT: Ada (guest) at 0:03.5: Make it night. (resolved)")
    assert "TO CLIP NAME:  shot_002" in blocks[3]
    assert blocks[3].endswith("* COMMENT: Ada (guest): Make it night.")
    without = "\n".join(line for line in told.split("\n") if not line.startswith("* COMMENT: "))
    assert without == stored


@pytest.mark.parametrize(
    ("at", "shot"),
    [
        ("0", ""),
        ("1.999", ""),
        ("2", "shot_001"),
        ("5.74", "shot_001"),
        ("5.75", "shot_002"),
        ("9.49", "shot_003"),
    ],
)
def test_at_a_moment_the_shot_is_known_that_is_seen_there(at: str, shot: str) -> None:
    assert _seen(opened(otio(FILM, {})), Decimal(at)).shot_id == shot


def test_behind_the_end_of_the_film_there_is_nothing() -> None:
    with pytest.raises(BadInput, match=r"The film is 0:09\.5 long: there is nothing at 0:09\.5"):
        _seen(opened(otio(FILM, {})), Decimal("9.5"))


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("0:12", "12"), ("12.5", "12.5"), ("1:02:03.25", "3723.25"), (" 90 ", "90"), ("0:12,5", "12.5")],
)
def test_a_moment_is_read_as_people_write_it(typed: str, seconds: str) -> None:
    assert read_moment(typed, "--at") == Decimal(seconds)


@pytest.mark.parametrize("typed", ["", "-1", "1:60", "1:60:00", "noon", "1:2:3:4", "1e9", "９", "1" * 5000])
def test_what_is_no_moment_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput, match="--at must be a moment of the film, such as 0:12"):
        read_moment(typed, "--at")


def test_a_moment_is_said_as_people_read_it() -> None:
    said = [clock(Decimal(seconds)) for seconds in ("0", "12.04", "75", "3723.25")]
    assert said == ["0:00", "0:12.04", "1:15", "1:02:03.25"]


@pytest.mark.parametrize("text", ["", "{", "{}", '{"OTIO_SCHEMA": "Clip.1"}'])
def test_a_timeline_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(StorageError, match=r"timeline\.otio"):
        opened(text)
