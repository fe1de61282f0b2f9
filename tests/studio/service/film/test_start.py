"""How far a film came, and so whether a stage that is asked for is behind it."""

import pytest

from models.brief import Brief
from models.film.run_options import RunOptions, StopAt
from models.film.start import FilmRequest
from models.film.view import FilmView, Stage, StageTime
from models.orders.assets import Blob
from studio.service.film.start import is_past

FILM = {"film.mp4": Blob(sha256="0" * 64, suffix=".mp4", size=1)}


def view(*stages: Stage, cut: bool = False) -> FilmView:
    times = tuple(StageTime(stage=stage, began="2026-01-01T00:00:00+00:00") for stage in stages)
    documents = FILM if cut else {}
    return FilmView(film_id="x", brief_digest="0" * 64, stage=stages[-1], stages=times, documents=documents)


@pytest.mark.parametrize(
    ("film", "behind"),
    [
        (view("casting"), ()),
        (view("casting", "failed"), ()),
        (view("casting", "story", "publish", "stopped"), ()),
        (view("casting", "story", "keyframes"), ("story",)),
        (view("casting", "story", "keyframes", "publish", "stopped"), ("story",)),
        (view("casting", "story", "keyframes", "failed"), ("story",)),
        (view("casting", "story", "keyframes", "approval", "publish", "rejected"), ("story", "storyboard")),
        (view("casting", "story", "keyframes", "approval", "shots", "cancelled"), ("story", "storyboard")),
        (view("casting", "cancelled", cut=True), ("story", "storyboard")),
    ],
)
def test_a_stage_is_behind_a_film_that_has_begun_the_next_or_was_cut(
    film: FilmView, behind: tuple[str, ...]
) -> None:
    def past(stop_at: StopAt) -> bool:
        return is_past(film, FilmRequest(brief=Brief(prompt="x"), options=RunOptions(stop_at=stop_at)))

    assert tuple(stage for stage in ("story", "storyboard", "film") if past(stage)) == behind
