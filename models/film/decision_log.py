"""What a film was told, as it is kept: everything is counted, and the last of it can be read.

Anybody may send a film any number of decisions. A refused one costs whoever sends it nothing, so only the last few are
kept; a taken one is an act, and far more of them than a person needs are. What was said is kept in short: the words that
a shot was revised with are in its takes.
"""

from collections.abc import Sequence

from models.base import Frozen
from models.excerpt import excerpt
from models.film.decisions import MONEY_KINDS, Decision, DecisionRecord

MOST_TAKEN = 200
MOST_REFUSED = 20
"""How many decisions are kept of those that were taken, and of those that were not."""

MOST_NOTED = 5
"""Of how many refused decisions a film's notes say why."""

LONGEST_SAID = 400
"""Characters that are kept of each text in a decision, and of the reason why it was not taken."""

MOST_SAID_OF_IT = 4000
"""Characters that are kept of what a person should know of a decision that was taken, such as which lines go."""


def in_short(decision: Decision) -> Decision:
    """A decision as it is kept."""
    names = ("note", "prompt", "first", "dialogue", "text", "description")
    texts = {name: getattr(decision, name) or "" for name in names}
    long: dict[str, object] = {
        name: excerpt(text, LONGEST_SAID) for name, text in texts.items() if len(text) > LONGEST_SAID
    }
    if decision.lines and sum(len(line.text) for line in decision.lines) > LONGEST_SAID:
        said = excerpt(" ".join(line.named for line in decision.lines), LONGEST_SAID)
        long |= {"lines": None, "dialogue": said}
    if decision.entry:  # what it asks for is in the shot
        said = excerpt(decision.entry.seen, LONGEST_SAID)
        long |= {"entry": None, "prompt": said}
    return decision.model_copy(update=long) if long else decision


class DecisionLog(Frozen):
    """The decisions that are kept, in order; `told` and `refused` count them all."""

    records: tuple[DecisionRecord, ...] = ()
    told: int = 0
    refused: int = 0

    def having(self, decision: Decision, at: str, reason: str = "", says: str = "") -> "DecisionLog":
        """The log with one more, heard `at` (ISO 8601, UTC); with a reason, it was not taken; `says` as in the record."""
        record = DecisionRecord(
            decision=in_short(decision),
            accepted=not reason,
            reason=excerpt(reason, LONGEST_SAID),
            says=excerpt(says, MOST_SAID_OF_IT),
            at=at,
            number=self.told + 1,
        )
        refused = self.refused + (not record.accepted)
        return DecisionLog(records=_last((*self.records, record)), told=record.number, refused=refused)

    def after(self, earlier: "DecisionLog") -> "DecisionLog":
        """The log of a film that goes on from another run, whose decisions were `earlier`."""
        own = (
            one.model_copy(update={"number": earlier.told + place})
            for place, one in enumerate(self.records, start=1)
        )
        return DecisionLog(
            records=_last((*earlier.records, *own)),
            told=earlier.told + self.told,
            refused=earlier.refused + self.refused,
        )

    def with_reel(self, number: int, told: Sequence[DecisionRecord]) -> "DecisionLog":
        """The log of a film with what one of its reels was told itself; what was passed on to it stands in the film's own.

        What a reel did not take of that is there too.
        """
        known = {_key(record) for record in self.records}
        own = [
            record.model_copy(update={"decision": record.decision.model_copy(update={"reel": number})})
            for record in told
            if not record.decision.passed or not record.accepted
        ]
        new = [record for record in own if _key(record) not in known]
        return DecisionLog(
            records=_last(tuple(sorted((*self.records, *new), key=lambda record: record.at))),
            told=self.told + len(new),
            refused=self.refused + sum(not record.accepted for record in new),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Why the last refused ones were not taken; of those about money, whoever sent them is told."""
        said = [
            f"A decision ({one.decision.kind}) was not taken: {one.reason}"
            for one in self.records
            if not one.accepted and one.decision.kind not in MONEY_KINDS
        ]
        notes = tuple(dict.fromkeys(said))[-MOST_NOTED:]
        more = f"{self.refused:,} decisions were not taken, of which the last are told here."
        return (more, *notes) if self.refused > MOST_REFUSED else notes


def _key(record: DecisionRecord) -> tuple[str, str]:
    return record.at, record.decision.model_dump_json()


def _last(records: tuple[DecisionRecord, ...]) -> tuple[DecisionRecord, ...]:
    """The last of those that were taken and of those that were not, in order."""
    left = {True: MOST_TAKEN, False: MOST_REFUSED}
    kept = []
    for one in reversed(records):
        left[one.accepted] -= 1
        if left[one.accepted] >= 0:
            kept.append(one)
    return tuple(reversed(kept))
