"""A film's score: the file that was given, the one that is there and still fits, else one that is bought, piece by piece."""

from collections.abc import Container, Mapping, Sequence
from decimal import ROUND_UP, Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from models.cut.score import ScorePiece
    from models.money.steps import Step
    from models.orders.assets import Asset
    from models.orders.requests import MusicRequest, Order
    from models.orders.scores import Mood, starts_of_pieces, still_fits
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.library import look_up_score
    from workflows.money.purchases import Unwanted, bought
    from workflows.orders import Lost

SCORE = ""
"""Stands among shots for the film's score."""
_SMALLEST = Decimal("1e-10")


class Score:
    """Music under the whole film; `lost` counts at `SCORE` how often a file of it was gone from the store."""

    def __init__(self, state: FilmState, lost: Mapping[str, int]) -> None:
        self._state = state
        self._pieces: tuple[ScorePiece, ...] = ()
        self._lost = lost

    async def make(self, moods: Sequence[Mood]) -> tuple[ScorePiece, ...]:
        """The pieces of it for these stretches of the film; none with a note."""
        state, seconds = self._state, sum(one.seconds for one in moods)
        self._pieces = ()
        if state.brief.music:
            return (ScorePiece(sound=state.brief.music, start=0.0, seconds=seconds),)
        if state.quotes.cannot_score:
            return ()
        wanted = tuple(order.request for order in state.orders.scores(state.cast, moods))
        if still_fits(state.score, wanted, seconds):
            there = [await look_up_score(self._order(piece)) for piece in state.score]
            if all(there):
                self._pieces = _placed(state.score, there)
                return self._pieces
        played = [await self._piece(wanted, number) for number in range(len(wanted))]
        if wanted[0].sections:
            state.score = wanted
        self._pieces = _placed(wanted, played)
        return self._pieces

    def misses(self, lost: Container[str]) -> bool:
        """Whether a piece of it that can be made again is among lost files, which are named by their sha256."""
        return any(piece.sound.sha256 in lost for piece in self._pieces)

    def _order(self, piece: MusicRequest) -> Order[MusicRequest]:
        return self._state.orders.piece(self._state.cast, piece)

    async def _piece(self, pieces: Sequence[MusicRequest], number: int) -> Asset | None:
        """A piece by its number from 0, or None with a note."""
        state = self._state
        whole = sum(Decimal(str(piece.seconds)) for piece in pieces)
        share = Decimal(str(pieces[number].seconds)) / whole

        def plan() -> tuple[Step, Decimal, Order[MusicRequest]]:
            order = self._order(pieces[number])
            step = Step(stage="score", provider=order.choice.provider, line=number + 1)
            usd = state.quotes.score
            return step, usd if len(pieces) == 1 else (usd * share).quantize(_SMALLEST, ROUND_UP), order

        found = await look_up_score(self._order(pieces[number]))
        if found:
            return found
        name = "The score" if len(pieces) == 1 else f"Part {number + 1} of the score"
        try:
            return await bought(state, plan, name, attempt=1 + self._lost[SCORE])
        except Unwanted:
            return None
        except Lost as lost:
            reason = lost.reason
        except ActivityError as error:
            reason = why(error)
        missing = "The film has no score" if len(pieces) == 1 else f"{name} is missing"
        state.note(f"{missing}: {reason}")
        return None


def _placed(wanted: Sequence[MusicRequest], played: Sequence[Asset | None]) -> tuple[ScorePiece, ...]:
    """Those pieces that are there, at their places."""
    every = zip(wanted, starts_of_pieces(wanted), played, strict=True)
    return tuple(
        ScorePiece(sound=asset.blob, start=start, seconds=piece.seconds)
        for piece, start, asset in every
        if asset is not None
    )
