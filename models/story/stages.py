"""What the four stages of a story give: template, story, shots as planned, visual specification."""

from pydantic import ConfigDict, Field

from models.base import Frozen
from models.cut.transitions import TransitionKind
from models.names import shot_id
from models.readable import OneLine
from models.shots.lines import MOST_LINES, Line
from models.shots.shot_list import MOST_OF_A_PROMPT, Angle, Colours, Movement, Shot, ShotType, TimeOfDay
from models.subjects.subject import Subject, found_subject


class Paper(Frozen):
    """A part of `story.json`, where a planned shot is called a scene, as models are asked for it too: names of fields
    that say so there are aliases.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)


class Beat(Frozen):
    """One beat of a template and its share of the time, 0 to 1."""

    name: str
    share: float = Field(gt=0, le=1)
    purpose: str
    mood: str = ""


class Template(Frozen):
    """A story structure: beats in order, whose shares sum to 1."""

    id: str
    name: str
    tone: str
    best_for: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    example: str = ""
    beats: tuple[Beat, ...]


class TemplateChoice(Frozen):
    """Stage 0: which template, and why. `confidence` is 0 to 1."""

    selected_template: str
    confidence: float = Field(ge=0, le=1)
    reasoning: str
    alternative_template: str = ""
    narrative_focus: str = ""
    emotional_goal: str = ""


class Narrative(Frozen):
    """The arc in five short texts."""

    logline: str
    setup: str = ""
    development: str = ""
    climax: str = ""
    resolution: str = ""


class Character(Frozen):
    """Somebody who recurs; `description` is copied word for word into every prompt.

    `trigger` is the token of a trained look (a LoRA): it then stands in place of any description.
    """

    name: str
    description: str
    trigger: str = ""

    @property
    def drawn_as(self) -> str:
        """The words that every prompt showing them holds."""
        return self.trigger or self.description


class VoiceLine(Frozen):
    """What is said in a beat."""

    beat: str
    text: str


class Story(Frozen):
    """Stage 1: the story. `places` are in order of first appearance; `language` is ISO 639-1, or `und`."""

    story_title: str
    narrative: Narrative
    characters: tuple[Character, ...] = ()
    product_description: str = ""
    character_arc: str = ""
    places: tuple[str, ...] = ()
    voice_over: tuple[VoiceLine, ...] = ()
    mood: str = ""
    language: str = "en"


class Camera(Frozen):
    """How a shot is seen; `framing` is how the shot develops, in words."""

    shot_type: ShotType = "medium"
    angle: Angle = "eye-level"
    movement: Movement = "hold"
    lens: str = ""
    framing: str = ""


class Presence(Frozen):
    """Who and what is seen in a shot and when: `full scene`, `enters at 2 s` …"""

    character_visible: bool = False
    character_timing: str = ""
    product_visible: bool = False
    product_timing: str = ""


class Lighting(Frozen):
    """How a shot is lit."""

    setup: str = ""
    mood: str = ""
    color_temperature: str = ""


class PlannedShot(Paper):
    """A shot of 3 to 7 seconds before it has a picture: what happens, where, and what is heard.

    `voice_over` is what a narrator says; where `lines` are written, they are heard in its place. `transition` is how it
    follows the shot before, where the text says so. `colours` are those that things in it have from elsewhere in the story.
    """

    number: int = Field(ge=1, alias="scene_number")
    story_beat: str
    duration_seconds: float = Field(gt=0)
    action: str
    characters: tuple[str, ...] = ()
    place: str = ""
    time_of_day: TimeOfDay = "day"
    camera: Camera = Camera()
    lighting: Lighting = Lighting()
    emotional_tone: str = ""
    voice_over: str = ""
    lines: tuple[Line, ...] = Field(default=(), max_length=MOST_LINES, exclude_if=lambda lines: not lines)
    voice_over_timing: str = ""
    presence: Presence = Presence()
    transition: TransitionKind | None = Field(default=None, exclude_if=lambda kind: kind is None)
    colours: Colours = Field(default=(), exclude_if=lambda colours: not colours)


class ShotPlan(Paper):
    """Stage 2: the shots, whose durations sum to `total_duration` seconds."""

    total_duration: float
    shots: tuple[PlannedShot, ...] = Field(alias="scenes")


class ConsistencyMarkers(Frozen):
    """What every picture of a film shares."""

    subject_description: str = ""
    style: str = ""
    color_palette: str = ""
    lighting: str = ""
    mood: str = ""


class ShotPrompts(Paper):
    """The prompts of one shot."""

    number: int = Field(alias="scene_number")
    image_prompt: str
    start_frame_prompt: str = ""
    end_frame_prompt: str = ""
    negative_prompt: str = ""


class VisualSpec(Paper):
    """Stage 3: what is drawn, shot by shot."""

    consistency: ConsistencyMarkers
    shots: tuple[ShotPrompts, ...] = Field(alias="scenes")


class StoryDocument(Paper):
    """All four stages together; what `story.json` holds. Empty but for the title when shots were given."""

    title: OneLine
    template: TemplateChoice | None = None
    story: Story | None = None
    plan: ShotPlan | None = Field(default=None, alias="scenes")
    visuals: VisualSpec | None = None


def shots_of(story: Story, plan: ShotPlan, visuals: VisualSpec) -> tuple[Shot, ...]:
    """The shot list that a finished story amounts to: one for each that was planned."""
    pictures = {visual.number: visual for visual in visuals.shots}
    style = (visuals.consistency.style,) if visuals.consistency.style else ()
    return tuple(
        Shot(
            shot_id=shot_id(planned.number),
            shot_number=planned.number,
            shot_type=planned.camera.shot_type,
            camera_angle=planned.camera.angle,
            camera_movement=planned.camera.movement,
            enhanced_prompt=pictures[planned.number].image_prompt[:MOST_OF_A_PROMPT],
            action=planned.action,
            start_frame_prompt=pictures[planned.number].start_frame_prompt[:MOST_OF_A_PROMPT],
            end_frame_prompt=pictures[planned.number].end_frame_prompt[:MOST_OF_A_PROMPT],
            negative_prompt=pictures[planned.number].negative_prompt,
            duration=planned.duration_seconds,
            dialogue="" if planned.lines else planned.voice_over,
            lines=planned.lines,
            characters=planned.characters,
            landscapes=(planned.place,) if planned.place else (),
            styles=style,
            mood=planned.emotional_tone or story.mood,
            time_of_day=planned.time_of_day,
            beat=planned.story_beat,
            transition=planned.transition,
            colours=planned.colours,
        )
        for planned in plan.shots
    )


def subjects_of(story: Story) -> tuple[Subject, ...]:
    """Who and what a story describes as recurring: its characters and its places."""
    people = [found_subject(one.name, "character", one.description, one.trigger) for one in story.characters]
    places = [found_subject(place, "place") for place in story.places]
    return tuple(subject for subject in (*people, *places) if subject)
