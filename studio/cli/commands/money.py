"""Commands about money that need no engine: costs, from the ledger; estimate, before a film is begun."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from studio.cli.asked.flags import Flags
from studio.cli.asked.request import read_asked
from studio.cli.commands.arguments import Json
from studio.cli.commands.brief_flags import with_brief
from studio.cli.database import check_named, nothing_made, read_or
from studio.cli.printing.console import print_json, say

if TYPE_CHECKING:
    from infra.database.database import Database

STDOUT = Path("-")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def costs(
    *,
    month: Annotated[
        str, typer.Option(metavar="2026-11", help="What was paid in a month, in UTC; all of it if left out.")
    ] = "",
    film: Annotated[str, typer.Option(metavar="ID", help="What one film cost.")] = "",
    by: Annotated[
        str | None,
        typer.Option(metavar="provider|stage|film|month|shot", help="Summed by; film if left out."),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="As CSV, a charge a line, or with --by a sum a line; - prints it."),
    ] = None,
    json: Json = False,
) -> int:
    """Show what films have cost, and what is set aside now."""
    from infra.settings import load_settings
    from studio.cli.printing.money import charges_csv, costs_json, print_costs, sums_csv
    from studio.service.costs import COLUMNS, Costs, charges
    from studio.service.costs import costs as sums

    if month and not _MONTH.fullmatch(month):
        raise BadInput(f"--month must be a year and a month such as 2026-11, not {month!r}.")
    if by not in (None, *COLUMNS):
        raise BadInput(f"--by must be one of {', '.join(COLUMNS)}, not {by!r}.")
    if csv == STDOUT and json:
        raise BadInput("--csv - and --json both print on stdout: choose one of them.")
    summed_by = next(name for name in COLUMNS if name == (by or ("stage" if film else "film")))

    def look(database: "Database") -> tuple[Costs, list[dict[str, Any]]]:
        found = sums(database, summed_by, month=month, film_id=film)
        return found, charges(database, month=month, film_id=film) if csv and by is None else []

    settings = load_settings()
    nothing: tuple[Costs, list[dict[str, Any]]] = Costs(), []
    found, lines = read_or(settings, look, nothing)
    if csv:
        _write(
            csv, sums_csv(found, summed_by) if by else charges_csv(lines), len(found.sums if by else lines)
        )
    if json:
        print_json(costs_json(found, summed_by, month=month, film_id=film))
    elif sentence := nothing_made(settings):
        say(sentence)
    elif not csv:
        print_costs(found, summed_by, month=month, film_id=film)
    return 0


@with_brief
def estimate(flags: Flags, *, json: Json = False) -> int:
    """Say what a film may cost, how long it takes, and what of it is there already; makes nothing."""
    from infra.settings import load_settings
    from studio.cli.estimates import estimate as estimated
    from studio.cli.printing.money import estimate_json, print_estimate

    request = read_asked(flags).request
    check_named(load_settings())
    found = estimated(request)
    if json:
        print_json(estimate_json(found, request))
    else:
        print_estimate(found, request)
    return 0


def _write(path: Path, text: str, lines: int) -> None:
    from infra.storage import write_atomically

    if path == STDOUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    if path.is_dir():
        raise BadInput(f"{path} is a folder: give --csv a file.")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {path.parent}: make it first, or choose another with --csv.")
    write_atomically(path, text.encode())
    say(f"{lines:,} line{'' if lines == 1 else 's'} in {path}.")
