"""The storyboard in words."""

from models.film.board import board_markdown
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.shots.shot_list import Shot
from models.shots.view import ShotView


def view(count: int, text: str) -> FilmView:
    shots = tuple(
        ShotView(shot=Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt=text))
        for n in range(1, count + 1)
    )
    return FilmView(
        film_id="long", brief_digest="0" * 64, title="Long", stage="approval", board=1, shots=shots
    )


def painted(view: FilmView) -> str:
    return board_markdown(view, view.shots, len(view.shots))


def test_a_long_board_stays_under_twenty_kilobytes_and_says_where_the_rest_is() -> None:
    text = painted(view(400, "门在海里，" * 60))
    assert len(text.encode()) < 20_000
    assert "more shots: `longtake fetch long` has them all." in text


def test_a_short_board_has_every_shot_and_no_pipe_breaks_its_table() -> None:
    text = painted(view(3, "a door | a key"))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 4
    assert "a door \\| a key" in rows[1]


def test_a_film_of_many_reels_has_a_line_for_each_as_far_as_there_is_room_those_that_wait_before_all() -> (
    None
):
    reels = tuple(
        ReelStanding(
            number=number,
            first_number=75 * number - 74,
            last_number=75 * number,
            count=75,
            stage="approval" if number > 190 else "finished",
            waits=number > 190,
            waiting="Board 1 waits for a decision: `longtake approve long --reel 1 --board 1`. " * 2,
            board=1,
        )
        for number in range(1, 201)
    )
    film = view(0, "").model_copy(update={"reels": reels, "notes": ("a note " * 400,) * 5})
    text = painted(film)
    assert len(text.encode()) < 20_000
    assert text.count("waits for a decision |") == 10
    assert "more reels: `longtake status long` shows them all." in text
    few = painted(film.model_copy(update={"reels": reels[:2], "notes": ()}))
    assert "| 1 | 1-75 | finished | 1 | $0 |  |" in few
