"""The gate before the pictures: it opens when a person has approved the bible, where somebody asked to see it."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.approval_policy import ApprovalPolicy
    from models.film.decisions import Decision
    from models.runs.continuation import GateLeft


class BibleGate:
    """The bible's revision, and which one was approved. Without `asked` it is open, and waits for nobody.

    It is closed until the bible is `there`, and while a sheet of it is drawn. It holds no clock and starts nothing.
    """

    def __init__(self, *, asked: bool, policy: ApprovalPolicy | None = None) -> None:
        self.asked = asked
        self._policy = policy or ApprovalPolicy()
        self.revision = 0
        self.approved = 0
        self._drawing: list[str] = []

    @property
    def settled(self) -> bool:
        """Whether the bible can be looked at, with every picture that it is to have."""
        return self.revision > 0 and not self._drawing

    @property
    def passed(self) -> bool:
        """Whether the film may go on to its pictures."""
        return not self.asked or (self.settled and self.approved == self.revision)

    @property
    def waits(self) -> bool:
        """Whether nothing happens until a person decides."""
        return self.settled and not self.passed

    @property
    def patience(self) -> timedelta | None:
        """How long it waits for a person; None for ever."""
        hours = self._policy.timeout_hours
        return timedelta(hours=hours) if hours and self._policy.on_timeout != "wait" else None

    @property
    def lapsed(self) -> Decision:
        """What is decided when nobody did in time."""
        if self._policy.on_timeout == "approve":
            return Decision(kind="approve_bible", by="timeout", board=self.revision)
        note = f"Nobody decided on bible {self.revision} in {self._policy.timeout_hours:g} hours."
        return Decision(kind="reject", by="timeout", note=note)

    def waive(self) -> None:
        """There is nobody and nothing to be seen: it waits for no one."""
        self.asked = False

    def left(self, since: str) -> GateLeft:
        """What it leaves when no sheet is drawn; it has waited `since` then, as in `GateLeft`."""
        return GateLeft(shown=self.revision, approved=self.approved, asked=self.asked, since=since)

    def take_up(self, left: GateLeft) -> None:
        """The gate as the run before left it."""
        self.revision, self.approved, self.asked = left.shown, left.approved, left.asked

    def show(self) -> None:
        """The bible can be looked at as it is now, and nobody has approved that."""
        self.revision += 1

    def begin_sheet(self, subject: str) -> None:
        """A sheet is being drawn."""
        self._drawing.append(subject)

    def end_sheet(self, subject: str) -> None:
        """It is drawn, or cannot be."""
        self._drawing.remove(subject)

    def approve(self) -> None:
        """The bible as it is now is approved."""
        self.approved = self.revision

    def objection(self, decision: Decision) -> str:
        """Why the bible cannot be approved now, in one sentence; empty when it can."""
        if not self.asked or self.revision == 0:
            return "No bible waits for a decision."
        if self.passed:
            return f"Bible {self.revision} was approved already."
        if self._drawing:
            return (
                f"The sheet of {', '.join(self._drawing)} is being drawn: look at the bible when it is there."
            )
        if decision.board is not None and decision.board != self.revision:
            return f"Bible {decision.board} is not the one to decide on: look at bible {self.revision}."
        return ""
