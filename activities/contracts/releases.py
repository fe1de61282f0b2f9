"""A finished film on its way out of the house."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.releases.release import Released, ReleaseRequest, Uploaded, UploadedFilm


class Sent(Frozen):
    """How far a release is, in the heartbeats of its activities: so many `of` so many bytes are there; of what, or why it waits."""

    doing: str = ""
    sent: int = 0
    of: int = 0


class Releases(Protocol):
    """A film brought to a place; each is asked for as often as it takes, and done once."""

    @activity.defn(name="releases.upload")
    def upload(self, request: ReleaseRequest) -> Uploaded:
        """Have the film's bytes at YouTube, as one video, continued where an earlier worker left off."""

    @activity.defn(name="releases.dress")
    def dress(self, film: UploadedFilm) -> Released:
        """Give the video its poster and its subtitles, and see what YouTube says of it."""

    @activity.defn(name="releases.deliver")
    def deliver(self, request: ReleaseRequest) -> Released:
        """Put the film and what goes with it into a folder, or into a folder of a bucket."""
