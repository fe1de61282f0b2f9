"""Commands about money that need no engine: costs, from the ledger; estimate, before a film is begun."""

from pathlib import Path
from typing import Annotated

from models.errors import BadInput
from models.names import checked_film_id
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.cli.asked.signature import with_film_flags
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import CSV, FILM, JSON, MONTH, SUMMED_BY
from studio.cli.printing.console import print_facts, print_text, say
from studio.service.database import nothing_made

STDOUT = Path("-")


def costs(
    *,
    month: Annotated[str, MONTH.option()] = "",
    film: Annotated[str, FILM.option()] = "",
    by: Annotated[str | None, SUMMED_BY.option()] = None,
    csv: Annotated[Path | None, CSV.option()] = None,
    json: Json = False,
) -> int:
    """Show what films have cost, and what is set aside now."""
    from infra.settings import load_settings
    from studio.cli.printing.money import charges_csv, print_costs, sums_csv
    from studio.service.costs import check_month, named_sum, read_costs
    from studio.service.facts.money import cost_facts

    check_month(month, str(MONTH))
    if film:
        checked_film_id(film)
    usual = "stage" if film else "film"
    summed_by = named_sum(usual if by is None else by, str(SUMMED_BY))
    if csv == STDOUT and json:
        raise BadInput(f"{CSV} - and {JSON} both print on stdout: choose one of them.")
    settings = load_settings()
    found, lines = read_costs(
        settings, summed_by, month=month, film_id=film, with_charges=bool(csv) and by is None
    )
    if csv:
        _write(
            csv, sums_csv(found, summed_by) if by else charges_csv(lines), len(found.sums if by else lines)
        )
    if json:
        print_facts(cost_facts(found, summed_by, month=month, film_id=film))
    elif sentence := nothing_made(settings):
        say(sentence)
    elif not csv:
        print_costs(found, summed_by, month=month, film_id=film)
    return 0


@with_film_flags
def estimate(flags: Flags, *, json: Json = False) -> int:
    """Say what a film may cost, how long it takes, and what of it is there already; makes nothing."""
    from studio.cli.printing.money import print_estimate
    from studio.service.estimates.home_estimate import estimate as estimated
    from studio.service.facts.money import estimate_facts

    asked = read_asked(flags)
    request = asked.request
    if asked.defaults:
        say(asked.defaults)
    found = estimated(request)
    if json:
        print_facts(estimate_facts(found, request))
    else:
        print_estimate(found, request)
    if found.hopeless:
        raise BadInput(found.hopeless)
    return 0


def _write(path: Path, text: str, lines: int) -> None:
    from infra.storage import FOR_PEOPLE, write_atomically

    if path == STDOUT:
        print_text(text)
        return
    if path.is_dir():
        raise BadInput(f"{path} is a folder: give {CSV} a file.")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {path.parent}: make it first, or choose another with {CSV}.")
    write_atomically(path, text.encode(), FOR_PEOPLE)
    say(f"{lines:,} line{'' if lines == 1 else 's'} in {path}.")
