"""What a film asks of one of its reels, and what comes of it."""

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.film.reels import ReelPlan, ReelStanding
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.money.dollars import ZERO, Usd
from models.orders.assets import Blob
from models.orders.cast import Cast, Choice
from models.shots.takes import Change
from models.subjects.bible import Bible


class ReelOrder(Frozen):
    """One reel `plan` of a film of several: what the film knows by now, and how it is run.

    `run_id` is the film's run, which names what is made, and began at `began`, ISO 8601 UTC. With `earlier` it goes on from what an
    earlier run of it left, by `changes`; it had `spent` so much by then. `first_number` is
    that of its first shot where reels before it have other shots than were planned.
    """

    film_id: str
    run_id: str
    began: str
    digest: str
    title: str
    language: str
    mood: str
    brief: Brief
    options: RunOptions
    cast: Cast
    bible: Bible
    plan: ReelPlan
    fresh: str = ""
    earlier: Blob | None = None
    changes: tuple[Change, ...] = ()
    spent: Usd = ZERO
    first_number: int = Field(default=0, exclude_if=lambda number: not number)

    @property
    def request(self) -> FilmRequest:
        """What the reel is started with, as a film of one reel is; its money is what it is lent, nothing more as yet."""
        limited = self.options.budget is not None and self.options.budget_mode == "cap"
        budget = {"budget": self.spent if limited else None, "approve_bible": False}
        return FilmRequest(brief=self.brief, options=self.options.model_copy(update=budget))


_NOBODY = {
    kind: Choice(kind=kind, provider="nobody", label="io", revision="")
    for kind in ("llm", "image", "video", "speech", "music")
}

UNREADABLE = ReelOrder(
    film_id="(no film)",
    run_id="",
    began="",
    digest="",
    title="",
    language="und",
    mood="",
    brief=Brief(prompt="An order that cannot be read."),
    options=RunOptions(),
    cast=Cast.model_validate(_NOBODY),
    bible=Bible(),
    plan=ReelPlan(
        number=1, first=0, shot_ids=(), numbers=(1, 1), words=Blob(sha256="0" * 64, suffix=".json", size=0)
    ),
)
"""Stands for an order that cannot be used, while its reel says so and ends: no film has that id."""


class MadeReel(Frozen):
    """What came of a reel: how it stands, and for what reason; one that could not be made is `unmade`."""

    standing: ReelStanding
    reason: str = ""
    unmade: bool = False
