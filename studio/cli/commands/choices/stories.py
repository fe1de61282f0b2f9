"""What a film can be made of: templates, style presets, shot patterns, and the models that write."""

from typing import Annotated

import typer

from models.errors import BadInput
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import JSON, TOML
from studio.cli.printing.console import print_facts, print_text


def templates(
    name: Annotated[
        str | None, typer.Argument(metavar="ID", help="One of them, shown in full; without one, all.")
    ] = None,
    *,
    toml: Annotated[bool, TOML.option()] = False,
    json: Json = False,
) -> int:
    """Show story templates, style presets and shot patterns."""
    from infra.settings import load_settings
    from studio.cli.printing.choices.story_choices import print_all, print_some
    from studio.service.choices import story_choices, template_file
    from studio.service.facts.choices import story_choice_facts

    folder = load_settings().templates_dir
    if toml:
        print_text(template_file(_one(name, json=json), folder))
        return 0
    choices = story_choices(folder)
    if name is not None:
        choices = choices.called(name)
    if json:
        print_facts(story_choice_facts(choices))
    elif name is None:
        print_all(choices)
    else:
        print_some(choices)
    return 0


def _one(name: str | None, *, json: bool) -> str:
    """The template whose file is printed."""
    if name is None:
        raise BadInput(
            f"{TOML} prints one story template: say which, such as `longtake templates aida --toml`."
        )
    if json:
        raise BadInput(f"{TOML} and {JSON} both print on stdout: choose one of them.")
    return name


def show_models(*, json: bool) -> int:
    """Print every model that can write: tier, context, price, other names, and whether its key is set."""
    from studio.cli.printing.choices.model_choices import print_models
    from studio.service.choices import model_choices
    from studio.service.facts.choices import writer_facts

    routes, models = model_choices()
    if json:
        print_facts(writer_facts(routes, models))
    else:
        print_models(models, routes)
    return 0
