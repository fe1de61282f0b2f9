"""What a story is to be written from, and what is written: what a film asks of its story's workflow."""

from models.base import Frozen
from models.brief import Brief
from models.orders.cast import Choice
from models.shots.shot_list import Shot
from models.story.plan import StoryPlan
from models.story.records import StageRecord
from models.story.stages import StoryDocument
from models.story.stretches import Overview


class StoryOrder(Frozen):
    """What to write: the brief, who writes, and the seconds that the shots shall last together.

    With a `plan` models write, else the choice's own writer; `fresh` as in `models.orders.requests.Order`;
    `parallel` writes the parts of a long story side by side. With `parts` only an overview is wanted, of a story that is
    written in so many stretches; one of them is written for its film, which says what its people and its title are.
    """

    brief: Brief
    choice: Choice
    seconds: float
    plan: StoryPlan | None = None
    fresh: str = ""
    parallel: bool = False
    parts: int = 0
    stretch: bool = False


class WrittenStory(Frozen):
    """All stages' results and the shot list they amount to.

    `records` say stage by stage who wrote, and what it cost; `notes` are for people. With a `failure` there is no story, and it says why in one sentence;
    with an `overview` there is none yet.
    """

    document: StoryDocument
    shots: tuple[Shot, ...]
    records: tuple[StageRecord, ...] = ()
    notes: tuple[str, ...] = ()
    failure: str = ""
    overview: Overview | None = None
