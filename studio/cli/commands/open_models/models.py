"""`longtake models`: the open models that there are, their weights brought here and removed."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import FROM
from studio.cli.interruption import hear
from studio.cli.printing.console import print_facts, print_json, say, tell

models = typer.Typer(
    name="models", help="Open models for one's own cards, and their weights.", no_args_is_help=True
)

ModelName = Annotated[
    str, typer.Argument(metavar="NAME", help="A model, as `longtake models list` shows it.")
]


@models.command("list")
def list_models(*, json: Json = False) -> int:
    """Show the open models: what each needs, its licence, and whether its weights are here."""
    from infra.settings import load_settings
    from studio.cli.printing.open_models import print_models
    from studio.service.facts.machine import model_facts
    from studio.service.open_models.inventory import listed_models

    settings = load_settings()
    listed = listed_models(settings)
    if json:
        print_facts(model_facts(settings.weights_dir, listed))
    else:
        print_models(listed, settings.weights_dir)
    return 0


@models.command()
def pull(
    name: ModelName,
    *,
    source: Annotated[Path | None, FROM.option()] = None,
    json: Json = False,
) -> int:
    """Bring a model's weights here, from Hugging Face or from a folder; a pull that was broken off goes on."""
    from infra.settings import load_settings
    from studio.cli.printing.open_models import gigabytes, say_files
    from studio.service.open_models import weights

    settings = load_settings()
    hear()
    brought = weights.pull(settings, name, say_files, source)
    if json:
        print_json(
            {"name": name, "place": str(brought.place), "bytes": brought.size, "revision": brought.revision,
             "fetched": not brought.before}
        )  # fmt: skip
        return 0
    what = "were here before" if brought.before else "are here"
    tell(f"The weights of {name} {what}: {gigabytes(brought.size)} in {brought.place}.")
    listed = weights.find_model(settings, name)
    if listed.licence.restricted:
        say(f"Its licence forbids {listed.licence.forbids}: `longtake licences accept {name}` accepts it.")
    return 0


@models.command()
def rm(name: ModelName, *, json: Json = False) -> int:
    """Remove a model's weights."""
    from infra.settings import load_settings
    from studio.cli.printing.open_models import gigabytes
    from studio.service.open_models import weights

    freed = weights.remove(load_settings(), name)
    if json:
        print_json({"name": name, "freed_bytes": freed})
    else:
        tell(f"The weights of {name} are removed, which frees {gigabytes(freed)}.")
    return 0
