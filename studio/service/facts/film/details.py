"""A film without its shots and its files, which are read by pages."""

from pydantic import Field

from models.film.view import StageTime
from models.shots.view import ShotStatus
from studio.service.facts.film.report import FilmDoing, FilmState, StoryFacts


class FilmDetails(FilmDoing, FilmState):
    """Where a film stands; its shots, decisions and files are asked for by themselves."""

    shots: int = Field(description="How many shots it has; 0 before they are written.", examples=[8])
    shots_by_status: dict[ShotStatus, int] = Field(
        description="How many shots stand how.", examples=[{"done": 3, "rendering": 2, "drawn": 3}]
    )
    story: StoryFacts = Field(description="How its story was written by models.")
    decisions_told: int = Field(description="How many decisions it was told.", examples=[1])
    decisions_refused: int = Field(description="How many of them it did not take.", examples=[0])
    stages: tuple[StageTime, ...] = Field(description="When its stages began.")
    change: str = Field(
        description="A mark of all this, which is another when something has changed: what `since` takes.",
        examples=["5f2b6d1c9a7e0834"],
    )
