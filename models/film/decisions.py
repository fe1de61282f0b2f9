"""What people tell a running film. Payloads are lenient JSON objects, read here and never trusted."""

from typing import Literal, get_args

from pydantic import Field

from models.base import Frozen
from models.errors import BadInput
from models.excerpt import quoted
from models.film import decision_fields as fields
from models.film.edits.payload import edit_fields, edit_objection
from models.inputs import Unreadable
from models.money.budget import BudgetMode
from models.money.dollars import Usd
from models.orders.assets import Blob
from models.shots.edits import EDITS, Edit, EditKind
from models.shots.fields import ShotFields
from models.shots.heard import Heard
from models.shots.shot_list import Shot
from models.subjects.subject import LONGEST_NAME, MOST_OF_A_DESCRIPTION, objection_to
from models.tokens import LONGEST_TOKEN

DecisionKind = Literal[
    "approve", "revise", "reject", "redraw", EditKind, "undo", "approve_bible", "revise_subject",
    "budget", "allow", "recast", "resolve", "pause", "resume",
]  # fmt: skip
EDIT_KINDS: tuple[DecisionKind, ...] = (*EDITS, "undo")
"""What changes which shots are on a board, and in which order; decided by the gate's rules too."""

GATE_KINDS: tuple[DecisionKind, ...] = ("approve", "revise", "reject", "redraw", *EDIT_KINDS)
"""Decided by the gate's rules; the update takes these too."""

BIBLE_KINDS: tuple[DecisionKind, ...] = ("approve_bible", "revise_subject")
"""Decided by the rules of the bible's gate; the update takes these too."""

MONEY_KINDS: tuple[DecisionKind, ...] = ("budget", "allow", "recast", "resolve")
"""About money; one that is not taken is in the decisions alone, since whoever sent it is told."""

MOST_OF_A_MARK = 80
"""Characters of the mark of what was asked for under a key."""

_FIELDS = (
    *("by", "note", "board", "shot", "prompt", "dialogue", "lines", "line", "text", "usd", "decision"),
    *("no_limit", "mode", "profile", "shots", "action"),
    *("subject", "description", "picture", "voice", "trigger", "into", "reel", "boards"),
    *("before", "after", "other", "entry", "at", "first", "fields", *ShotFields.model_fields, "mark"),
)


class Decision(Heard):
    """One decision. `board` is the revision that was looked at, when the person said which; of a film of several reels that of
    `reel`, or `boards` those of all that were seen, by reel.

    A revision gives a shot other `fields`, a prompt, a note or other words. An edit of the board is as `Edit` has it: `before` or
    `after` which shot, the `other` of two, a shot-list `entry`, the line `at` which the second part begins, what the `first` shows.
    A revision of a `subject` gives it a `description`, a `picture`, a `voice` or a `trigger`, or makes it one with another,
    `into`. `redraw` is of `shots`, all stale ones when empty.
    `usd`, or `no_limit`, and `mode` set the budget. `profile` casts `shots`, all that are left when empty, anew.
    `action` says what becomes of a job whose outcome is unknown. The film `passed` it on to a reel. `mark` is that of the key
    under which a program asked for it (`studio/client/runs/keys.py`): it is taken once.
    """

    kind: DecisionKind
    by: str = ""
    note: str = ""
    board: int | None = None
    shot: str = ""
    prompt: str = ""
    usd: Usd | None = None
    no_limit: bool = False
    mode: BudgetMode | None = None
    profile: str = ""
    shots: tuple[str, ...] = ()
    action: Literal["resubmit", "abandon"] | None = None
    subject: str = ""
    description: str = ""
    picture: Blob | None = None
    voice: str = ""
    trigger: str = ""
    into: str = ""
    fields: ShotFields = Field(default=ShotFields(), exclude_if=lambda fields: not fields.given)
    before: str = Field(default="", exclude_if=lambda name: not name)
    after: str = Field(default="", exclude_if=lambda name: not name)
    other: str = Field(default="", exclude_if=lambda name: not name)
    entry: Shot | None = Field(default=None, exclude_if=lambda entry: entry is None)
    at: int | None = Field(default=None, exclude_if=lambda line: line is None)
    first: str = Field(default="", exclude_if=lambda prompt: not prompt)
    reel: int | None = None
    passed: bool = Field(default=False, exclude_if=lambda passed: not passed)
    boards: dict[int, int] = Field(default_factory=dict)
    mark: str = Field(default="", exclude_if=lambda mark: not mark)

    @property
    def of_subject(self) -> dict[str, object]:
        """What it gives its subject: the fields that are said, by name."""
        said = {"description": self.description, "trigger": self.trigger, "voice": self.voice}
        given: dict[str, object] = {name: text for name, text in said.items() if text}
        return given | ({"references": (self.picture,)} if self.picture else {})

    @property
    def edit(self) -> Edit | None:
        """What it does to the list of shots; None where it does nothing to that, or undoes something."""
        kind = next((kind for kind in EDITS if kind == self.kind), None)
        if kind is None:
            return None
        named = {"shot": self.shot, "other": self.other, "before": self.before, "after": self.after}
        return Edit(kind=kind, **named, entry=self.entry, at=self.at, prompt=self.prompt, first=self.first)

    @property
    def named_shots(self) -> tuple[str, ...]:
        """The shots that it names, as it names them; not one that was dropped and comes back."""
        gone = self.kind == "insert"
        names = ("" if gone else self.shot, self.other, self.before, self.after, *self.shots)
        return tuple(name for name in names if name)


class DecisionRecord(Frozen):
    """A decision and what became of it; `reason` says why one was not taken. `at` is ISO 8601, UTC.

    `number` is its place among all that the film was told, from 1. `says` is what a person should know of one that was taken.
    """

    decision: Decision
    accepted: bool
    reason: str = ""
    says: str = Field(default="", exclude_if=lambda says: not says)
    at: str = ""
    number: int = 0


def read_decision(kind: DecisionKind, payload: object) -> Decision:
    """Read a signal's payload: nothing, or a JSON object with optional fields.

    Raises:
        BadInput: not an object, an unknown field, or a value of the wrong type; says which.

    """
    if payload is None:
        payload = {}
    if isinstance(payload, Unreadable):
        raise BadInput(f"The {kind} payload cannot be read: {payload.reason}.")
    if kind == "budget" and isinstance(payload, int | float | str) and not isinstance(payload, bool):
        payload = {"usd": payload}
    if not isinstance(payload, dict):
        raise BadInput(
            f'The {kind} payload must be a JSON object such as {{"by": "ann"}}, not {quoted(payload)}.'
        )
    for field in payload:
        if field not in _FIELDS:
            raise BadInput(
                f"The {kind} payload has an unknown field {quoted(field)}; known: {', '.join(_FIELDS)}."
            )
    decision = Decision(
        kind=kind,
        by=fields.text(kind, payload, "by", 200),
        note=fields.text(kind, payload, "note", 4000),
        board=fields.board(kind, payload.get("board")),
        shot=fields.shot(kind, payload.get("shot")),
        prompt=fields.text(kind, payload, "prompt", 8000),
        **fields.heard(kind, payload),
        usd=fields.usd(payload.get("usd")),
        no_limit=payload.get("usd") == "none" or payload.get("no_limit") is True,
        mode=fields.one_of(kind, payload, "mode", get_args(BudgetMode)),
        profile=fields.text(kind, payload, "profile", 80),
        shots=fields.shots(kind, payload.get("shots")),
        action=fields.one_of(kind, payload, "action", ("resubmit", "abandon")),
        subject=fields.text(kind, payload, "subject", LONGEST_NAME),
        description=fields.text(kind, payload, "description", MOST_OF_A_DESCRIPTION),
        picture=fields.picture(kind, payload.get("picture")),
        voice=fields.text(kind, payload, "voice", 200),
        trigger=fields.text(kind, payload, "trigger", LONGEST_TOKEN),
        into=fields.text(kind, payload, "into", LONGEST_NAME),
        **edit_fields(kind, payload),
        reel=fields.board(kind, payload.get("reel"), "reel"),
        boards=fields.boards(kind, payload.get("boards")),
        mark=fields.text(kind, payload, "mark", MOST_OF_A_MARK),
    )
    _check(decision)
    return decision


def read_gate_decision(payload: object) -> Decision:
    """Read the update's payload, whose `decision` field says what is decided at a gate.

    Raises:
        BadInput: as `read_decision`, or no such decision.

    """
    if isinstance(payload, Unreadable):
        raise BadInput(f"The decision cannot be read: {payload.reason}.")
    kind = payload.get("decision") if isinstance(payload, dict) else None
    for known in (*GATE_KINDS, *BIBLE_KINDS):
        if kind == known:
            return read_decision(known, payload)
    kinds = " | ".join(f'"{known}"' for known in (*GATE_KINDS, *BIBLE_KINDS))
    raise BadInput(f'A storyboard decision must be {{"decision": {kinds}}}, not {quoted(kind)}.')


def _check(decision: Decision) -> None:
    """See that a decision says all that one of its kind needs.

    Raises:
        BadInput: it does not; says what it lacks.

    """
    kind = decision.kind
    if kind == "revise" and not decision.shot:
        raise BadInput('A revision must name its shot: {"shot": 3, "prompt": "..."}.')
    if kind == "revise" and not (decision.prompt or decision.note or decision.says or decision.fields.given):
        raise BadInput(
            "A revision must say what to change: give it a prompt, a note, a dialogue or lines, or a field such as size."
        )
    if objection := edit_objection(kind, dict(decision)):
        raise BadInput(objection)
    if kind == "revise_subject":
        _check_subject(decision)
    if kind == "budget" and decision.usd is None and decision.mode is None and not decision.no_limit:
        raise BadInput('A budget must be an amount in dollars: {"usd": 12.50}.')
    if kind == "recast" and not decision.profile:
        raise BadInput('Another cast must name its profile: {"profile": "budget"}.')
    if kind == "resolve" and not (decision.shot and decision.action):
        raise BadInput('A job is resolved by {"shot": 3, "action": "resubmit" | "abandon"}.')


def _check_subject(decision: Decision) -> None:
    """See that a revision of a subject says whose it is, and what is to be otherwise.

    Raises:
        BadInput: it does not, or says a thing that no subject can have.

    """
    if not decision.subject:
        raise BadInput('A revision of a subject must name it: {"subject": "Emma", "description": "..."}.')
    given = decision.of_subject
    if decision.into and given:
        raise BadInput("A subject is revised or merged into another, not both at once.")
    if not decision.into and not given:
        raise BadInput(
            "A revision of a subject must say what to change: give it a description, a picture, a voice or a trigger, "
            "or another subject to merge it into."
        )
    if reason := objection_to(decision.subject, given) or objection_to(decision.into or decision.subject, {}):
        raise BadInput(f"The revision of {quoted(decision.subject)} {reason}.")
