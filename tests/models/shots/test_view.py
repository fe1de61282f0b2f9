"""What can become of a shot: each verb gives another view, and says everything that it changes."""

import pytest

from models.orders.assets import Asset, Blob
from models.orders.shot_orders import LostPart, MadeShot
from models.shots.refusals import RefusedTry, Reworded
from models.shots.shot_list import Shot
from models.shots.view import ShotStatus, ShotView

DOOR = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A door in the sea")


def asset(digit: str, suffix: str = ".png") -> Asset:
    return Asset(blob=Blob(sha256=digit * 64, suffix=suffix, size=1), recipe_key=digit)


FIRST, SECOND = asset("1"), asset("2")
MADE = MadeShot(voices=(asset("3", ".wav"),), clip=asset("4", ".mp4"), conformed=asset("5", ".mp4"))


def done() -> ShotView:
    return ShotView(shot=DOOR).drawing().drawn(FIRST).rendering().done(MADE)


def test_a_shot_goes_from_the_list_to_the_film() -> None:
    view = ShotView(shot=DOOR)
    seen: list[ShotStatus] = [view.status]
    for verb in (
        lambda view: view.drawing(),
        lambda view: view.drawn(FIRST),
        lambda view: view.rendering(),
        lambda view: view.unknown(),
        lambda view: view.done(MADE),
    ):
        view = verb(view)
        seen.append(view.status)
    assert seen == ["planned", "drawing", "drawn", "rendering", "unknown", "done"]
    assert (view.keyframe, view.voices, view.clip, view.conformed) == (
        FIRST, MADE.voices, MADE.clip, MADE.conformed,
    )  # fmt: skip


def test_only_a_shot_with_a_picture_and_without_a_clip_is_left() -> None:
    assert not ShotView(shot=DOOR).left
    assert ShotView(shot=DOOR).drawn(FIRST).left
    assert not ShotView(shot=DOOR).undrawn("It was refused.").left
    assert not done().left


def test_a_picture_is_of_the_shot_it_was_drawn_for_though_another_is_asked_for_since() -> None:
    night = DOOR.revised(note="at night")
    assert done().drawn_for == DOOR
    redrawn = done().revised(night)
    assert redrawn.drawn_for == DOOR
    assert redrawn.drawn(SECOND).drawn_for == night
    again = redrawn.revised(night.revised(dialogue="A gate."))
    assert again.drawn_for == DOOR
    assert [(take.take, take.shot) for take in again.takes] == [(1, DOOR)], "the second take was never drawn"
    assert ShotView(shot=DOOR).drawing().drawn_for == DOOR, "the first one"


def test_a_new_picture_leaves_nothing_of_what_was_made_from_the_earlier_one() -> None:
    view = done().revised(DOOR.revised(note="at night")).drawn(SECOND)
    assert (view.status, view.take, view.keyframe) == ("drawn", 2, SECOND)
    assert (view.voices, view.clip, view.conformed, view.notes) == ((), None, None, ())
    assert [(take.take, take.keyframe, take.clip) for take in view.takes] == [(1, FIRST, MADE.clip)]


def test_a_redraw_that_failed_keeps_the_earlier_picture_and_says_so() -> None:
    view = done().revised(DOOR.revised(note="at night")).undrawn("It was refused.")
    assert (view.status, view.keyframe, view.missing, view.clip) == ("drawn", FIRST, "", None)
    assert view.notes == ("Take 2: It was refused.; the earlier picture stays",)


def test_a_first_drawing_that_failed_is_missing_for_its_reason() -> None:
    view = ShotView(shot=DOOR).drawing().undrawn("It was refused.")
    assert (view.status, view.missing, view.keyframe) == ("missing", "It was refused.", None)


def test_a_blocked_shot_has_no_picture_until_it_may_be_drawn() -> None:
    blocked = done().blocked_for("violence", "Blocked: revise it.")
    assert (blocked.status, blocked.blocked, blocked.missing) == (
        "blocked",
        "violence",
        "Blocked: revise it.",
    )
    assert (blocked.keyframe, blocked.clip) == (None, None)
    free = blocked.revised(DOOR)
    assert (free.status, free.blocked, free.missing) == ("drawing", "", "")


@pytest.mark.parametrize(
    ("made", "missing"),
    [
        (MadeShot(missing="The clip could not be made: no."), "The clip could not be made: no."),
        (
            MadeShot(lost=LostPart(part="clip", reason="nobody knows", job=True)),
            "The clip could not be had: nobody knows",
        ),
    ],
)
def test_a_shot_that_could_not_be_made_is_missing_with_its_reason(made: MadeShot, missing: str) -> None:
    view = ShotView(shot=DOOR).drawn(FIRST).done(made)
    assert (view.status, view.missing) == ("missing", missing)


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (ShotView(shot=DOOR).drawing(), "planned"),
        (ShotView(shot=DOOR).drawn(FIRST).rendering(), "drawn"),
        (ShotView(shot=DOOR).drawn(FIRST).unknown(), "drawn"),
        (done(), "done"),
    ],
)
def test_work_that_was_given_up_leaves_the_shot_where_it_was(view: ShotView, status: str) -> None:
    assert view.abandoned().status == status


def test_a_shot_goes_back_to_an_earlier_take_and_forth_again() -> None:
    second = done().revised(DOOR.revised(note="at night")).drawn(SECOND)
    first = second.back_at(1)
    assert (first.take, first.status, first.keyframe, first.clip) == (1, "done", FIRST, MADE.clip)
    assert [take.take for take in first.takes] == [2]
    again = first.back_at(2)
    assert (again.take, again.status, again.shot) == (2, "drawn", second.shot)
    assert first.back_at(7) == first


def test_a_rejected_retake_is_kept_as_a_take_of_the_shot_as_it_was() -> None:
    before = done()
    after = before.revised(DOOR.revised(note="at night")).drawn(SECOND)
    back = after.put_back(before)
    assert back.model_copy(update={"takes": ()}) == before
    assert [(take.take, take.keyframe) for take in back.takes] == [(2, SECOND)]
    assert back.next_take == 3


def test_a_board_shows_the_picture_and_nothing_of_what_came_of_it() -> None:
    assert done().on_board() == ShotView(shot=DOOR, keyframe=FIRST)


def test_other_words_are_the_takes_and_what_was_refused_is_the_shots() -> None:
    tried = RefusedTry(part="clip", take=2, by="kling", of="words", then="reword", words="A door at sea")
    words = Reworded(prompt="A door at sea", by="studio/good")
    view = done().revised(DOOR).drawn(SECOND).refused(tried).reworded(words)
    assert view.shot.enhanced_prompt == "A door at sea"
    assert view.keyframe == SECOND, "which was approved"
    assert [one.sentence for one in view.changed] == ["words “A door in the sea” → “A door at sea”"]
    assert tried.sentence == "clip: kling refused the words that it was given: in other words"
    back = view.back_at(1)
    assert (back.shot, back.changed, back.tries) == (DOOR, (), (tried,))
    assert back.back_at(2).shot == view.shot
    assert back.on_board().tries == (tried,)
