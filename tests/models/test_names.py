"""Composed names: what is built is read again, whatever the film and its shots are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.names import (
    FILM_ID,
    WorkflowName,
    earlier_attempts,
    earlier_tries,
    film_id,
    in_order,
    number_in,
    object_named,
    object_place,
    run_began_ms,
    run_mark,
    run_of,
    shot_id,
    step_reference,
    tried,
    try_reference,
)
from models.places import shot_place, take_place
from models.shots.shot_list import Shot

films = some.from_regex(FILM_ID, fullmatch=True)
shots = some.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True)
MARK = run_mark("01a222b3-e109-7742-97d7-e627212babae")
counts = some.integers(1, 99_999)


@given(films, shots, counts, counts)
def test_the_workflow_of_a_shot_is_read_again_however_often_it_was_asked_for(
    film: str, shot: str, take: int, run: int
) -> None:
    name = WorkflowName(film, MARK, shot_id=shot, take=take, run=run)
    assert WorkflowName.read(str(name)) == name


@given(films)
def test_a_film_and_its_story_are_told_apart(film: str) -> None:
    assert WorkflowName.read(film) == WorkflowName(film)
    assert WorkflowName.read(f"{film}/{MARK}/story") == WorkflowName(film, MARK, story=True)
    assert WorkflowName.read(str(WorkflowName(film, MARK, story=True))) == WorkflowName(
        film, MARK, story=True
    )


@pytest.mark.parametrize(
    ("workflow_id", "name"),
    [
        (f"the-door/{MARK}/story-3", WorkflowName("the-door", MARK, story=True, stretch=3)),
        (f"the-door/{MARK}/shot_001/take-1", WorkflowName("the-door", MARK, shot_id="shot_001")),
        (
            f"the-door/{MARK}/shot_001/take-2/run-3",
            WorkflowName("the-door", MARK, shot_id="shot_001", take=2, run=3),
        ),
        ("started/by/hand", WorkflowName("started/by/hand")),
        ("by/hand/story", WorkflowName("by/hand/story")),
        (f"by/hand/{MARK}/story", WorkflowName("by/hand", MARK, story=True)),
        (f"by/hand/{MARK}/shot_1000/take-1", WorkflowName("by/hand", MARK, shot_id="shot_1000")),
        (f"{MARK}/shot_001/take-1", WorkflowName(f"{MARK}/shot_001/take-1")),
        ("", WorkflowName("")),
    ],
)
def test_ids_that_people_chose_are_films_and_only_whole_names_are_parts(
    workflow_id: str, name: WorkflowName
) -> None:
    assert WorkflowName.read(workflow_id) == name


def test_shots_beyond_999_are_in_order_and_keep_their_names() -> None:
    ids = [shot_id(number) for number in range(1, 12_001)]
    assert in_order(sorted(ids)) == ids
    assert (ids[0], ids[998], ids[999], ids[11_999]) == ("shot_001", "shot_999", "shot_1000", "shot_12000")
    assert [int(number_in(name)) for name in ids] == list(range(1, 12_001))
    assert Shot(shot_id=ids[11_999], shot_number=12_000, enhanced_prompt="A door").shot_id == "shot_12000"


def test_the_files_of_takes_and_shots_are_in_order_too() -> None:
    places = [take_place("shot_002", 2, "clip.mp4"), take_place("shot_002", 10, "clip.mp4")]
    places += [shot_place("shot_1000", "clip.mp4"), "film.mp4"]
    assert in_order(places) == ["film.mp4", *places[:3]]


@given(some.lists(some.text(max_size=12), unique=True))
def test_every_two_names_have_an_order(names: list[str]) -> None:
    assert in_order(reversed(names)) == in_order(names)


def test_the_tries_of_a_step_share_its_name() -> None:
    reference = step_reference("the-door", "run", "shot_001/clip/2.1")
    assert try_reference(reference, 3) == "the-door/run/shot_001/clip/2.1-3"
    assert tried(try_reference(reference, 3)) == reference


def test_a_stored_file_is_read_from_its_name() -> None:
    place = object_place("ab" * 32, ".png")
    assert place == f"objects/ab/{'ab' * 32}.png"
    assert object_named(place.rpartition("/")[2]) == ("ab" * 32, ".png")
    assert object_named(".writing-x") is None


def test_a_film_without_letters_still_has_a_name() -> None:
    assert film_id("☆", "0123456789") == "film-012345"


@pytest.mark.parametrize(
    ("reference", "tries", "attempts"),
    [
        ("a-film-1/RUN/shot_1/clip/1.1-1", (), ()),
        ("f/RUN/shot_1/clip/1.1-3", ("f/RUN/shot_1/clip/1.1-1", "f/RUN/shot_1/clip/1.1-2"), ()),
        ("f/RUN/shot_1/clip/3.2.seed-1", (), ("f/RUN/shot_1/clip/3.1",)),
        ("f/RUN/shot_1/clip/11.2.2-2", ("f/RUN/shot_1/clip/11.2.2-1",), ("f/RUN/shot_1/clip/11.1",)),
        ("no step of ours", (), ()),
    ],
)
def test_what_came_before_a_try_is_known_by_its_name(
    reference: str, tries: tuple[str, ...], attempts: tuple[str, ...]
) -> None:
    assert earlier_tries(reference) == tries
    assert earlier_attempts(reference) == attempts


def test_when_a_run_began_is_in_its_id() -> None:
    assert run_of("a/film", "a/film/RUN/shot_1/clip/1.1-1") == "RUN"
    assert run_began_ms("019b7913-5700-7abc-8def-0123456789ab") == 0x019B79135700
    assert run_began_ms("d2719a0c-31a5-4abc-8def-0123456789ab") is None
    assert run_began_ms("RUN") is None
