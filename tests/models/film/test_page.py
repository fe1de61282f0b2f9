"""What a film answers stays small, however many reels it has."""

from models.film.page import film_page, reel_page
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.orders.assets import Blob

LEFT = Blob(sha256="a" * 64, suffix=".json", size=100_000)
REELS = tuple(
    ReelStanding(
        number=number,
        first_number=75 * number - 74,
        last_number=75 * number,
        count=75,
        waiting="Board 1 waits for a decision. " * 15,
        view=LEFT,
        cut=LEFT,
        film=LEFT,
    )
    for number in range(1, 135)
)


def test_the_reels_of_a_film_of_ten_thousand_shots_are_told_page_by_page_and_none_is_left_out() -> None:
    page = film_page(FilmView(film_id="long", brief_digest="0" * 64, reels=REELS), 0, {})
    assert len(page.model_dump_json()) < 64 * 1024
    assert page.left_out == {"reels": 134}
    read: list[ReelStanding] = []
    while True:
        found = reel_page(REELS, len(read))
        assert len(found.model_dump_json()) < 64 * 1024
        read += found.reels
        if not found.more:
            break
    assert tuple(read) == REELS


def test_a_few_reels_are_in_the_films_own_answer() -> None:
    page = film_page(FilmView(film_id="long", brief_digest="0" * 64, reels=REELS[:5]), 0, {})
    assert page.film.reels == REELS[:5]
    assert not page.left_out
