"""`longtake tokens`: who may come in by the door for programs from elsewhere."""

from typing import Annotated

import typer

from studio.cli.commands.arguments import Json
from studio.cli.commands.doors.studio import role_called
from studio.cli.flags.command_flags import ROLE
from studio.cli.printing.console import out, print_json, say, table, tell

tokens = typer.Typer(
    name="tokens", help="Who may ask `longtake studio` from elsewhere.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Who decided, in whatever is decided with it.")]
Role = Annotated[str, ROLE.option()]


@tokens.command()
def add(name: Name, *, role: Role = "see", json: Json = False) -> int:
    """Make a token, and show it this once.

    Roles are cumulative: see, comment, decide (approve, revise and retake within the budget), spend (create films and
    set budgets).
    """
    from infra.settings import load_settings
    from infra.storage.moved import check_brought_back
    from studio.web.access.tokens import Tokens

    held, home = role_called(role), load_settings().home
    check_brought_back(home)
    token = Tokens(home).add(name, held)
    if json:
        print_json({"name": name, "role": held, "token": token})
    else:
        tell(token)
        say(f"It is {name}'s, for {held}. It is shown this once; only what tells it from others is kept.")
    return 0


@tokens.command("list")
def list_tokens(*, json: Json = False) -> int:
    """Show whose tokens there are, and what they may do."""
    from infra.settings import load_settings
    from studio.web.access.tokens import Tokens

    settings = load_settings()
    found = Tokens(settings.home, settings.studio_token.get_secret_value()).all()
    if json:
        print_json({"tokens": [each.model_dump(include={"name", "role", "made"}) for each in found]})
    elif found:
        rows = [[each.name, each.role, each.made[:16].replace("T", " ")] for each in found]
        out().print(table(("name", "role", "made (UTC)"), rows, wraps=(0,)))
    else:
        say("There are no tokens: `longtake tokens add NAME` makes one.")
    return 0


@tokens.command()
def revoke(name: Name, *, json: Json = False) -> int:
    """End a token, at once also where it is served."""
    from infra.settings import load_settings
    from infra.storage.moved import check_brought_back
    from studio.web.access.tokens import Tokens

    settings = load_settings()
    check_brought_back(settings.home)
    ended = Tokens(settings.home, settings.studio_token.get_secret_value()).revoke(name)
    if json:
        print_json({"name": ended.name, "role": ended.role, "revoked": True})
    else:
        tell(f"Revoked: {ended.name}'s token opens nothing any more.")
    return 0
