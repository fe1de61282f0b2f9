"""The cast of a film: which provider makes each kind of thing."""

from models.base import Frozen
from models.kinds import Kind
from models.money import Quote, Usd
from models.writing import ModelChoice, StoryPlan


class Choice(Frozen):
    """One provider: its name, the queue its work runs on, and whether its vendor takes jobs."""

    kind: Kind
    provider: str
    label: str
    revision: str
    hosted: bool = False


class Cast(Frozen):
    """A choice for every kind, and the most that writing the story may cost.

    `plan` says how models write the story; without one the llm choice is a writer of its own.
    `guards` check the shots before any picture is made, in order of preference.
    """

    llm: Choice
    image: Choice
    video: Choice
    speech: Choice
    music: Choice
    story_quote: Quote = Quote()
    plan: StoryPlan | None = None
    guards: tuple[ModelChoice, ...] = ()


class ShotQuote(Frozen):
    """The most that one shot's steps may cost, in dollars."""

    shot_id: str
    keyframe: Usd
    voice: Usd
    clip: Usd


class FilmQuotes(Frozen):
    """The most that everything after the story may cost."""

    shots: tuple[ShotQuote, ...]
    score: Usd

    def of(self, shot_id: str) -> ShotQuote:
        """The quote of one shot."""
        return next(quote for quote in self.shots if quote.shot_id == shot_id)
