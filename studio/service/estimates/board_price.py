"""What a change of a film's board may cost at most, before it is made: the pictures that are drawn, and what the rest costs more."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from activities.casting.named import named_in, others_by
from infra.settings import Settings
from models.film.decisions import Decision
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.orders.cast import FilmQuotes, ShotQuote, other_key
from models.shots.edits import Board, edited
from models.shots.fields import shows_the_same
from models.shots.shot_list import Shot, find_shot
from studio.service.estimates.shot_price import Quoting, film_quoting


class _After(NamedTuple):
    """A board after a change: its shots, those whose words are looked at for it, and of these those that are drawn."""

    shots: tuple[Shot, ...]
    looked_at: frozenset[str]
    drawn: frozenset[str]


def board_price(settings: Settings, view: FilmView, request: FilmRequest, decision: Decision) -> Decimal:
    """The most that a revision or an edit of a board may cost beside what the film costs anyway, in dollars.

    `view` is the film as it is now, which has the shots that are named, `request` what it was started with. What is undone
    costs nothing: every picture of it is there.

    Raises:
        BadInput: the edit cannot be done, nobody makes what it asks for, or the film's brief cannot be cast by now.
        MissingKeys: keys are not set.
        StorageError: its stored brief cannot be read.

    """
    if decision.kind == "undo":
        return ZERO
    after = _revised(view, decision) if decision.kind == "revise" else _edited(view, decision)
    before = tuple(one.shot for one in view.shots)
    quoting = _with_named(film_quoting(settings, view, request), after.shots, draft=request.options.draft)
    old, new = quoting.of(before), quoting.of(after.shots)
    pictures = sum((one.keyframe for one in new.shots if one.shot_id in after.drawn), ZERO)
    said = decision.kind == "revise" and (decision.prompt or decision.note)
    pictures += quoting.looks * len(after.looked_at) + (quoting.note if said else ZERO)
    if (begun := _begun(view, decision)) is not None:
        once_more = [one for one in new.shots if one.shot_id == begun]
        return pictures + _made(once_more) + _film(new)
    return pictures + max(ZERO, _made(new.shots) + _film(new) - _made(old.shots) - _film(old))


def left_price(settings: Settings, view: FilmView, request: FilmRequest) -> Decimal:
    """The most that it may cost to make what the shots of a film still lack, in dollars: pictures, voices, clips, the score, effects.

    Raises:
        BadInput: nobody makes what it asks for, or the film's brief cannot be cast by now.
        MissingKeys: keys are not set.
        StorageError: its stored brief cannot be read.

    """
    shots = tuple(one.shot for one in view.shots)
    quoting = _with_named(film_quoting(settings, view, request), shots, draft=request.options.draft)
    quotes = quoting.of(shots)
    drawn = {one.shot.shot_id for one in view.shots if one.keyframe or one.missing}
    made = {one.shot.shot_id for one in view.shots if one.clip}
    pictures = sum((one.keyframe for one in quotes.shots if one.shot_id not in drawn), ZERO)
    return pictures + _made([one for one in quotes.shots if one.shot_id not in made]) + _film(quotes)


def _revised(view: FilmView, decision: Decision) -> _After:
    """The board with one shot revised."""
    shots = tuple(one.shot for one in view.shots)
    shot = find_shot(shots, decision.shot)
    assert shot is not None, "whoever asks has seen that it is there"
    anew = decision.fields.applied(decision.over(shot.revised(prompt=decision.prompt, note=decision.note)))
    drawn = bool(decision.prompt or decision.note) or not shows_the_same(shot, anew)
    rest = tuple(anew if one.shot_id == shot.shot_id else one for one in shots)
    return _After(rest, frozenset([shot.shot_id]), frozenset([shot.shot_id] if drawn else []))


def _edited(view: FilmView, decision: Decision) -> _After:
    """The board after an edit; which reel of a film it is of makes no difference to what it costs.

    Raises:
        BadInput: it cannot be done.

    """
    assert decision.edit is not None, "an edit is of a kind of its own"
    shots, dropped = (tuple(one.shot for one in views) for views in (view.shots, view.dropped))
    used = [shot.shot_id for shot in (*shots, *dropped)]
    done = edited(Board(shots, dropped, used, most=len(shots) + 1), decision.edit)
    drawn = frozenset((*done.redrawn, *done.added)) - {shot.shot_id for shot in dropped}
    return _After(done.shots, drawn | {*done.reworded}, drawn)


def _with_named(quoting: Quoting, shots: Sequence[Shot], *, draft: bool) -> Quoting:
    """The same with those whom single shots name, and whom nobody has cast yet."""
    new = [pair for pair in named_in(shots) if other_key(*pair) not in quoting.cast.others]
    return quoting.having(others_by(new, quoting.film.brief, quoting.registry, draft=draft))


def _begun(view: FilmView, decision: Decision) -> str | None:
    """The shot that is revised where its clip is made, or on its way: it is paid for once more; None of any other change."""
    if decision.kind != "revise":
        return None
    shot = find_shot(tuple(one.shot for one in view.shots), decision.shot)
    of = next(one for one in view.shots if one.shot == shot)
    return of.shot.shot_id if of.clip or of.status in ("rendering", "unknown", "done") else None


def _made(quotes: Sequence[ShotQuote]) -> Decimal:
    """What is made of the pictures of shots."""
    return sum((one.voice + one.clip + one.lips for one in quotes), ZERO)


def _film(quotes: FilmQuotes) -> Decimal:
    """What is made of a film as a whole, which depends on how long its shots are."""
    return quotes.score + sum((one.effect for one in quotes.shots), ZERO)
