"""A story in JSON has the names that files, histories and recipes of earlier films have."""

from models.story.stages import (
    ConsistencyMarkers,
    PlannedShot,
    ShotPlan,
    ShotPrompts,
    StoryDocument,
    VisualSpec,
)

DOCUMENT = StoryDocument(
    title="T",
    plan=ShotPlan(
        total_duration=4.0,
        shots=(PlannedShot(number=1, story_beat="b", duration_seconds=4.0, action="Ada waits."),),
    ),
    visuals=VisualSpec(consistency=ConsistencyMarkers(), shots=(ShotPrompts(number=1, image_prompt="Ada"),)),
)


def test_planned_shots_are_scenes_in_json() -> None:
    said = DOCUMENT.model_dump(mode="json", exclude_none=True)
    assert set(said) == {"title", "scenes", "visuals"}
    assert set(said["scenes"]) == {"total_duration", "scenes"}
    assert said["scenes"]["scenes"][0]["scene_number"] == 1
    assert set(said["visuals"]) == {"consistency", "scenes"}
    assert said["visuals"]["scenes"][0]["scene_number"] == 1


def test_what_was_written_is_read_again() -> None:
    assert StoryDocument.model_validate_json(DOCUMENT.model_dump_json()) == DOCUMENT
