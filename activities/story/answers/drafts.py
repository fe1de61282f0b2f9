"""What each stage is asked for, as pydantic models: the JSON schemas come from them, and answers go through them."""

from typing import Annotated

from pydantic import Field

from activities.story.answers.fields import (
    AsEntries,
    AsNames,
    Draft,
    Flag,
    Label,
    Lines,
    Name,
    Number,
    Phrase,
    Prose,
    Whole,
)
from activities.story.assembly.camera import AnyAngle, AnyHour, AnyMovement, AnyShotType
from activities.story.assembly.people import CharacterDraft, ProductDraft

MOST_CHARACTERS = 4
MOST_SHOTS = 400

Names = Annotated[list[Name], AsNames]
Characters = Annotated[list[CharacterDraft], AsEntries, Field(max_length=MOST_CHARACTERS * 3)]


class TemplateDraft(Draft):
    """Stage 0."""

    selected_template: Name = Field(min_length=1)
    confidence: Number = 0.5
    reasoning: Phrase = ""
    alternative_template: Name = ""
    narrative_focus: Phrase = ""
    emotional_goal: Phrase = ""


class VoiceDraft(Draft):
    """What is said in a beat."""

    beat: Name = ""
    text: Lines = ""


class StoryDraft(Draft):
    """Stage 1."""

    story_title: Name = Field(min_length=1)
    logline: Phrase = Field(min_length=1)
    setup: Lines = ""
    development: Lines = ""
    climax: Lines = ""
    resolution: Lines = ""
    characters: Characters = Field(default_factory=list)
    product: ProductDraft | None = None
    character_arc: Phrase = ""
    places: Names = Field(default_factory=list)
    voice_over: Annotated[list[VoiceDraft], AsEntries] = Field(default_factory=list)
    mood: Label = ""
    language: Label = ""


class PlannedShotDraft(Draft):
    """A shot as planned, flat: what weak models fill most reliably. Its fields are those that models are asked for."""

    story_beat: Name = ""
    duration_seconds: Number
    action: Lines = Field(min_length=1)
    characters: Names = Field(default_factory=list)
    character_timing: Label = ""
    product_visible: Flag = False
    product_timing: Label = ""
    place: Name = ""
    time_of_day: AnyHour = "day"
    shot_type: AnyShotType = "medium"
    camera_angle: AnyAngle = "eye-level"
    camera_movement: AnyMovement = "hold"
    framing: Phrase = ""
    lens: Label = ""
    light: Phrase = ""
    light_mood: Label = ""
    color_temperature: Label = ""
    emotional_tone: Label = ""
    voice_over: Lines = ""
    speaker: Name = ""
    voice_over_timing: Label = ""


class ShotPlanDraft(Draft):
    """Stage 2."""

    scenes: Annotated[list[PlannedShotDraft], AsEntries, Field(min_length=1, max_length=MOST_SHOTS)]


class PictureDraft(Draft):
    """The shot's own part of its pictures; people and product are put in afterwards."""

    scene_number: Whole = 0
    image: Prose = Field(min_length=1)
    start_frame: Lines = ""
    end_frame: Lines = ""
    negative: Phrase = ""


class VisualsDraft(Draft):
    """Stage 3."""

    scenes: Annotated[list[PictureDraft], AsEntries, Field(min_length=1, max_length=MOST_SHOTS)]


class ShotDraft(PlannedShotDraft):
    """A shot with its pictures, written at once."""

    image: Prose = Field(min_length=1)
    start_frame: Lines = ""
    end_frame: Lines = ""
    negative: Phrase = ""

    @property
    def picture(self) -> PictureDraft:
        """The part that is drawn."""
        return PictureDraft(
            image=self.image, start_frame=self.start_frame, end_frame=self.end_frame, negative=self.negative
        )


class ShotsDraft(Draft):
    """The shots of one scene of a long story."""

    shots: Annotated[list[ShotDraft], AsEntries, Field(min_length=1, max_length=MOST_SHOTS)]


class SingleDraft(Draft):
    """A whole film in one answer."""

    story_title: Name = Field(min_length=1)
    logline: Phrase = ""
    mood: Label = ""
    language: Label = ""
    characters: Characters = Field(default_factory=list)
    product: ProductDraft | None = None
    shots: Annotated[list[ShotDraft], AsEntries, Field(min_length=1, max_length=MOST_SHOTS)]
