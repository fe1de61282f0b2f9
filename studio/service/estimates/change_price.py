"""What the changes of a finished film may cost at most, before any of them is begun."""

from decimal import Decimal

from infra.settings import Settings
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.shots.shot_list import Shot
from models.shots.takes import Change, as_cast
from models.shots.view import ShotView
from studio.service.estimates.shot_price import shot_price


def change_price(settings: Settings, view: FilmView, request: FilmRequest) -> Decimal:
    """The most that the changes of a film may cost, in dollars; what the library has by then costs nothing.

    `view` is how its last run left it, `request` is what starts the next one.

    Raises:
        BadInput: the film's brief cannot be read, or cannot be cast by now.
        MissingKeys: keys are not set.
        StorageError: its stored brief cannot be read.

    """
    changes = request.previous.changes if request.previous else ()
    shots = {shot.shot.shot_id: shot for shot in view.shots}
    tried = [one for one in changes if one.maker]
    usd = ZERO
    for one in tried:  # each is a clip beside the one in the film, and nothing else is made
        shot = shots[one.shot_id].shot.model_copy(update={"video_provider": one.maker})
        usd += shot_price(settings, view, request, [shot], (one.maker,)).clip_alone
    others = [one for one in changes if not one.maker]
    if not others:
        return usd
    pictures = [_asked(one, shots[one.shot_id]) for one in others if _draws(one)]
    usd += shot_price(settings, view, request, pictures).usd
    kept = [one for one in others if one.use is None and not _draws(one)]
    if kept:
        usd += shot_price(settings, view, request, [_asked(one, shots[one.shot_id]) for one in kept]).clips
    if heard := [_asked(one, shots[one.shot_id]) for one in kept if not one.alone]:
        usd += shot_price(settings, view, request, heard).voices
    return usd


def _draws(change: Change) -> bool:
    """Whether the shot gets another picture: not where its clip alone is made anew, or other words alone are heard over it."""
    words_alone = change.says and not (change.prompt or change.note)
    return change.use is None and not change.alone and not words_alone


def _asked(change: Change, view: ShotView) -> Shot:
    """The shot as it is asked for."""
    shot = change.over(as_cast(view.shot, view.kept()) if change.own else view.shot)
    return shot.model_copy(update={"enhanced_prompt": change.prompt or shot.enhanced_prompt})
