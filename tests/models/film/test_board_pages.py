"""How a board is divided into pages, and what of the bible goes with each."""

import pytest

from models.film.board_pages import MOST_ABOVE, MOST_PANELS, on_page, paged, shown_above
from models.film.view import FilmView
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.shots.view import ShotView
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import Subject


def panels(count: int, *characters: str) -> tuple[ShotView, ...]:
    return tuple(
        ShotView(
            shot=Shot(
                shot_id=f"shot_{number}",
                shot_number=number,
                enhanced_prompt="a boat",
                duration=1.0,
                characters=characters,
            )
        )
        for number in range(1, count + 1)
    )


def blob(name: str) -> Blob:
    return Blob(sha256=name[0] * 64, suffix=".png", size=1)


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, [0]),
        (1, [1]),
        (60, [60]),
        (61, [30, 31]),
        (120, [60, 60]),
        (121, [40, 40, 41]),
        (500, [55, 56, 55, 56, 55, 56, 55, 56, 56]),
    ],
)
def test_pages_hold_at_most_sixty_and_are_about_as_full_as_each_other(count: int, sizes: list[int]) -> None:
    whole = panels(count)
    pages = paged(whole)
    assert [len(page) for page in pages] == sizes
    assert max(sizes) <= MOST_PANELS and max(sizes) - min(sizes) <= 1
    assert tuple(panel for page in pages for panel in page) == whole


def test_only_the_first_page_shows_whoever_stands_above_and_each_knows_the_colours_of_its_own() -> None:
    mara = SubjectView(
        subject=Subject(name="Mara Quill", references=(blob("a"),)), names=("Mara",), tint=3, shots=9
    )
    tom = SubjectView(subject=Subject(name="Tom"), tint=4, shots=1)
    quay = SubjectView(subject=Subject(name="the quay", kind="place", references=(blob("b"),)), shots=5)
    bible = Bible(subjects=(mara, tom, quay), narrator="joe")
    first = on_page(bible, panels(2, "Tom"), first=True)
    assert shown_above(first) == shown_above(bible) == (mara, quay)
    later = on_page(bible, panels(2, "Mara", "Nobody"), first=False)
    assert shown_above(later) == ()
    [found] = later.subjects
    assert (found.name, found.tint, found.pictures) == ("Mara Quill", 3, ())
    assert later.find("Mara") == found


def test_a_page_is_the_same_however_often_somebody_is_seen_elsewhere() -> None:
    often, seldom = (
        Bible(subjects=(SubjectView(subject=Subject(name="Tom"), tint=4, shots=shots),)) for shots in (9, 8)
    )
    assert on_page(often, panels(2, "Tom"), first=False) == on_page(seldom, panels(2, "Tom"), first=False)


def test_of_many_subjects_three_rows_stand_above_a_board() -> None:
    many = tuple(
        SubjectView(subject=Subject(name=f"N{number}", references=(blob("a"),)), shots=number)
        for number in range(1, 31)
    )
    shown = on_page(Bible(subjects=many), panels(1), first=True).subjects
    assert [view.shots for view in shown] == list(range(31 - MOST_ABOVE, 31))


def test_a_film_names_the_pages_of_its_board_in_order() -> None:
    names = ["storyboard_2.png", "storyboard.png", "storyboard_3.png", "storyboard_5.png"]
    view = FilmView(film_id="f", brief_digest="", board=2, documents={name: blob("a") for name in names})
    assert view.board_pages == ("storyboard.png", "storyboard_2.png", "storyboard_3.png")
    assert view.board_name == "Board 2 (3 pages)"
    assert FilmView(film_id="f", brief_digest="", board=1).board_name == "Board 1"
