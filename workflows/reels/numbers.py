"""Which reel has a shot, and with which number each reel begins: its number is a shot's place in the film, also once boards are edited."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.cut.effects import by_ids
    from models.film.reels import ReelPlan, shifted_firsts
    from workflows.film_state import FilmState


class Numbers:
    """The numbers of a film's shots, by its reels. `tell` signals one of the reels that run."""

    def __init__(self, state: FilmState, tell: Callable[..., Any]) -> None:
        self._state = state
        self._tell = tell
        self._places: dict[str, int] = {}

    def fill(self, plans: Iterable[ReelPlan]) -> None:
        """The reels that the film is made of."""
        for plan in plans:
            self._places |= dict.fromkeys(plan.shot_ids, plan.number)

    def of_shot(self, name: str) -> int:
        """The reel that has a shot, by its id or its number; 0 where none has."""
        text = name.strip()
        if text in self._places:
            return self._places[text]
        number, reels = int(text) if text.isdecimal() and len(text) < 8 else 0, self._state.standings.values()
        return next(
            (
                reel.number
                for reel in reels
                if reel.first_number <= number <= reel.last_number or text in reel.added
            ),
            0,
        )

    def first_of(self, plan: ReelPlan) -> int:
        """With which number a reel begins that is begun now; 0 where that is as it was planned."""
        first = self._state.standings[plan.number].first_number
        return 0 if first == plan.numbers[0] else first

    def follow(self, begun: Collection[int]) -> None:
        """Reels after one whose shots are more or fewer than were planned begin with another number; those that run are told so."""
        state = self._state
        shifted = shifted_firsts(state.plans, state.standings)
        if shifted:
            self._name_effects()
        for number, first in shifted.items():
            state.standings[number] = state.standings[number].numbered_from(first)
            if number in begun:
                self._tell(number, "numbered", first)

    def _name_effects(self) -> None:
        """Effects that are given for shots by their numbers are for those shots, whatever numbers they have later."""
        state = self._state
        ids = {
            str(plan.numbers[0] + place): name
            for plan in state.plans
            for place, name in enumerate(plan.shot_ids)
        }
        if all(plan.numbers[1] - plan.numbers[0] + 1 == plan.count for plan in state.plans):
            state.brief = state.brief.model_copy(update={"effects": by_ids(state.brief.effects, ids)})
