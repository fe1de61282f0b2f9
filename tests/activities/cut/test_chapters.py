"""A player's chapters cover the film, and are named as a person would name them."""

from itertools import pairwise

from activities.cut.chapters import chapters
from models.cut.delivery import Picture
from models.cut.timeline import Marker, Timeline, TimelineClip


def film(*markers: Marker, fps: int = 25, frames: int = 500) -> Timeline:
    return Timeline(
        film_id="x",
        title="The Lamp",
        format=Picture(width=1280, height=720, fps=fps),
        picture=(TimelineClip(name="all", frames=frames),),
        markers=markers,
    )


def scene(name: str, frame: int) -> Marker:
    return Marker(name=name, frame=frame, kind="scene")


def shot(number: int, frame: int) -> Marker:
    return Marker(name=f"shot_{number:03d}", frame=frame)


def test_a_chapter_a_scene_covers_the_film_with_its_title_card():
    made = chapters(film(scene("the lighthouse, dusk", 50), shot(1, 50), shot(2, 200), scene("a quay", 310)))
    assert made == (("The lighthouse, dusk", 0.0, 12.4), ("A quay", 12.4, 20.0))


def test_without_scenes_a_chapter_a_shot():
    made = chapters(film(*(shot(n + 1, 30 + n * 10) for n in range(30))))
    assert [chapter.title for chapter in made] == [f"Shot {n}" for n in range(1, 31)]
    assert made[0].start == 0.0
    assert made[-1].end == 20.0
    assert all(a.end == b.start for a, b in pairwise(made))


def test_too_many_shots_are_no_chapters():
    assert chapters(film(*(shot(n, n * 10) for n in range(31)))) == ()
    assert chapters(film()) == ()


def test_chapters_are_in_order_of_time_and_none_is_empty():
    made = chapters(film(scene("late", 300), scene("early", 0), scene("again", 300), scene("beyond", 500)))
    assert [(chapter.title, chapter.end) for chapter in made] == [("Early", 12.0), ("Late", 20.0)]


def test_names_are_words():
    made = chapters(film(scene("  the_old   quay, dusk ", 0), scene("", 100), scene("灯台、夕暮れ", 200)))
    assert [chapter.title for chapter in made] == ["The old quay, dusk", "Scene 2", "灯台、夕暮れ"]
