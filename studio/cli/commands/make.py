"""`longtake make`."""

from typing import Annotated

from models.errors import BadInput
from models.names import checked_film_id
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.cli.asked.signature import with_film_flags
from studio.cli.commands.arguments import Json, NewId, Out, folder_of
from studio.cli.flags.command_flags import DETACH, MAKE_DETACH, OUT
from studio.cli.flags.film_flags import called
from studio.cli.keyboard import who_approves
from studio.cli.printing.console import say
from studio.service.environment.film_ids import usual_id
from studio.service.estimates.home_estimate import known_price
from studio.service.requests.cautions import cautions
from studio.service.requests.request import Asked


@with_film_flags
def make(
    flags: Flags,
    *,
    out: Out = None,
    film_id: NewId = None,
    detach: Annotated[bool, MAKE_DETACH.option()] = False,
    json: Json = False,
) -> int:
    """Make a film of a sentence, a story or a shot list.

    Left with Ctrl-C, the film goes on.

    Exit codes: 0 finished, or stopped at the stage asked for; 1 failed,
    rejected or cancelled; 2 bad arguments; 3 finished with shots missing;
    130 after Ctrl-C.
    """
    asked = read_asked(flags)
    film = checked_film_id(film_id or usual_id(asked.request.brief))
    folder = folder_of(film, out)
    if detach and out is not None:
        say(f"{OUT} is not used with {DETACH}: `longtake fetch {film} --out {out}` writes the folder later.")
    if not detach:
        from studio.service.film.folder import check_folder

        check_folder(folder, film, str(OUT))
    _say_beforehand(asked, flags)
    how = who_approves(asked.approve, detach=detach)
    from studio.cli.film_run import Order, detached, watched

    order = Order(asked.request, film, how, folder, asked.files, said=asked.approve is not None)
    if detach:
        return detached(order, json=json)
    return watched(order, json=json)


def _say_beforehand(asked: Asked, flags: Flags) -> None:
    """What changes nothing, what cannot be used, and what the film may cost."""
    if asked.request.brief.shots and "seconds" in asked.request.brief.model_fields_set:
        say("The shots' own lengths decide how long the film is: the seconds asked for change nothing.")
    if asked.request.brief.shots and "model" in flags:
        say("The shots are given: no model writes anything.")
    if asked.defaults:
        say(asked.defaults)
    for caution in cautions(asked, called):
        say(caution, "yellow")
    if price := known_price(asked.request).estimate:
        from studio.cli.printing.money import in_a_line

        if price.hopeless:
            raise BadInput(price.hopeless)
        for sentence in price.cannot:
            say(sentence, "yellow")
        say(in_a_line(price, asked.request))
