"""A film as those see it who review it: what is seen and heard, and nothing of money, models or vendors."""

from pydantic import Field

from models.base import Frozen
from models.film.view import Stage
from models.shots.view import ShotStatus
from studio.service.facts.values import FilmId, Seconds, ShotName


class Reviewer(Frozen):
    """Who asks."""

    name: str = Field(
        description="What they are called in what they say; `(guest)` came by a link.",
        examples=["Ada (guest)"],
    )
    guest: bool = Field(description="Whether they came by a link.")
    comments: bool = Field(description="Whether they may comment.")
    decides: bool = Field(description="Whether they may resolve what others said.")


class ReviewFacts(Frozen):
    """A film for those who review it."""

    id: FilmId
    title: str = Field(description="Its title; empty before it has one.", examples=["The Door in the Sea"])
    stage: Stage = Field(description="Where it is, or how it ended.", examples=["finished"])
    ended: bool = Field(description="Whether nothing more happens in it.")
    board: int = Field(description="Its board's revision; 0 before there is one.", examples=[1])
    board_pages: tuple[str, ...] = Field(
        description="The board's pages among its files.", examples=[["storyboard.png"]]
    )
    shots: int = Field(description="How many shots it has; 0 before they are written.", examples=[8])
    seconds: Seconds
    size: tuple[int, int] = Field(
        description="Its width and height in pixels; 0 before that is known.", examples=[[1280, 720]]
    )
    film: str | None = Field(
        description="Its cut among its files; null before there is one.", examples=["film.mp4"]
    )
    captions: str | None = Field(description="Its subtitles among its files, if any.", examples=["film.vtt"])
    poster: str | None = Field(description="Its poster among its files, if any.", examples=["poster.jpg"])
    you: Reviewer = Field(description="Who asks.")


class ReviewShot(Frozen):
    """A shot for those who review it."""

    shot: ShotName
    number: int = Field(description="Its place in the film, from 1.", examples=[3])
    status: ShotStatus = Field(description="How it stands.", examples=["done"])
    take: int = Field(description="The take that the film has, from 1.", examples=[1])
    shows: str = Field(description="What is seen in it.")
    heard: str = Field(description="What is heard over it, as one text; empty where it is silent.")
    planned_seconds: float = Field(description="Its planned length in seconds.", examples=[4.0])
    frame: str | None = Field(
        description="Its picture among the film's files; null before it is drawn.",
        examples=["shots/shot_003/frame.png"],
    )
    clip: str | None = Field(
        description="Its clip among them; null before it is made.", examples=["shots/shot_003/clip.mp4"]
    )


class ReviewShotPage(Frozen):
    """Some of a film's shots, in order."""

    id: FilmId
    shots: tuple[ReviewShot, ...] = Field(description="The shots of this page.")
    next: str | None = Field(
        description="The cursor of the page behind this one; null on the last.", examples=["99"]
    )
