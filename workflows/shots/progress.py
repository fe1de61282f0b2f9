"""How far one take of a shot is: what there is of it, and how often its parts were asked for."""

from typing import Self

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.names import step_part
    from models.orders.shot_orders import MadeShot
    from models.runs.continuation import BegunTake
    from models.shots.view import ShotView


class Progress:
    """One take on its way; `earlier` is how it was begun before, when what had been made of it was lost."""

    def __init__(self, view: ShotView, found: MadeShot, earlier: Self | BegunTake | None = None) -> None:
        self.take = view.take
        self.made = found.model_copy(update={"conformed": None})
        self.silent: set[int] = set()
        parts = ["clip", *(step_part("voice", line) for line, _ in enumerate(view.shot.said, start=1))]
        before: dict[str, int] = earlier.attempts if earlier else {}
        self.attempts: dict[str, int] = {part: 1 + before.get(part, 0) for part in parts}
        self.runs: int = earlier.runs if earlier else 1
        self.lost = 0
