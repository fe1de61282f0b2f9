"""`longtake make`."""

from typing import Annotated

import typer

from models.names import checked_film_id
from studio.cli.asked.cautions import cautions
from studio.cli.asked.flags import Flags
from studio.cli.asked.request import read_asked
from studio.cli.commands.arguments import RUN, Json, NewId, Out, folder_of
from studio.cli.commands.brief_flags import with_brief
from studio.cli.estimates import price_line
from studio.cli.people import who_approves
from studio.cli.printing.console import say


@with_brief
def make(
    flags: Flags,
    *,
    out: Out = None,
    film_id: NewId = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Start it, print its id, and return.", rich_help_panel=RUN)
    ] = False,
    json: Json = False,
) -> int:
    """Make a film of a sentence, a story or a shot list.

    Left with Ctrl-C, the film goes on.

    Exit codes: 0 finished, or stopped at the stage asked for; 1 failed,
    rejected or cancelled; 2 bad arguments; 3 finished with shots missing.
    """
    asked = read_asked(flags)
    film = checked_film_id(film_id or asked.request.brief.film_id())
    folder = folder_of(film, out)
    if detach and out is not None:
        say(f"--out is not used with --detach: `longtake fetch {film} --out {out}` writes the folder later.")
    fresh = not folder.exists()
    if not detach:
        from studio.service.folder import check_folder

        check_folder(folder, film)
    if asked.request.brief.shots and "seconds" in asked.request.brief.model_fields_set:
        say("The shots' own lengths decide how long the film is: the seconds asked for change nothing.")
    if asked.request.brief.shots and flags.model is not None:
        say("The shots are given: no model writes anything.")
    for caution in cautions(asked):
        say(caution, "yellow")
    if price := price_line(asked.request):
        say(price)
    how = who_approves(asked.approve, detach=detach)
    from studio.cli.film_run import Order, detached, watched

    order = Order(asked.request, film, how, folder, asked.music, said=asked.approve is not None)
    if detach:
        return detached(order, json=json)
    return watched(order, json=json, fresh=fresh)
