"""The storyboard in words."""

from models.film.board import board_markdown
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
