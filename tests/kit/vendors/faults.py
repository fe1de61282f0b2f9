"""What goes wrong at vendors, and what comes of it at ours: observed over a socket, and written down as a table.

`python -m tests.kit.vendors.faults` prints `docs/vendor-faults.md` from what the tests of each vendor hold.
"""

import sys
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from library.workshop import check_foreign
from models.errors import LongtakeError, MediaError, Moderated, Refused
from providers.base import Bench, Renderer
from tests.kit.vendors.contract import Pictures
from tests.kit.vendors.manners import Behaviour, Fault

VENDORS = ("fal", "replicate", "runway", "openrouter", "openai", "elevenlabs", "edge")

OF: dict[Refused, str] = {
    "input": "",
    "words": ": the words",
    "picture": ": a picture",
    "output": ": what it made",
}
"""What was refused, behind the name of the error."""
TRIED_AFTER_INPUT = "never asked again as it is: worded anew, then by another model, then a person decides"
TRIED_AFTER_OUTPUT = "tried with another seed, without sound, by another model; then a person decides"
"""What is tried where the film has `--on-moderated ladder`; elsewhere the shot is reported."""
REACTIONS: dict[tuple[str, str], str] = {
    ("asked", "Unauthorised"): "stops, and names the variable of the key",
    ("asked", "PaymentRequired"): "stops: the account has to be filled up",
    ("asked", "InvalidRequest"): "never asked again: the shot is reported",
    ("asked", "Moderated"): TRIED_AFTER_INPUT,
    ("asked", "Moderated: the words"): TRIED_AFTER_INPUT,
    ("asked", "Moderated: what it made"): TRIED_AFTER_OUTPUT,
    ("asked", "RateLimited"): "asked again after the wait that the vendor asks for",
    ("asked", "Transient"): "asked again: nothing was sent",
    ("asked", "UnknownOutcome"): "never repeated blindly: looked for, waited for, then a person decides",
    ("looked at", "Transient"): "looked at again",
    ("looked at", "RateLimited"): "looked at again after the wait that the vendor asks for",
    ("looked at", "InvalidRequest"): "a person decides: the vendor no longer knows the job",
    ("looked at", "running"): "looked at for a day at most, then a person decides",
    ("looked at", "failed"): "the shot is reported",
    ("looked at", "refused"): TRIED_AFTER_INPUT,
    ("looked at", "refused: the words"): TRIED_AFTER_INPUT,
    ("looked at", "refused: a picture"): "never asked again as it is: a person decides",
    ("looked at", "refused: what it made"): TRIED_AFTER_OUTPUT,
    ("fetched", "Transient"): "fetched again, never made again",
    ("fetched", "RateLimited"): "fetched again, never made again",
    ("fetched", "InvalidRequest"): "a person decides: it was made and cannot be had",
    ("fetched", "BrokenMedia"): "fetched again, never made again; in the end a person decides",
    ("fetched", "done"): "it is there",
}
"""What the workflows make of each; `tests/workflows` have them."""


class Outcome(NamedTuple):
    """How far a request came, what stopped it, and what is booked for it."""

    at: str
    kind: str
    booked: str = "nothing"


class Case(NamedTuple):
    """What goes wrong, in words, and what comes of it; `kind` of a fault that the vendor has."""

    said: str
    fault: Fault
    outcome: Outcome


def observed(provider: Any, request: Any, files: Pictures, into: Path, looks: int = 4) -> tuple[Outcome, str]:
    """What comes of a request, and what was said."""
    into.mkdir(parents=True, exist_ok=True)
    try:
        if isinstance(provider, Renderer):
            rendered = provider.render(request, Bench(into, files.file))
        else:
            job_id = provider.submit(request, files.file, "film/shot_001/1")
    except LongtakeError as error:
        lost = type(error).__name__ == "UnknownOutcome"
        of = OF[error.of] if isinstance(error, Moderated) else ""
        return Outcome("asked", f"{type(error).__name__}{of}", "its quote" if lost else "nothing"), str(error)
    if not isinstance(provider, Renderer):
        found = _looked(provider, job_id, looks)
        if found is not None:
            return found
        try:
            rendered = provider.fetch(job_id, into)
        except LongtakeError as error:
            return Outcome("fetched", type(error).__name__, "its quote"), str(error)
    try:
        check_foreign(provider.recipe(request), rendered)
    except MediaError as error:
        return Outcome("fetched", "BrokenMedia", "its quote"), str(error)
    return Outcome("fetched", "done", "its cost"), ""


def _looked(provider: Any, job_id: str, looks: int) -> tuple[Outcome, str] | None:
    for _ in range(looks):
        try:
            state = provider.poll(job_id)
        except LongtakeError as error:
            return Outcome("looked at", type(error).__name__, "nothing yet"), str(error)
        if state.status == "done":
            return None
        if state.status == "failed":
            kind = f"refused{OF[state.of]}" if state.moderated else "failed"
            return Outcome("looked at", kind, _booked(state.cost)), state.error
    return Outcome("looked at", "running", "nothing yet"), ""


def _booked(cost: Decimal | None) -> str:
    if cost is None:
        return "its quote"
    return "what the vendor bills" if cost else "nothing"


def behaving(double: Any, fault: Fault, says: str = "") -> None:
    """Have a double behave so, and tell the key in whatever it says."""
    double.behave(Behaviour(faults=(fault,), says=says))


def page() -> str:
    """The table of all vendors."""
    cases: dict[str, list[Case] | dict[str, Case]] = {
        vendor: import_module(f"tests.providers.vendors.{vendor}.cases").CASES for vendor in VENDORS
    }
    lines = [
        "# What goes wrong at vendors",
        "",
        "Each row was seen over a socket, at a double of the vendor that is stricter than it; the tests of the vendor hold it.",
        "*At* says how far the request had come, *booked* what the film's ledger gets. What is tried after a refusal is in",
        "[moderation.md](moderation.md).",
        "",
        "| vendor | what goes wrong | at | error | booked | what happens |",
        "|---|---|---|---|---|---|",
    ]
    for vendor, rows in cases.items():
        for case in rows.values() if isinstance(rows, dict) else rows:
            at, kind, booked = case.outcome
            lines.append(f"| {vendor} | {case.said} | {at} | {kind} | {booked} | {REACTIONS[at, kind]} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
