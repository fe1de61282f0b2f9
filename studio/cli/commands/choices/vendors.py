"""What can be asked for beside models: providers, and the prices that count. They need no engine."""

from typing import Annotated

import typer

from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import REFRESH
from studio.cli.printing.console import print_facts, say


def providers(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="image|video|VENDOR|NAME", help="Those that make it, a vendor's, or one of them, in full."
        ),
    ] = None,
    *,
    json: Json = False,
) -> int:
    """Show who draws, films, speaks and plays, what each can do, and what it costs."""
    from infra.settings import load_settings
    from studio.cli.printing.choices.provider_choices import print_in_full, print_providers
    from studio.service.facts.vendors import provider_facts
    from studio.service.vendors.provider_choices import choices_called, provider_choices

    choices = provider_choices(load_settings())
    if name is not None:
        choices = choices_called(choices, name)
    if json:
        print_facts(provider_facts(choices))
    elif name is not None and len({choice.name for choice in choices}) == 1:
        for choice in choices:
            print_in_full(choice)
    else:
        print_providers(choices)
    return 0


def prices(
    *,
    refresh: Annotated[bool, REFRESH.option()] = False,
    json: Json = False,
) -> int:
    """Show what counts as the price of each model and provider, and since when."""
    from infra.settings import load_settings
    from studio.cli.printing.choices.price_list import print_prices, print_refreshed
    from studio.service.facts.vendors import price_facts
    from studio.service.vendors.price_list import price_list
    from studio.service.vendors.refresh import refreshed

    settings = load_settings()
    again = refreshed(settings) if refresh else None
    listed = price_list(settings)
    if json:
        print_facts(price_facts(listed, again))
    elif again is not None:
        print_refreshed(again)
    else:
        print_prices(listed)
    if again is not None and not again.read and again.unread:
        say("No list could be read: the prices are those that there were.", "yellow")
        return 1
    return 0
