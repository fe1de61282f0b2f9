"""What people tell a running film. Payloads are lenient JSON objects, read here and never trusted."""

import re
from decimal import Decimal
from typing import Any, Literal, get_args

from pydantic import ValidationError

from models.base import Frozen
from models.errors import BadInput
from models.excerpt import quoted
from models.field_errors import first_sentence
from models.inputs import Unreadable
from models.money.budget import BudgetMode
from models.money.dollars import MOST_USD, Usd
from models.names import LONGEST_SHOT_ID
from models.orders.assets import Blob
from models.shots.heard import Heard
from models.shots.lines import MOST_OF_A_LINE
from models.shots.shot_list import MOST_SHOTS
from models.subjects.subject import LONGEST_NAME, MOST_OF_A_DESCRIPTION, objection_to
from models.tokens import LONGEST_TOKEN

DecisionKind = Literal[
    "approve", "revise", "reject", "redraw", "approve_bible", "revise_subject",
    "budget", "allow", "recast", "resolve", "pause", "resume",
]  # fmt: skip
GATE_KINDS: tuple[DecisionKind, ...] = ("approve", "revise", "reject", "redraw")
"""Decided by the gate's rules; the update takes these too."""

BIBLE_KINDS: tuple[DecisionKind, ...] = ("approve_bible", "revise_subject")
"""Decided by the rules of the bible's gate; the update takes these too."""

MONEY_KINDS: tuple[DecisionKind, ...] = ("budget", "allow", "recast", "resolve")
"""About money; one that is not taken is in the decisions alone, since whoever sent it is told."""

_FIELDS = (
    *("by", "note", "board", "shot", "prompt", "dialogue", "lines", "line", "text", "usd", "decision"),
    *("no_limit", "mode", "profile", "shots", "action"),
    *("subject", "description", "picture", "voice", "trigger", "into"),
)


_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)

MOST_DIGITS = 10
"""A board's number has fewer digits; int() itself refuses thousands of them."""


class Decision(Heard):
    """One decision. `board` is the revision that was looked at, when the person said which.

    A revision of a `subject` gives it a `description`, a `picture`, a `voice` or a `trigger`, or makes it one with another,
    `into`. `redraw` is of `shots`, all stale ones when empty.
    `usd`, or `no_limit`, and `mode` set the budget. `profile` casts `shots`, all that are left when empty, anew.
    `action` says what becomes of a job whose outcome is unknown.
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

    @property
    def of_subject(self) -> dict[str, object]:
        """What it gives its subject: the fields that are said, by name."""
        said = {"description": self.description, "trigger": self.trigger, "voice": self.voice}
        given: dict[str, object] = {name: text for name, text in said.items() if text}
        return given | ({"references": (self.picture,)} if self.picture else {})


class DecisionRecord(Frozen):
    """A decision and what became of it; `reason` says why one was not taken. `at` is ISO 8601, UTC.

    `number` is its place among all that the film was told, from 1.
    """

    decision: Decision
    accepted: bool
    reason: str = ""
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
        by=_text(kind, payload, "by", 200),
        note=_text(kind, payload, "note", 4000),
        board=_board(kind, payload.get("board")),
        shot=_shot(kind, payload.get("shot")),
        prompt=_text(kind, payload, "prompt", 8000),
        **_heard(kind, payload),
        usd=_usd(payload.get("usd")),
        no_limit=payload.get("usd") == "none" or payload.get("no_limit") is True,
        mode=_one_of(kind, payload, "mode", get_args(BudgetMode)),
        profile=_text(kind, payload, "profile", 80),
        shots=_shots(kind, payload.get("shots")),
        action=_one_of(kind, payload, "action", ("resubmit", "abandon")),
        subject=_text(kind, payload, "subject", LONGEST_NAME),
        description=_text(kind, payload, "description", MOST_OF_A_DESCRIPTION),
        picture=_picture(kind, payload.get("picture")),
        voice=_text(kind, payload, "voice", 200),
        trigger=_text(kind, payload, "trigger", LONGEST_TOKEN),
        into=_text(kind, payload, "into", LONGEST_NAME),
    )
    if kind == "revise" and not decision.shot:
        raise BadInput('A revision must name its shot: {"shot": 3, "prompt": "..."}.')
    if kind == "revise" and not (decision.prompt or decision.note or decision.says):
        raise BadInput("A revision must say what to change: give it a prompt, a note, a dialogue or lines.")
    if kind == "revise_subject":
        _check_subject(decision)
    if kind == "budget" and decision.usd is None and decision.mode is None and not decision.no_limit:
        raise BadInput('A budget must be an amount in dollars: {"usd": 12.50}.')
    if kind == "recast" and not decision.profile:
        raise BadInput('Another cast must name its profile: {"profile": "budget"}.')
    if kind == "resolve" and not (decision.shot and decision.action):
        raise BadInput('A job is resolved by {"shot": 3, "action": "resubmit" | "abandon"}.')
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


def _picture(kind: str, value: object) -> Blob | None:
    if value is None:
        return None
    try:
        return Blob.model_validate(value)
    except ValidationError as error:
        raise BadInput(
            f'The {kind} payload\'s picture must be a stored file, {{"sha256": "...", "suffix": ".png", "size": 1234}}, '
            f"not {quoted(value)}."
        ) from error


def _text(kind: str, payload: dict[object, object], field: str, limit: int) -> str:
    value = payload.get(field)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise BadInput(
            f"The {kind} payload's {field} must be text of at most {limit} characters, not {quoted(value)}."
        )
    return value.strip()


def _heard(kind: str, payload: dict[object, object]) -> dict[str, Any]:
    """What a payload changes of what is heard, as `Heard` has it."""
    given: dict[str, Any] = {
        name: payload[name] for name in Heard.model_fields if payload.get(name) is not None
    }
    for name in ("dialogue", "text"):
        if name in given:
            given[name] = _text(kind, payload, name, MOST_OF_A_LINE)
    if isinstance(given.get("line"), str) and re.fullmatch(r"\d{1,9}", given["line"].strip(), re.ASCII):
        given["line"] = int(given["line"])
    lines = given.get("lines")
    if lines is not None and not isinstance(lines, list | tuple):
        raise BadInput(
            f'The {kind} payload\'s lines must be a list such as [{{"subject": "Emma", "text": "Here."}}], '
            f"not {quoted(lines)}."
        )
    try:
        return Heard(**given).model_dump(by_alias=False, exclude_none=True)
    except ValidationError as error:
        raise BadInput(first_sentence(error, lambda where: _called(kind, where), Heard)) from error


def _called(kind: str, where: tuple[int | str, ...]) -> str:
    """What a payload's field is called: `The revise payload's lines[0].as`."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).removeprefix(".")
    return f"The {kind} payload's {path}" if path else f"The {kind} payload"


def _board(kind: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) < MOST_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**MOST_DIGITS:
        raise BadInput(f"The {kind} payload's board must be the board's number, not {quoted(value)}.")
    return value


def _shot(kind: str, value: object) -> str:
    if value is None:
        return ""
    number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MOST_DIGITS
    if not number and not (isinstance(value, str) and len(value.strip()) <= LONGEST_SHOT_ID):
        raise BadInput(f"The {kind} payload's shot must be a shot's number or id, not {quoted(value)}.")
    return str(value).strip()


def _shots(kind: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > MOST_SHOTS:
        raise BadInput(
            f"The {kind} payload's shots must be a list of at most {MOST_SHOTS} shots, not {quoted(value)}."
        )
    return tuple(_shot(kind, one) for one in value)


def _one_of(kind: str, payload: dict[object, object], field: str, known: tuple[str, ...]) -> Any:  # noqa: ANN401
    value = payload.get(field)
    if value is None or value in known:
        return value
    raise BadInput(f"The {kind} payload's {field} must be {' or '.join(known)}, not {quoted(value)}.")


def _usd(value: object) -> Decimal | None:
    if value in (None, "none"):
        return None
    text = value.strip().removeprefix("$") if isinstance(value, str) else quoted(value, MOST_DIGITS + 30)
    # What Decimal reads beyond this, such as 1_0 or other scripts' digits, is more likely a slip.
    amount = Decimal(text) if _NUMBER.fullmatch(text) else Decimal("NaN")
    usable = not isinstance(value, bool) and amount.is_finite() and 0 <= amount <= MOST_USD
    if not usable or amount != round(amount, 6):
        raise BadInput(
            f"A budget must be an amount in dollars from 0 to {MOST_USD:,}, in millionths at the finest, "
            f"not {quoted(value)}."
        )
    return abs(amount)
