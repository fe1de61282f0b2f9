"""A storyboard's rules: whatever was planned, what is drawn moves on, varies, and happens somewhere."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.shots.lines import Line
from models.shots.shot_list import Angle, ShotType
from models.story.board_rules import (
    SOMEWHERE,
    alike,
    kept,
    mended,
    monotonous,
    sizes_lacking,
    told_anew,
    view_words,
    without_action,
    without_place,
)
from models.story.stages import (
    Camera,
    ConsistencyMarkers,
    Narrative,
    PlannedShot,
    ShotPlan,
    ShotPrompts,
    Story,
    VisualSpec,
    shots_of,
)

STORY = Story(story_title="The Door", narrative=Narrative(logline="A door."), places=("the sea",))
VARIED = (("wide", "eye-level"), ("medium", "low"), ("close-up", "high"))
MOMENTS = (
    "She rows out",
    "She opens the door",
    "She steps through",
    "The door closes",
    "The sea is still",
    "Gulls cry",
)


def planned(*shots: dict[str, Any]) -> ShotPlan:
    """A plan of shots, each with what of it matters; the rest keeps the rules."""
    made = []
    for at, said in enumerate(shots):
        size, angle = said.pop("view", VARIED[at % 3])
        usual = {
            "action": f"{MOMENTS[at % 6]}.",
            "place": "the sea",
            "story_beat": "turn",
            "duration_seconds": 4.0,
        }
        made.append(PlannedShot(number=at + 1, camera=Camera(shot_type=size, angle=angle), **(usual | said)))
    return ShotPlan(total_duration=4.0 * len(made), shots=tuple(made))


def test_a_board_that_keeps_the_rules_is_left_as_it_is():
    plan = planned({}, {}, {}, {}, {}, {})
    assert kept(plan)
    assert mended(plan, STORY) == (plan, ())


def test_a_moment_that_was_shown_before_moves_on_and_is_seen_otherwise():
    plan = planned(
        {},
        {"action": "She rows out!"},
        {"action": "“She rows out.”", "view": ("wide", "eye-level")},
        {"view": ("close-up", "low")},
    )
    assert alike(plan.shots) == (2, 3)
    (shots, (note,)) = (mended(plan, STORY).plan.shots, mended(plan, STORY).notes)
    assert [shot.action for shot in shots[:3]] == [
        "She rows out.",
        "She rows out, a moment later!",
        "“She rows out, as it goes on.”",
    ]
    assert view_words(shots[2].camera) != view_words(shots[0].camera)
    assert note == "Shots 2 and 3 showed what an earlier one does: a later moment is shown."


def test_a_third_shot_in_a_row_of_one_size_and_angle_is_seen_from_another():
    plan = planned(
        {},
        {"view": ("full", "low")},
        {"view": ("full", "low")},
        {"view": ("full", "low")},
        {"view": ("close-up", "low")},
    )
    assert monotonous(plan.shots) == (4,)
    shots, notes = mended(plan, STORY)[0].shots, mended(plan, STORY).notes
    assert (shots[3].camera.shot_type, shots[3].camera.angle) == ("full", "high")
    assert notes == ("Shot 4 followed two that are seen alike: the angle was changed.",)


def test_a_board_has_three_sizes_at_least_and_opens_wide_where_it_lacks_that():
    plan = planned(
        *[{"view": ("medium", angle)} for angle in ("low", "high", "eye-level", "dutch", "low", "high")]
    )
    assert sizes_lacking(plan.shots) == 2
    shots = mended(plan, STORY).plan.shots
    assert shots[0].camera.shot_type == "wide"
    assert {shot.camera.shot_type for shot in shots} == {"wide", "medium", "close-up"}


def test_a_shot_that_is_nowhere_is_where_its_neighbours_are():
    plan = planned({"place": ""}, {"place": "the boat"}, {"place": " "}, {"place": "the quay"})
    assert without_place(plan.shots) == (1, 3)
    assert [shot.place for shot in mended(plan, STORY).plan.shots] == [
        "the boat",
        "the boat",
        "the boat",
        "the quay",
    ]
    nowhere = planned({"place": ""}, {"place": ""}, {"place": ""})
    assert {shot.place for shot in mended(nowhere, STORY).plan.shots} == {"the sea"}
    lost = mended(nowhere, STORY.model_copy(update={"places": ()}))
    assert {shot.place for shot in lost.plan.shots} == {SOMEWHERE}
    assert "for the story names none" in lost.notes[0]


def test_a_shot_in_which_nothing_happens_shows_what_is_heard_or_meant():
    plan = planned({"action": "…", "voice_over": "It was warm."}, {"action": "", "characters": ("Mara",)}, {})
    assert without_action(plan.shots) == (1, 2)
    assert [shot.action for shot in mended(plan, STORY).plan.shots[:2]] == ["It was warm.", "Mara: turn"]


def test_pictures_that_were_written_already_say_what_was_mended():
    before = planned(
        {},
        {"view": ("medium", "eye-level")},
        {"view": ("medium", "eye-level"), "action": "She rows out.", "place": ""},
    )
    after = mended(before, STORY).plan
    prompts = tuple(
        ShotPrompts(number=n, image_prompt=f"Medium shot, eye-level angle. Mara, picture {n}.")
        for n in (1, 2, 3)
    )
    visuals = VisualSpec(consistency=ConsistencyMarkers(), shots=prompts)
    told = told_anew(visuals, before, after)
    assert told.shots[0] == prompts[0]
    assert "She rows out, a moment later." in told.shots[2].image_prompt
    assert "The sea." in told.shots[2].image_prompt
    for shot, visual in zip(after.shots[1:], told.shots[1:], strict=True):
        assert view_words(shot.camera).casefold() in visual.image_prompt.casefold()
    assert sum("edium shot" in visual.image_prompt for visual in told.shots) == 2


actions = st.sampled_from(
    ["", "…", "She rows out.", "She rows out, a moment later.", "她打开门。", "x" * 2000]
) | st.text(max_size=30)
any_shot = st.fixed_dictionaries(
    {
        "action": actions,
        "place": st.sampled_from(["", "the sea", "the boat", "!"]),
        "voice_over": st.text(max_size=20),
        "characters": st.sampled_from([(), ("Mara",), ("",)]),
        "lines": st.sampled_from([(), (Line(text="Who is there?"),)]),
        "view": st.tuples(st.sampled_from(get_args(ShotType)), st.sampled_from(get_args(Angle))),
    }
)


@given(st.lists(any_shot, min_size=1, max_size=14), st.sampled_from([(), ("the sea",), ("?", "b" * 300)]))
@settings(max_examples=150, deadline=None)
def test_whatever_was_planned_keeps_the_rules_once_it_is_mended(shots, places):
    plan = planned(*[dict(shot) for shot in shots])
    story = STORY.model_copy(update={"places": places})
    found = mended(plan, story)
    assert kept(found.plan)
    assert bool(found.notes) != kept(plan)
    assert mended(found.plan, story) == (found.plan, ())
    assert [shot.duration_seconds for shot in found.plan.shots] == [
        shot.duration_seconds for shot in plan.shots
    ]
    assert [shot.lines for shot in found.plan.shots] == [shot.lines for shot in plan.shots]
    pictures = tuple(ShotPrompts(number=shot.number, image_prompt="Wide shot.") for shot in plan.shots)
    visuals = told_anew(VisualSpec(consistency=ConsistencyMarkers(), shots=pictures), plan, found.plan)
    assert len(shots_of(story, found.plan, visuals)) == len(shots)


@pytest.mark.parametrize(
    ("size", "angle", "words"),
    [("wide", "eye-level", "wide shot"), ("close-up", "low", "close-up, low angle"), ("extreme-wide", "overhead", "extreme wide shot, overhead")],
)  # fmt: skip
def test_a_view_is_said_as_a_film_crew_says_it(size, angle, words):
    assert view_words(Camera(shot_type=size, angle=angle)) == words
