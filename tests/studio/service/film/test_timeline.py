"""A film in time, read back from the file that editors get."""

import json
from pathlib import Path

from activities.cut.papers.otio import otio
from infra.storage import LocalStore
from models.cut.delivery import Picture
from models.cut.timeline import Caption, Marker, Timeline, TimelineClip, Transition
from studio.service.film.reading.timeline import film_timeline, timeline_in
from tests.kit.views import film

CUT = Timeline(
    film_id="the-door",
    title="The Door",
    format=Picture(width=1280, height=720),
    picture=(
        TimelineClip(name="title", kind="title", frames=48, text="The Door"),
        TimelineClip(name="shot_001", shot_number=1, frames=72, scene="the sea, day"),
        TimelineClip(
            name="shot_002",
            shot_number=2,
            first=3,
            frames=60,
            transition=Transition(kind="crossfade", frames=13),
        ),
        TimelineClip(name="shot_003", kind="slate", shot_number=3, frames=24, text="The vendor said no."),
    ),
    captions=(Caption(start=2.1, end=3.35, lines=("Where", "were you?"), shot="shot_001", speaker="Emma"),),
    markers=(Marker(name="shot_001", frame=48), Marker(name="the sea, day", frame=48, kind="scene")),
)


def test_what_was_written_for_editors_is_read_back_to_the_frame() -> None:
    assert timeline_in(json.loads(otio(CUT, {}))) == CUT


def test_a_film_has_its_chapters_and_one_that_is_not_cut_has_none(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    assert film_timeline(film(), store) is None
    blob = store.put_bytes(otio(CUT, {}).encode(), ".otio")
    found = film_timeline(film(documents={"timeline.otio": blob}), store)
    assert found is not None
    assert found.timeline == CUT
    assert [(one.title, one.start) for one in found.chapters] == [("The sea, day", 0.0)]


def test_a_file_of_another_program_is_no_timeline(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for text in (b"", b"{}", b"[]", b'{"metadata": {"longtake": 3}}', b"null"):
        blob = store.put_bytes(text, ".otio")
        assert film_timeline(film(documents={"timeline.otio": blob}), store) is None
