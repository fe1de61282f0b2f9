"""Where one shot of a film stands, and what can become of it: every change of it is a verb here, pure."""

from typing import Literal, Self

from pydantic import Field

from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.orders.assets import Asset
from models.orders.likeness import Likeness
from models.orders.shot_orders import MadeShot
from models.shots.noted import FieldChange, Noted, changes_between
from models.shots.refusals import RefusedTry, Reworded
from models.shots.shot_list import Shot
from models.shots.takes import Opening, Take
from models.subjects.seen import Seen

ShotStatus = Literal[
    "planned", "blocked", "drawing", "drawn", "rendering", "unknown", "done", "missing", "dropped"
]

_BACK: dict[ShotStatus, ShotStatus] = {"drawing": "planned", "rendering": "drawn", "unknown": "drawn"}
"""What a shot is whose work was given up on its way."""
_SHOWN = 60
"""Characters of a prompt that stand for it where other words took its place."""


class ShotView(Frozen):
    """Where one shot stands. `take` counts its keyframes, and the revisions that asked for them.

    `missing` says why nothing more is made of it, until it is revised: the film has a slate in its place.
    `blocked` is the category under which it may not be drawn; it is missing until its revision, which the board
    waits for. `voices` are those of its lines, in their places, `lips` is its clip with its speaker's moved, `conformed` is the clip as the film has it. `takes`
    are its other takes, which can be gone back to. `changed` are the fields that the words of its last revision changed.
    `seen` are the subjects that its picture shows, as they were when it was drawn; it is `stale` where those of them that
    are named have changed since: nothing of it is made anew unless somebody asks for that. It `follows` the shot of its scene
    with whose last frame it is to open, and `opening` is that frame once its clip is made from it; where that shot has
    another clip by now, `stale` names it too. `likeness` says how like whom it shows its picture is, where that was measured.
    `tries` are those of all its takes that were refused for their content, in order.
    """

    shot: Shot
    status: ShotStatus = "planned"
    take: int = 1
    keyframe: Asset | None = None
    voices: tuple[Asset | None, ...] = ()
    clip: Asset | None = None
    lips: Asset | None = Field(default=None, exclude_if=lambda lips: lips is None)
    conformed: Asset | None = None
    missing: str = ""
    blocked: str = ""
    notes: tuple[str, ...] = ()
    takes: tuple[Take, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    seen: tuple[Seen, ...] = ()
    stale: tuple[str, ...] = ()
    follows: str = ""
    opening: Opening | None = None
    likeness: Likeness | None = None
    tries: tuple[RefusedTry, ...] = Field(default=(), exclude_if=lambda tries: not tries)

    @property
    def current(self) -> Take:
        """The take that the film has now."""
        return Take(
            take=self.take,
            shot=self.shot,
            keyframe=self.keyframe,
            voices=self.voices,
            clip=self.clip,
            lips=self.lips,
            conformed=self.conformed,
            missing=self.missing,
            changed=self.changed,
            seen=self.seen,
            stale=self.stale,
            opening=self.opening,
            likeness=self.likeness,
        )

    @property
    def still(self) -> Asset | None:
        """The picture that its clip opens with: its own, or the one that takes its place."""
        return self.opening.frame if self.opening else self.keyframe

    @property
    def not_drawn(self) -> tuple[str, ...]:
        """What it asks for and its picture does not show, as far as whoever drew it knows."""
        return self.keyframe.undrawn if self.keyframe else ()

    @property
    def next_take(self) -> int:
        """The number of a take that there was not yet."""
        return 1 + max(self.take, *(take.take for take in self.takes), 0)

    @property
    def drawn_for(self) -> Shot:
        """The shot as it was when the picture that it has was drawn; while it is redrawn, another is asked for."""
        if self.status != "drawing":
            return self.shot
        return next((take.shot for take in reversed(self.takes) if take.keyframe == self.keyframe), self.shot)

    def kept(self) -> tuple[Take, ...]:
        """Every take but one that has no picture of its own, the current one among them, in order."""
        drawn = self.keyframe is not None and self.status != "drawing"
        takes = [*self.takes, *([self.current] if drawn else [])]
        return tuple(sorted(takes, key=lambda take: take.take))

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The assets that it now has: its picture, its voices, its clip."""
        return tuple(asset for asset in (self.keyframe, *self.voices, self.clip, self.lips) if asset)

    @property
    def cost(self) -> Usd:
        """Dollars spent on the assets the shot now has."""
        return sum((asset.cost for asset in self.assets), ZERO)

    @property
    def unfinished(self) -> bool:
        """Whether something of it is still to be made, or is on its way."""
        return not self.clip and not self.missing

    @property
    def left(self) -> bool:
        """Whether it is unfinished and has its picture: its voice and its clip are to be made, or on their way."""
        return self.unfinished and self.keyframe is not None

    def on_board(self) -> Self:
        """What a board shows of it: the shot, its picture, or why there is none."""
        return type(self)(
            shot=self.shot,
            take=self.take,
            keyframe=self.keyframe,
            missing=self.missing,
            changed=self.changed,
            seen=self.seen,
            stale=self.stale,
            follows=self.follows,
            likeness=self.likeness,
            tries=self.tries,
        )

    def following(self, shot_id: str) -> Self:
        """It is to open with the last frame of that shot; with its own picture where there is none."""
        return self._with(follows=shot_id)

    def opens_with(self, opening: Opening | None) -> Self:
        """Its clip is made from that frame; from its own picture where there is none."""
        return self._with(opening=opening)

    def drawing(self) -> Self:
        """Its picture is on its way."""
        return self._with(status="drawing")

    def drawn(self, keyframe: Asset, seen: tuple[Seen, ...] = (), likeness: Likeness | None = None) -> Self:
        """It has a new picture, so like these subjects; what was made from an earlier one is gone."""
        out = ", ".join(one.subject for one in seen if one.left_out)
        notes = (f"No room was left for the picture of {out}.",) if out else ()
        return self._unmade(
            status="drawn", keyframe=keyframe, missing="", notes=notes, seen=seen, stale=(), likeness=likeness
        )

    def called(self, shot: Shot) -> Self:
        """Those whom it lists are called otherwise, and nothing else of it changes."""
        return self._with(shot=shot)

    def stale_for(self, names: tuple[str, ...]) -> Self:
        """Its picture shows these subjects as they are no longer."""
        return self._with(stale=names)

    def undrawn(self, reason: str) -> Self:
        """It got no picture; an earlier one stays, with a note that says why there is no new one."""
        if self.keyframe is None:
            return self._unmade(status="missing", missing=reason)
        note = f"Take {self.take}: {reason}; the earlier picture stays"
        return self._unmade(status="drawn", notes=(*self.notes, note))

    def blocked_for(self, category: str, reason: str) -> Self:
        """It may not be drawn as it is."""
        return self._unmade(status="blocked", blocked=category, missing=reason, keyframe=None)

    def revised(self, shot: Shot) -> Self:
        """It is asked for anew, as another take, whose picture is on its way; the one it has is kept."""
        return self._with(
            shot=shot,
            take=self.next_take,
            status="drawing",
            takes=self.kept(),
            blocked="",
            missing="",
            changed=(),
        )

    def remade(self, shot: Shot) -> Self:
        """The shot's clip is asked for anew, as another take, from the picture that it has; the clip that it has is kept."""
        take = self.next_take
        return self._unmade(
            shot=shot, take=take, status="drawn", takes=self.kept(), missing="", notes=(), changed=()
        )

    def read(self, noted: Noted) -> Self:
        """The words of its revision were read: its fields are as they say."""
        shot = noted.applied(self.shot)
        return self._with(shot=shot, changed=(*self.changed, *changes_between(self.shot, shot)))

    def refused(self, tried: RefusedTry) -> Self:
        """A try of it was refused for its content."""
        return self._with(tries=(*self.tries, tried))

    def reworded(self, words: Reworded) -> Self:
        """This take of it is asked for in other words; what it has by then stays."""
        shot = words.applied(self.shot)
        change = FieldChange(
            field="words", before=_short(self.shot.enhanced_prompt), after=_short(words.prompt)
        )
        return self._with(shot=shot, changed=(*self.changed, change))

    def cut_to(self) -> Self:
        """It is cut to from the shot before, whatever the film does elsewhere."""
        return self._with(shot=self.shot.model_copy(update={"transition": "cut"}))

    def lost(self) -> Self:
        """Something that was made from its picture is lost: what there is left is found, the rest made again."""
        return self._unmade(status="drawn", notes=())

    def rendering(self) -> Self:
        """Its voice and its clip are on their way."""
        return self._with(status="rendering")

    def unknown(self) -> Self:
        """Nobody knows whether a vendor took its job: somebody has to decide."""
        return self._with(status="unknown")

    def done(self, made: MadeShot) -> Self:
        """It has what was made, or is missing for the reason that was found."""
        lost = f"The clip could not be had: {made.lost.reason}" if made.lost else ""
        missing = made.missing or lost
        return self._with(
            status="missing" if missing else "done",
            voices=made.voices,
            clip=made.clip,
            lips=made.lips,
            conformed=made.conformed,
            missing=missing,
            notes=(*self.notes, *made.notes),
        )

    def abandoned(self) -> Self:
        """What was on its way is no longer being made."""
        return self._with(status=_BACK.get(self.status, self.status))

    def back_at(self, number: int) -> Self:
        """It has another of its takes again; as it is when there is no such take."""
        wanted = next((take for take in self.takes if take.take == number), None)
        if wanted is None:
            return self
        others = tuple(other for other in self.kept() if other.take != number)
        return type(self)(
            shot=wanted.shot,
            status="missing" if wanted.missing else ("done" if wanted.clip else "drawn"),
            take=wanted.take,
            keyframe=wanted.keyframe,
            voices=wanted.voices,
            clip=wanted.clip,
            lips=wanted.lips,
            conformed=wanted.conformed,
            missing=wanted.missing,
            takes=others,
            changed=wanted.changed,
            seen=wanted.seen,
            stale=wanted.stale,
            follows=self.follows,
            opening=wanted.opening,
            likeness=wanted.likeness,
            tries=self.tries,
        )

    def tried(self, *takes: Take) -> Self:
        """It has further takes, beside the one in the film."""
        return self._with(takes=(*self.takes, *takes))

    def put_back(self, before: Self) -> Self:
        """It is as it was `before` some changes, whose pictures are kept as takes."""
        others = tuple(take for take in self.kept() if take.take != before.take)
        return before._with(takes=others, tries=self.tries)

    def _unmade(self, **changes: object) -> Self:
        return self._with(**changes, voices=(), clip=None, lips=None, conformed=None, opening=None)

    def _with(self, **changes: object) -> Self:
        return self.model_copy(update=changes)


def _short(words: str) -> str:
    """The beginning of some words, in quotation marks."""
    text = " ".join(words.split())
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + '…'}”"
