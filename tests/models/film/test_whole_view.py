"""A film of several reels as one."""

from models.cut.effects import Effects, GivenEffect, by_ids
from models.film.decisions import Decision, DecisionRecord
from models.film.reels import ReelPlan, ReelStanding, in_their_places, shifted_firsts
from models.film.view import FilmView
from models.film.whole_view import whole_view
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.shots.view import ShotView

FILM = FilmView(
    film_id="long",
    brief_digest="0" * 64,
    reels=tuple(ReelStanding(number=n, first_number=2 * n - 1, last_number=2 * n, count=2) for n in (1, 2)),
)


def reel(number: int, *decisions: DecisionRecord) -> FilmView:
    shots = tuple(
        ShotView(shot=Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt="a door"))
        for n in (2 * number - 1, 2 * number)
    )
    sheet = Blob(sha256="a" * 64, suffix=".png", size=1)
    return FilmView(
        film_id="long",
        brief_digest="0" * 64,
        shots=shots,
        decisions=decisions,
        documents={f"reels/{number:02d}/storyboard.png": sheet},
    )


def told(at: str, *, passed: bool = False, accepted: bool = True) -> DecisionRecord:
    return DecisionRecord(
        decision=Decision(kind="approve", by="ann", board=1, passed=passed), accepted=accepted, at=at
    )


def test_shots_are_in_order_and_each_reel_finds_its_own() -> None:
    film = whole_view(FILM, {2: reel(2), 1: reel(1)})
    assert [view.shot.shot_number for view in film.shots] == [1, 2, 3, 4]
    assert [view.shot.shot_number for view in film.shots_of(film.reels[1])] == [3, 4]
    assert {"reels/01/storyboard.png", "reels/02/storyboard.png"} == film.documents.keys()


def test_a_decision_that_was_passed_on_is_told_once_and_one_that_a_reel_heard_itself_with_its_reel() -> None:
    film = FILM.model_copy(update={"decisions": (told("2026-01-01T10:00"),), "told": 1})
    reels = {1: reel(1, told("2026-01-01T10:00", passed=True)), 2: reel(2, told("2026-01-01T09:00"))}
    joined = whole_view(film, reels)
    assert [(one.at[-5:], one.decision.reel) for one in joined.decisions] == [("09:00", 2), ("10:00", None)]
    assert joined.told == 2
    assert whole_view(joined, reels).decisions == joined.decisions, "joined anew, nothing is told twice"


def test_what_a_reel_did_not_take_of_what_was_passed_on_is_told() -> None:
    joined = whole_view(FILM, {1: reel(1, told("2026-01-01T10:00", passed=True, accepted=False))})
    assert [(one.decision.reel, one.accepted) for one in joined.decisions] == [(1, False)]
    assert joined.refused == 1


def test_the_shots_of_a_reel_have_the_numbers_that_they_have_by_now() -> None:
    more = FILM.reels[0].model_copy(update={"count": 3, "last_number": 3, "edited": True})
    film = FILM.model_copy(update={"reels": (more, FILM.reels[1].numbered_from(4))})
    assert [view.shot.shot_number for view in whole_view(film, {2: reel(2)}).shots] == [4, 5]


def test_reels_after_one_that_grew_begin_as_much_later() -> None:
    nothing = Blob(sha256="0" * 64, suffix=".json", size=0)
    plans = [
        ReelPlan(number=n, first=2 * n - 2, shot_ids=("a", "b"), numbers=(2 * n - 1, 2 * n), words=nothing)
        for n in (1, 2, 3)
    ]
    standings = {
        n: ReelStanding(number=n, first_number=2 * n - 1, last_number=2 * n, count=2) for n in (1, 2, 3)
    }
    assert shifted_firsts(plans, standings) == {}
    standings[1] = standings[1].model_copy(update={"count": 4})
    standings[2] = standings[2].model_copy(update={"count": 1})
    assert shifted_firsts(plans, standings) == {2: 5, 3: 6}


def test_numbers_that_reach_into_the_next_reel_become_places() -> None:
    def shots(*numbers: int) -> list[Shot]:
        return [Shot(shot_id=f"s{n}", shot_number=n, enhanced_prompt="a door") for n in numbers]

    assert [shot.shot_number for shot in in_their_places([*shots(10, 20), *shots(30)])] == [10, 20, 30]
    assert [shot.shot_number for shot in in_their_places([*shots(1, 2, 3), *shots(3, 4)])] == [1, 2, 3, 4, 5]


def test_an_effect_for_a_number_is_for_the_shot_that_had_it() -> None:
    sound = Blob(sha256="a" * 64, suffix=".wav", size=1)
    given = Effects(files=tuple(GivenEffect(file=sound, shot=shot) for shot in ("", "2", "shot_001", "9")))
    named = by_ids(given, {"1": "shot_001", "2": "shot_002"})
    assert [one.shot for one in named.files] == ["", "shot_002", "shot_001"]
