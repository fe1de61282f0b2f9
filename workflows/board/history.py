"""What can be undone of a board: every change of it since it was approved last, the latest first."""

from collections.abc import Iterable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.shots.edit_steps import EditStep
    from models.shots.view import ShotView


class EditHistory:
    """The steps of a board in order; it was `reordered` once its list of shots is not as the story left it."""

    def __init__(self) -> None:
        self._steps: list[EditStep] = []
        self.reordered = False

    @property
    def steps(self) -> tuple[EditStep, ...]:
        """All of them."""
        return tuple(self._steps)

    @property
    def last(self) -> EditStep | None:
        """The one that is undone next."""
        return self._steps[-1] if self._steps else None

    def take_up(self, steps: Iterable[EditStep], *, reordered: bool) -> None:
        """The history as the run before left it."""
        self._steps, self.reordered = list(steps), reordered

    def add(self, step: EditStep) -> None:
        """The board was changed."""
        self._steps.append(step)

    def revises(self, what: str, before: Iterable[ShotView]) -> None:
        """Shots are asked for anew, which stood so before; one that was on its way goes back to where it stood before that."""
        asked = tuple(before)
        names = ", ".join(view.shot.shot_id for view in asked)
        stood = (view if view.status != "drawing" else self._before(view.shot.shot_id) for view in asked)
        self.add(EditStep.of(f"{what} {names}", filter(None, stood)))

    def _before(self, shot_id: str) -> ShotView | None:
        """Where a shot stood before it was changed last; None where it is new on the board."""
        return next(
            (view for step in reversed(self._steps) for view in step.before if view.shot.shot_id == shot_id),
            None,
        )

    def undo(self) -> EditStep:
        """The last step, which is none any more."""
        return self._steps.pop()

    def approve(self) -> None:
        """Nothing that was done before is undone any more."""
        self._steps.clear()
