"""The cast of a film: which provider makes each kind of thing."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from models.base import Frozen
from models.kinds import Kind
from models.money.dollars import ZERO, Usd
from models.money.steps import Quote
from models.names import step_part
from models.orders.references import ReferenceRule
from models.queues import pool_of
from models.shots.shot_list import Shot
from models.story.plan import ModelChoice, StageRoute, StoryPlan

_ROUNDING_S = 1e-6
_SHOWN = 4
"""How many shots are named before the rest are counted."""


class Choice(Frozen):
    """One provider: its name, the queue its work runs on, whether its vendor takes jobs, and how it takes references.

    One without `references` takes none. No clip that it makes at once is longer than `longest_s` seconds, where that is set, and none whose lips it moves is
    shorter than `shortest_s`.
    One that is `seeded` makes something else of another seed, one that `silences` makes clips without a sound where that is
    asked. One that speaks and takes `context` is told what is said before and after a line; so many characters of an `exchange` it
    speaks at once. A score of one that follows `sections` has moods of its own from shot to shot. Where its vendor is down, its
    `fallback` is asked. `weights` are those it runs here, by a hash; empty for whoever
    has none.
    """

    kind: Kind
    provider: str
    label: str
    revision: str
    hosted: bool = False
    references: ReferenceRule | None = Field(default=None, exclude_if=lambda rule: rule is None)
    longest_s: float | None = Field(default=None, gt=0, exclude_if=lambda seconds: seconds is None)
    shortest_s: float | None = Field(default=None, gt=0, exclude_if=lambda seconds: seconds is None)
    weights: str = Field(default="", exclude_if=lambda weights: not weights)
    seeded: bool = Field(default=False, exclude_if=lambda seeded: not seeded)
    silences: bool = Field(default=False, exclude_if=lambda silences: not silences)
    context: bool = Field(default=False, exclude_if=lambda taken: not taken)
    exchange: int = Field(default=0, ge=0, exclude_if=lambda characters: not characters)
    sections: bool = Field(default=False, exclude_if=lambda followed: not followed)
    fallback: "Choice | None" = Field(default=None, exclude_if=lambda fallback: fallback is None)

    @property
    def at_vendor(self) -> bool:
        """Whether its work is a vendor's, to whom only so much of one film goes at once."""
        return self.hosted or "/" in self.provider

    def length_objection(self, seconds: float) -> str:
        """Why it cannot move the lips of a clip of so many seconds, as a clause; empty where it can."""
        most, least, has = self.longest_s, self.shortest_s, f"the shot has {seconds:.2f} s"
        if most is not None and seconds > most + _ROUNDING_S:
            return f"{has}, and {self.provider} takes {most:g} s at most"
        if least is not None and seconds < least - _ROUNDING_S:
            return f"{has}, and {self.provider} takes {least:g} s at least"
        return ""


class Cast(Frozen):
    """A choice for every kind, and the most that writing the story may cost.

    `plan` says how models write the story; without one the llm choice is a writer of its own.
    `guards` check the shots before any picture is made, in order of preference. `notes` says which models read
    what people say of a picture; without it the offline writer does. `check` compares pictures, where anybody does, `effect` makes
    the sounds of scenes, and `lips` moves lips to what is said. `others`
    make what single shots ask of them: pictures and clips by the names that the shots have for them. `remarks` are what a
    person should know of how it came to be. Where what is refused is tried again, `reword` says which models word a shot anew,
    and `instead` are others for its pictures and its clips.
    """

    llm: Choice
    image: Choice
    video: Choice
    speech: Choice
    music: Choice
    check: Choice | None = Field(default=None, exclude_if=lambda check: check is None)
    lips: Choice | None = Field(default=None, exclude_if=lambda lips: lips is None)
    effect: Choice | None = Field(default=None, exclude_if=lambda effect: effect is None)
    story_quote: Quote = Quote()
    plan: StoryPlan | None = None
    guards: tuple[ModelChoice, ...] = ()
    notes: StageRoute | None = None
    others: dict[str, Choice] = Field(default_factory=dict, exclude_if=lambda others: not others)
    remarks: tuple[str, ...] = Field(default=(), exclude_if=lambda remarks: not remarks)
    reword: StageRoute | None = Field(default=None, exclude_if=lambda route: route is None)
    instead: tuple[Choice, ...] = Field(default=(), exclude_if=lambda others: not others)

    def on_cards(self, *, pictures_only: bool = False) -> dict[str, tuple[Choice, ...]]:
        """Those whose work needs a card, by the class of cards, each once; `pictures_only` of a film that ends with its board."""
        makers = [self.image, self.video, self.speech, self.music, *self.others.values()]
        makers += [one for one in (self.check, self.effect) if one]
        if pictures_only:
            makers = [one for one in makers if one.kind in ("image", "check")]
        every = [one for maker in makers for one in (maker, maker.fallback) if one is not None]
        found: dict[str, dict[str, Choice]] = {}
        for one in every:
            if pool_of(one.label) == "gpu":
                found.setdefault(one.label, {}).setdefault(other_key(one.kind, one.provider), one)
        return {label: tuple(ones.values()) for label, ones in found.items()}

    def with_weights(self, weights: Mapping[str, str]) -> "Cast":
        """The cast with the weights of those who have some, by `other_key` of kind and provider."""
        made = {
            kind: _weighed(one, weights)
            for kind in ("image", "video", "speech", "music", "check", "effect")
            if (one := getattr(self, kind)) is not None
        }
        others = {name: _weighed(one, weights) for name, one in self.others.items()}
        return self.model_copy(update={**made, "others": others})

    def of_shot(self, shot: Shot) -> "Cast":
        """The cast as it is for one shot, which may name others for its picture and its clip."""
        named = {"image": shot.image_provider, "video": shot.video_provider}
        own = {kind: self.others.get(other_key(kind, name)) for kind, name in named.items() if name}
        found = {kind: choice for kind, choice in own.items() if choice is not None}
        return self.model_copy(update=found) if found else self

    @property
    def takes_references(self) -> bool:
        """Whether anybody who makes pictures or clips is given reference pictures."""
        return any(one.references is not None for one in (self.image, self.video, *self.others.values()))


def _weighed(choice: Choice, weights: Mapping[str, str]) -> Choice:
    spare = choice.fallback and _weighed(choice.fallback, weights)
    own = weights.get(other_key(choice.kind, choice.provider), choice.weights)
    return choice.model_copy(update={"weights": own, "fallback": spare})


def other_key(kind: str, name: str) -> str:
    """How one who makes something of single shots is found in a cast."""
    return f"{kind} {name}"


class ShotQuote(Frozen):
    """The most that one shot's steps may cost, in dollars; `voices` are those of its lines, `clips` of the several clips that
    its clip is made of, where it is. `effect` is the most of its scene's sound, where it opens a scene.

    `cannot` says of a step, by its part (`clip`, `voice-2`), that its provider is not able to make it, and why. `lips_alone` says
    why the lips of a shot are left as they are, though somebody wants them moved.
    """

    shot_id: str
    keyframe: Usd
    voices: tuple[Usd, ...] = ()
    clip: Usd
    clips: tuple[Usd, ...] = Field(default=(), exclude_if=lambda clips: not clips)
    lips: Usd = Field(default=ZERO, exclude_if=lambda lips: not lips)
    effect: Usd = Field(default=ZERO, exclude_if=lambda usd: not usd)
    cannot: dict[str, str] = Field(default_factory=dict)
    lips_alone: str = Field(default="", exclude_if=lambda why: not why)

    @property
    def voice(self) -> Usd:
        """The most that all its voices may cost."""
        return sum(self.voices, ZERO)

    def voice_of(self, line: int) -> Usd:
        """The most that the voice of a line may cost, by its number from 1."""
        return self.voices[line - 1] if line <= len(self.voices) else ZERO

    def silent(self) -> dict[int, str]:
        """The lines that cannot be spoken, by their numbers, and why."""
        reasons = (
            (line, self.cannot.get(step_part("voice", line))) for line in range(1, len(self.voices) + 1)
        )
        return {line: reason for line, reason in reasons if reason}


class SheetQuote(Frozen):
    """The most that the sheet of a subject, by its id, may cost in dollars; `cannot` says why it cannot be drawn."""

    subject_id: str
    usd: Usd
    cannot: str = ""


class FilmQuotes(Frozen):
    """The most that everything after the story may cost; `notes` are what a person should know of how its pictures are made.

    `later_notes` are of what is made after those: clips, voices, a score.
    """

    shots: tuple[ShotQuote, ...]
    score: Usd
    cannot_score: str = ""
    sheets: tuple[SheetQuote, ...] = ()
    notes: tuple[str, ...] = Field(default=(), exclude_if=lambda notes: not notes)
    later_notes: tuple[str, ...] = Field(default=(), exclude_if=lambda notes: not notes)

    def of_board(self) -> "FilmQuotes":
        """The quotes without what they say of anything that is made after the pictures."""
        shots = tuple(
            quote.model_copy(
                update={"cannot": {step: why for step, why in quote.cannot.items() if step == "keyframe"}}
            )
            for quote in self.shots
        )
        return self.model_copy(update={"shots": shots, "cannot_score": "", "later_notes": ()})

    def hopeless(self, *, clips: bool = True) -> str:
        """Why there can be no film at all, in one sentence: none of its pictures can be made, or none of its `clips`."""
        for step in ("keyframe", *(("clip",) if clips else ())):
            reasons = [quote.cannot.get(step, "") for quote in self.shots]
            if reasons and all(reasons):
                return (
                    f"No {'picture' if step == 'keyframe' else 'clip'} of this film can be made: {reasons[0]}"
                )
        return ""

    def cannot(self) -> tuple[str, ...]:
        """What the cast is not able to make, a sentence each, with the shots that it is about."""
        shots: dict[tuple[str, str], list[str]] = {}
        for quote in self.shots:
            for part, reason in quote.cannot.items():
                step = part.partition("-")[0]
                names = shots.setdefault((step, reason), [])
                names += [] if quote.shot_id in names else [quote.shot_id]
        said = [
            reason if len(names) == len(self.shots) else f"{listed(names)}, {step}: {reason}"
            for (step, reason), names in shots.items()
        ]
        return (*said, *([self.cannot_score] if self.cannot_score else []))


def lips_left_alone(quotes: Iterable[ShotQuote]) -> tuple[str, ...]:
    """Whose lips are left alone and why, a sentence for each reason, with the shots that it is about."""
    shots: dict[str, list[str]] = {}
    for quote in quotes:
        if quote.lips_alone:
            shots.setdefault(quote.lips_alone, []).append(quote.shot_id)
    return tuple(f"The lips of {listed(names)} are left alone: {reason}." for reason, names in shots.items())


def listed(names: Sequence[str]) -> str:
    """Some of the shots, and how many more."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
