"""The gate: it opens when a person has approved exactly the pictures that are on the board."""

from datetime import timedelta
from typing import Literal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.approval_policy import ApprovalPolicy
    from models.film.decisions import Decision
    from models.names import in_order
    from models.runs.continuation import GateLeft
    from models.shots.shot_list import Shot, find_shot


class Gate:
    """The board's revision, what was approved of it, and which shots are being redrawn.

    It is shut until there is a board, and again whenever pictures change. It holds no clock and
    starts nothing: the film asks `objection` before it takes a decision, and, while nobody decides,
    what is decided by itself: `automatic` at once, `lapsed` when `patience` has run out. What it says names the
    film by its id.
    """

    def __init__(
        self,
        approve: Literal["wait", "auto"] = "wait",
        policy: ApprovalPolicy | None = None,
        film_id: str = "ID",
    ) -> None:
        self.film_id = film_id
        self._approve = approve
        self._policy = policy or ApprovalPolicy()
        self.board = 0
        self.approved_board = 0
        self.rejected: Decision | None = None
        self.blocked: tuple[str, ...] = ()
        self._redrawing: list[str] = []
        self._changed = False
        self._laying_out = False
        self._closed_because = "there is no board yet"
        self._retakes = False
        self._taken = False

    @property
    def rejectable(self) -> bool:
        """Whether a rejection ends what is being made; once it was approved, only cancelling does.

        What was approved in an earlier run of the film says nothing about its retake.
        """
        return not (self._taken or self.passed or self.rejected is not None)

    @property
    def taken(self) -> bool:
        """Whether a board was approved in this run of the film."""
        return self._taken

    @property
    def retakes(self) -> bool:
        """Whether the board was approved in an earlier run of the film, which goes on from there."""
        return self._retakes

    @property
    def settled(self) -> bool:
        """Whether the board shows the pictures as they are."""
        return self.board > 0 and not (self._redrawing or self._changed or self._laying_out)

    @property
    def passed(self) -> bool:
        """Whether the pictures, as they are, were approved."""
        return self.settled and self.board == self.approved_board and self.rejected is None

    @property
    def waits(self) -> bool:
        """Whether nothing happens until a person decides."""
        decided = self.passed or self.rejected is not None or self.automatic is not None
        return self.settled and not decided

    @property
    def redrawing(self) -> tuple[str, ...]:
        """The shots whose pictures are being redrawn."""
        return tuple(in_order(set(self._redrawing)))

    @property
    def automatic(self) -> Decision | None:
        """The approval that needs no person; None where one has to look."""
        if self._approve == "wait" or self.blocked or not self.settled:
            return None
        return Decision(kind="approve", by="auto", board=self.board)

    @property
    def patience(self) -> timedelta | None:
        """How long the board waits for a person before it lapses; None for ever, as pictures that are blocked do."""
        hours, then = self._policy.timeout_hours, self._policy.on_timeout
        if not hours or then == "wait" or (then == "approve" and self.blocked):
            return None
        return timedelta(hours=hours)

    @property
    def lapsed(self) -> Decision:
        """What is decided when nobody did in time: the board is approved, or rejected, which ends the film."""
        if self._policy.on_timeout == "approve":
            return Decision(kind="approve", by="timeout", board=self.board)
        note = f"Nobody decided on board {self.board} in {self._policy.timeout_hours:g} hours."
        return Decision(kind="reject", by="timeout", note=note, board=self.board)

    def restore(self, board: int, approved: int) -> None:
        """The board as an earlier run of the film left it."""
        self.board, self.approved_board = board, approved
        self._closed_because = ""
        self._retakes = True

    def left(self, since: str) -> GateLeft:
        """What it leaves when nothing is redrawn; it has waited `since` then, as in `GateLeft`."""
        return GateLeft(
            shown=self.board,
            approved=self.approved_board,
            since=since,
            blocked=self.blocked,
            retakes=self._retakes,
            taken=self._taken,
        )

    def take_up(self, left: GateLeft) -> None:
        """The gate as the run before left it."""
        self.board, self.approved_board, self.blocked = left.shown, left.approved, left.blocked
        self._retakes, self._taken = left.retakes, left.taken
        if left.shown:
            self._closed_because = ""

    def begin_redraw(self, shot_id: str) -> None:
        """A shot's picture is being redrawn: what was approved no longer counts."""
        self._redrawing.append(shot_id)

    def end_redraw(self, shot_id: str) -> None:
        """A redraw came back; the board does not show it yet."""
        self._redrawing.remove(shot_id)
        self._changed = True

    def needs_board(self) -> bool:
        """Whether a new board should be laid out now."""
        still = not self._redrawing and not self._laying_out
        return self._changed and still and self.rejected is None

    def begin_board(self) -> int:
        """A board is being laid out of the pictures as they are; gives its revision."""
        self._changed = False
        self._laying_out = True
        return self.board + 1

    def show_board(self) -> None:
        """The new board can be looked at, and nobody has approved it."""
        self._laying_out = False
        self.board += 1
        self._closed_because = ""

    def block(self, shot_id: str, *, blocked: bool) -> None:
        """A shot may not be drawn as it is; or, revised, it may."""
        others = [name for name in self.blocked if name != shot_id]
        self.blocked = tuple(in_order([*others, shot_id] if blocked else others))

    def approve(self) -> None:
        """The board as it is now is approved."""
        self.approved_board = self.board
        self._taken = True

    def close(self, because: str) -> None:
        """No decision is taken from here on."""
        self._closed_because = because

    def objection(self, decision: Decision, shots: tuple[Shot, ...]) -> str:
        """Why a decision cannot be taken now, in one sentence; empty when it can."""
        if self.rejected is not None:
            if self._retakes:
                return "The retake was rejected: the film stays as it was."
            return "The storyboard was rejected: the film is ending."
        if decision.kind == "reject" and not self.rejectable:
            ends = "ends the film, everything kept"
            if self._retakes:
                ends = "stops the retake, and the film stays as it was"
            return f"Board {self.approved_board} was approved and is not rejected any more: `longtake cancel {self.film_id}` {ends}."
        if self._closed_because:
            return f"Nothing can be decided now: {self._closed_because}."
        if decision.board is not None and decision.board != self.board:
            return f"Board {decision.board} is not the one to decide on: look at board {self.board}."
        if decision.shot and find_shot(shots, decision.shot) is None:
            return f"There is no shot {decision.shot!r}: the film has {len(shots)} shots, from {shots[0].shot_id}."
        if decision.kind == "approve" and not self.settled:
            being = ", ".join(self.redrawing)
            why = f"{being} is being redrawn" if being else "the pictures have changed"
            return f"{why[0].upper()}{why[1:]}: look at board {self.board + 1} when it is there."
        if decision.kind == "approve" and self.blocked:
            many = len(self.blocked) > 1
            them = "they are: revise them" if many else "it is: revise it"
            return f"{', '.join(self.blocked)} may not be drawn as {them} first."
        if decision.kind == "approve" and self.passed:
            return f"Board {self.board} was approved already."
        return ""
