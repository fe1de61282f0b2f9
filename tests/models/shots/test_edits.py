"""Edits of a board: nothing is lost silently, ids are nobody else's, and whatever was done can be undone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cut.lengths import ASKED_SHOT_S
from models.errors import BadInput
from models.orders.assets import Asset, Blob
from models.shots.edit_steps import Arranged, EditStep, arranged, changed_to, undone
from models.shots.edits import Board, Edit, Edited, edited, lost_said, new_id
from models.shots.fields import ShotFields, shows_the_same
from models.shots.lines import Line
from models.shots.shot_list import Shot
from models.shots.view import ShotView

MOST = 12


def shot(number: int, *said: str, **fields: Any) -> Shot:
    lines = tuple(Line(subject="Emma", text=text) for text in said)
    words = f"a door, {number}"
    return Shot(
        shot_number=number, shot_id=f"shot_{number:03d}", enhanced_prompt=words, lines=lines, **fields
    )


def board(*shots: Shot, **more: Any) -> Board:
    return Board(shots, used=[one.shot_id for one in shots], **more)


def ids(shots: tuple[Shot, ...]) -> list[str]:
    return [one.shot_id for one in shots]


THREE = board(shot(1), shot(2, "Where were you?", "Here."), shot(3))


def test_a_shot_is_moved_and_its_number_is_its_place() -> None:
    after = edited(THREE, Edit(kind="move", shot="3", before="shot_001"))
    assert ids(after.shots) == ["shot_003", "shot_001", "shot_002"]
    assert [one.shot_number for one in after.shots] == [1, 2, 3]
    assert after.concerned == ()


def test_a_new_shot_has_an_id_that_no_other_ever_had() -> None:
    after = edited(THREE, Edit(kind="insert", after="2", prompt="a lamp"))
    assert ids(after.shots) == ["shot_001", "shot_002", "shot_002a", "shot_003"]
    assert after.shots[2].enhanced_prompt == "a lamp"
    assert (
        new_id("shot_002", ["SHOT_002A", *(f"shot_002{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")])
        == "shot_002aa"
    )
    assert len(new_id("s" * 64, ["s" * 63 + "a"])) == 64


def test_a_new_shot_of_words_alone_is_of_the_scene_beside_which_it_comes() -> None:
    night = board(shot(1, "Here.", landscapes=("the sea",), time_of_day="night", shot_type="wide"))
    new = edited(night, Edit(kind="insert", after="1", prompt="a lamp")).shots[1]
    assert (new.landscapes, new.time_of_day, new.shot_type, new.said) == (("the sea",), "night", "medium", ())


def test_the_lines_that_go_with_a_shot_are_named() -> None:
    after = edited(THREE, Edit(kind="drop", shot="2"))
    assert (
        lost_said(after.lost) == "What was heard in it goes with it: “Emma: Where were you?”, “Emma: Here.”."
    )
    assert lost_said(edited(THREE, Edit(kind="drop", shot="1")).lost) == ""


def test_what_was_dropped_comes_back_where_it_is_wanted() -> None:
    gone = board(shot(1), shot(3))._replace(dropped=(shot(2, "Here."),))
    after = edited(gone, Edit(kind="insert", shot="shot_002", after="3"))
    assert ids(after.shots) == ["shot_001", "shot_003", "shot_002"]
    assert after.shots[2].words == "Here."


def test_a_split_shot_divides_its_lines_and_its_length() -> None:
    long = board(shot(1, "Where were you?", "Here.", "And there, too.", duration=8))
    after = edited(long, Edit(kind="split", shot="1", prompt="a lamp"))
    one, two = after.shots
    assert [line.text for line in one.said] == ["Where were you?"]
    assert [line.text for line in two.said] == ["Here.", "And there, too."]
    assert one.duration + two.duration == 8
    assert (one.enhanced_prompt, two.enhanced_prompt) == ("a door, 1", "a lamp")
    assert (after.reworded, after.redrawn, after.added) == (("shot_001",), (), ("shot_001a",))
    both = edited(long, Edit(kind="split", shot="1", first="a key", at=3))
    assert both.redrawn == ("shot_001",)
    assert len(both.shots[0].said) == 2


def test_a_merged_shot_has_the_lines_of_both_in_order_and_their_lengths_up_to_the_most() -> None:
    two = board(shot(1, "One.", duration=40), shot(2, duration=40, dialogue="Two."), shot(3))
    after = edited(two, Edit(kind="merge", shot="2", other="1"))
    assert ids(after.shots) == ["shot_001", "shot_003"]
    assert [line.named for line in after.shots[0].said] == ["Emma: One.", "Two."]
    assert after.shots[0].duration == ASKED_SHOT_S[1]
    assert (after.dropped, after.lost) == (("shot_002",), ())


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Edit(kind="move", shot="9", after="1"), "Shot '9' is not among the 3 shots."),
        (Edit(kind="move", shot="1", after="shot_001"), "not beside itself"),
        (Edit(kind="move", shot="2", after="1"), "is there already"),
        (Edit(kind="insert", shot="shot_009", after="1"), "no shot that was dropped"),
        (Edit(kind="merge", shot="1", other="3"), "are no neighbours"),
        (Edit(kind="split", shot="2", at=3), "has 2 lines: its second part cannot begin with line 3"),
        (Edit(kind="split", shot="1", at=1), "has no line"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(edit: Edit, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        edited(THREE, edit)


def test_the_last_shot_stays_and_a_board_grows_no_further_than_it_may() -> None:
    with pytest.raises(BadInput, match="the only shot"):
        edited(board(shot(1)), Edit(kind="drop", shot="1"))
    with pytest.raises(BadInput, match="3 is the most"):
        edited(THREE._replace(most=3), Edit(kind="insert", after="1", prompt="a lamp"))
    with pytest.raises(BadInput, match=r"lasts 1\.5 s"):
        edited(board(shot(1, duration=1.5)), Edit(kind="split", shot="1"))
    many = board(shot(1, *["x"] * 26), shot(2, *["x"] * 26))
    with pytest.raises(BadInput, match="more than 50"):
        edited(many, Edit(kind="merge", shot="1", other="2"))


def test_how_a_reel_follows_the_one_before_stays_with_its_place() -> None:
    reel = board(shot(4, transition="crossfade"), shot(5), first=4, opens="crossfade")
    after = edited(reel, Edit(kind="move", shot="5", before="4"))
    assert [(one.shot_number, one.transition) for one in after.shots] == [(4, "crossfade"), (5, None)]


def test_what_is_not_seen_asks_for_no_other_picture() -> None:
    said = shot(1, "Here.")
    assert shows_the_same(said, ShotFields(transition="cut", video_provider="kling", seconds=3).applied(said))
    for seen in (
        {"size": "CU"},
        {"hour": "dusk"},
        {"weather": "rain"},
        {"place": "the sea"},
        {"mood": "calm"},
    ):
        assert not shows_the_same(said, ShotFields.model_validate(seen).applied(said))
    assert ShotFields(weather="", transition="").applied(said) == said
    assert "has that already: size medium" in ShotFields(size="medium").objection(said)
    assert ShotFields(size="wide").objection(said) == ""


def picture(name: str) -> Asset:
    return Asset(blob=Blob(sha256=f"{abs(hash(name)):064d}"[-64:], suffix=".png", size=1), recipe_key=name)


class Desk:
    """A board on which whatever is asked for is drawn at once."""

    def __init__(self, shots: tuple[Shot, ...]) -> None:
        views = (ShotView(shot=one).drawn(picture(one.shot_id)) for one in shots)
        self.now = Arranged(tuple(views))
        self.steps: list[EditStep] = []

    @property
    def board(self) -> Board:
        views = (*self.now.views, *self.now.dropped)
        return Board(
            tuple(view.shot for view in self.now.views),
            tuple(view.shot for view in self.now.dropped),
            [view.shot.shot_id for view in views],
            most=MOST,
        )

    def edit(self, edit: Edit) -> Edited | None:
        try:
            done = edited(self.board, edit)
        except BadInput:
            return None
        self.now, step = arranged(self.now, done, edit.kind)
        self.steps.append(step)
        asked = {one.shot_id: one for one in done.shots if one.shot_id in (*done.redrawn, *done.reworded)}
        self.now = self.now._replace(views=tuple(self._drawn(view, asked) for view in self.now.views))
        return done

    def revise(self, place: int) -> None:
        view = self.now.views[place % len(self.now.views)]
        self.steps.append(EditStep.of("revise", (view,)))
        other = ShotFields(mood=f"mood {len(self.steps)}").applied(view.shot)
        drawn = changed_to(view, other).drawn(picture(other.mood))
        views = tuple(drawn if one is view else one for one in self.now.views)
        self.now = self.now._replace(views=views)

    def _drawn(self, view: ShotView, asked: dict[str, Shot]) -> ShotView:
        name = view.shot.shot_id
        if name in asked:
            view = view.revised(asked[name])
        return view.drawn(picture(f"{name} {view.take}")) if view.status == "drawing" else view

    def undo(self) -> None:
        self.now = undone(self.now, self.steps.pop())


PLACES = st.integers(1, MOST)
EDITS = st.one_of(
    st.integers(0, MOST),
    st.builds(lambda one, two: Edit(kind="move", shot=str(one), after=str(two)), PLACES, PLACES),
    st.builds(lambda one, two: Edit(kind="move", shot=str(one), before=str(two)), PLACES, PLACES),
    st.builds(lambda one: Edit(kind="insert", after=str(one), prompt="a lamp"), PLACES),
    st.builds(lambda one, two: Edit(kind="insert", before=str(one), shot=f"shot_{two:03d}"), PLACES, PLACES),
    st.builds(lambda one: Edit(kind="drop", shot=str(one)), PLACES),
    st.builds(
        lambda one, at: Edit(kind="split", shot=str(one), at=at), PLACES, st.none() | st.integers(1, 3)
    ),
    st.builds(lambda one: Edit(kind="merge", shot=str(one), other=str(one + 1)), PLACES),
)
BOARDS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["One.", "Two.", "Three."]), max_size=3),
        st.floats(1, 60).map(lambda s: round(s, 3)),
    ),
    min_size=1,
    max_size=5,
).map(lambda many: tuple(shot(n, *said, duration=s) for n, (said, s) in enumerate(many, start=1)))


@settings(deadline=None)
@given(BOARDS, st.lists(EDITS, max_size=12))
def test_whatever_is_done_to_a_board_nothing_is_lost_silently_and_all_of_it_can_be_undone(
    shots: tuple[Shot, ...], edits: list[Edit | int]
) -> None:
    desk = Desk(shots)
    before = [desk.now]
    for edit in edits:
        heard = [line for one in desk.board.shots for line in one.said]
        if isinstance(edit, int):
            desk.revise(edit)
            before.append(desk.now)
        elif done := desk.edit(edit):
            now = [line for one in desk.board.shots for line in one.said]
            if edit.kind == "insert":
                now = [line for line in now if line in heard]
                assert all(heard.count(line) <= now.count(line) for line in heard)
            else:
                assert sorted(line.text for line in heard) == sorted(
                    line.text for line in (*now, *done.lost)
                ), "a line that goes is named"
            before.append(desk.now)
        names = [view.shot.shot_id for view in (*desk.now.views, *desk.now.dropped)]
        assert len(set(names)) == len(names) >= len(shots), (
            "a shot is on the board or among the dropped, once"
        )
        assert [one.shot_number for one in desk.board.shots] == list(range(1, len(desk.board.shots) + 1))
        assert all(ASKED_SHOT_S[0] <= one.duration <= ASKED_SHOT_S[1] for one in desk.board.shots)
        assert all(Shot.model_validate(one.model_dump()) == one for one in desk.board.shots)
    drawn = {take.keyframe for view in (*desk.now.views, *desk.now.dropped) for take in view.kept()}
    while desk.steps:
        desk.undo()
        before.pop()
        was = before[-1]
        assert [view.model_copy(update={"takes": ()}) for view in desk.now.views] == [
            view.model_copy(update={"takes": ()}) for view in was.views
        ]
    kept = {take.keyframe for view in (*desk.now.views, *desk.now.dropped) for take in view.kept()}
    assert drawn <= kept, "every picture that was drawn is kept"
