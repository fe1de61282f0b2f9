"""What each stage of a story gives, as one type for all of them."""

from pydantic import Field

from models.base import Frozen
from models.shots.noted import Noted
from models.shots.refusals import Reworded
from models.story.breakdown import Breakdown
from models.story.stages import ShotPlan, Story, TemplateChoice, VisualSpec


class WrittenShots(Frozen):
    """Shots with their pictures: what single-stage gives for a whole film and `shots` for one scene.

    `story` is there in single-stage only.
    """

    story: Story | None = None
    plan: ShotPlan
    visuals: VisualSpec


class StageResult(Frozen):
    """What a stage gave; exactly one field is set, the one of its stage."""

    template: TemplateChoice | None = None
    story: Story | None = None
    plan: ShotPlan | None = None
    visuals: VisualSpec | None = None
    written: WrittenShots | None = None
    summary: str = ""
    breakdown: Breakdown | None = None
    noted: Noted | None = None
    reworded: Reworded | None = Field(default=None, exclude_if=lambda words: words is None)
