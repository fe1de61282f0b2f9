"""How costs and estimates are shown: tables for people, CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from rich.text import Text

from models.film.start import FilmRequest
from models.money.dollars import at_most, plain, shown
from studio.cli.flags.command_flags import ABANDON, RESUBMIT
from studio.cli.printing.console import duration, out, say, table, tell
from studio.service.costs import COLUMNS, By, Costs
from studio.service.estimates.estimate import Estimate
from studio.service.facts.money import HEADINGS

_TOTAL = Text("total", style="bold")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""
_CENT = Decimal("0.01")


def print_costs(costs: Costs, by: By, *, month: str, film_id: str) -> None:
    """A line a sum, the total, and what is set aside now."""
    where = (f" of {film_id}" if film_id else "") + (f" in {month}" if month else "")
    if costs.sums:
        named = [
            column for place, column in enumerate(COLUMNS[by]) if any(each.name[place] for each in costs.sums)
        ]
        rows: list[Sequence[str | Text]] = []
        for paid in costs.sums:
            names = dict(zip(COLUMNS[by], paid.name, strict=True))
            cells = [_name(column, names[column]) for column in named]
            rows.append([*cells, f"{paid.charges:,}", shown(paid.usd)])
        rows.append([_TOTAL, *[""] * (len(named) - 1), f"{costs.charges:,}", shown(costs.usd)])
        out().print(table([*map(_heading, named), "charges", "cost"], rows, wraps=(), numbers=2))
    else:
        say(f"Nothing{where} has cost anything yet.")
    unknown = costs.unknown
    if len(costs.reserved) > len(unknown):
        count = len(costs.reserved) - len(unknown)
        usd = costs.reserved_usd - sum((each.usd for each in unknown), Decimal(0))
        tell(f"Set aside now: {shown(usd)} at most, for {count} step{'' if count == 1 else 's'} on the way.")
    for each in unknown:
        place = each.step.shot_id or "score"
        tell(
            f"Set aside for a job nobody knows about: {shown(each.usd)} at most, {each.step.name} of {each.film_id} by "
            f"{each.step.provider}: `longtake resolve {each.film_id} {place} {RESUBMIT}` or `{ABANDON}`.",
            "yellow",
        )


def sums_csv(costs: Costs, by: By) -> str:
    """A line a sum, after a header."""
    rows = ([*each.name, str(each.charges), plain(each.usd)] for each in costs.sums)
    return _csv([*map(_heading, COLUMNS[by]), "charges", "usd"], rows)


def charges_csv(charges: Sequence[Mapping[str, Any]]) -> str:
    """A line a charge, after a header."""
    names = ["at", "film_id", "shot_id", "stage", "provider", "model", "take", "attempt", "usd", "note", "reference",
             "run_id", "line"]  # fmt: skip
    rows = ([plain(row[name]) if name == "usd" else str(row[name]) for name in names] for row in charges)
    return _csv([_heading(name) for name in names], rows)


def print_estimate(estimate: Estimate, request: FilmRequest) -> None:
    """A line a step, the total, and what is assumed."""
    reused = any(step.found for step in estimate.steps)
    names = ["step", "by", "count", *(["in the library", "saves"] if reused else []), "costs up to", "takes"]
    rows: list[Sequence[str | Text]] = []
    for step in estimate.steps:
        there = [f"{step.found:,}" if step.found else "", saved(step.saved) if step.saved else ""]
        rows.append(
            [
                step.step,
                step.by,
                f"{step.count:,}",
                *(there if reused else []),
                shown(step.usd),
                _took(step.seconds),
            ]
        )
    there = [f"{estimate.found:,}", saved(estimate.saved)] if reused else []
    rows.append([_TOTAL, "", "", *there, at_most(estimate.usd), _took(estimate.seconds)])
    out().print(table(names, rows, wraps=(), numbers=len(names) - 2))
    shots = (
        f"{estimate.shots} shot{'' if estimate.shots == 1 else 's'}, {duration(estimate.film_seconds)} long"
    )
    tell(f"{shots}." if estimate.exact else f"{shots}, assumed.")
    budget = request.options.budget
    if budget is not None and budget < estimate.usd:
        tell(f"That is {at_most(estimate.usd - budget)} more than the budget of ${plain(budget)}.", "yellow")
    for sentence in estimate.cannot:
        tell(sentence, "yellow")
    for note in estimate.notes:
        tell(note, "dim")


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """RFC 4180; no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in row] for row in rows)
    return text.getvalue()


def _heading(column: str) -> str:
    return HEADINGS.get(column, column)


def _name(column: str, name: str) -> str:
    return name or ("the film" if column == "shot_id" else "")


def in_a_line(estimated: Estimate, request: FilmRequest) -> str:
    """`This film may cost up to $1.20; 3 assets of it are in the library already and save $0.30.`"""
    line = f"This film may cost up to {at_most(estimated.usd)}"
    if estimated.found:
        one = estimated.found == 1
        assets = "one asset of it is" if one else f"{estimated.found} assets of it are"
        line += f"; {assets} in the library already"
        if estimated.saved:
            line += f" and {'saves' if one else 'save'} {saved(estimated.saved)}"
    options = request.options
    if options.budget is not None and options.budget < estimated.usd:
        line += f"; that is more than its budget of ${plain(options.budget)}"
        line += ": it waits when that is used up" if options.budget_mode == "cap" else ""
    return f"{line}."


def saved(usd: Decimal) -> str:
    """What is saved at least: in whole cents, rounded down."""
    return shown(usd.quantize(_CENT, ROUND_DOWN)) if usd >= _CENT else shown(usd)


def _took(seconds: float) -> str:
    return duration(seconds) if seconds else ""
