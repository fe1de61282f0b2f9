"""`longtake licences`: which open models may be run, and accepting a licence that forbids something."""

import typer

from studio.cli.commands.arguments import Json
from studio.cli.commands.open_models.models import ModelName
from studio.cli.printing.console import print_facts, print_json, tell

licences = typer.Typer(name="licences", help="The licences of open models.", no_args_is_help=True)


@licences.command("list")
def list_licences(*, json: Json = False) -> int:
    """Show the licence of every open model, what it forbids, and whether it is accepted here."""
    from infra.settings import load_settings
    from studio.cli.printing.open_models import print_licences
    from studio.service.facts.machine import licence_facts
    from studio.service.open_models.inventory import listed_models

    listed = listed_models(load_settings())
    if json:
        print_facts(licence_facts(listed))
    else:
        print_licences(listed)
    return 0


@licences.command()
def accept(name: ModelName, *, json: Json = False) -> int:
    """Accept the licence of a model that forbids something."""
    from infra.settings import load_settings
    from studio.service.open_models.acceptance import accept_licence

    licence = accept_licence(load_settings(), name)
    if json:
        print_json(
            {
                "name": name,
                "licence": licence.name,
                "restricted": licence.restricted,
                "forbids": licence.forbids,
            }
        )
    elif licence.restricted:
        where = f" ({licence.url})" if licence.url else ""
        tell(f"Accepted: {name} is under the licence {licence.name}{where}, which forbids {licence.forbids}.")
    else:
        tell(f"{name} is under the licence {licence.name}, which nobody has to accept.")
    return 0
