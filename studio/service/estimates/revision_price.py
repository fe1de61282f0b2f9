"""What shots of a film may cost anew that is being made: beside what the film costs anyway."""

from collections.abc import Sequence
from decimal import Decimal

from infra.settings import Settings
from models.film.decisions import Decision
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.shots.shot_list import Shot
from models.shots.view import ShotView
from studio.service.estimates.shot_price import shot_price


def revision_price(
    settings: Settings, view: FilmView, request: FilmRequest, revised: Sequence[tuple[ShotView, Decision]]
) -> Decimal:
    """The most that these revisions may cost, in dollars: of a shot that is filmed already, all of it again.

    Raises:
        BadInput: the film's brief cannot be read, or cannot be cast by now.
        MissingKeys: keys are not set.
        StorageError: its stored brief cannot be read.

    """
    usd = ZERO
    for shot, decision in revised:
        price = shot_price(settings, view, request, [_asked(shot.shot, decision)])
        if shot.clip or shot.status in ("rendering", "unknown", "done"):
            usd += price.usd
            continue
        draws = decision.prompt or decision.note or decision.fields.given
        usd += (price.pictures if draws else ZERO) + (price.voices if decision.says else ZERO)
    return usd


def _asked(shot: Shot, decision: Decision) -> Shot:
    """The shot as it is asked for."""
    anew = decision.over(decision.fields.applied(shot))
    return anew.model_copy(update={"enhanced_prompt": decision.prompt or anew.enhanced_prompt})
