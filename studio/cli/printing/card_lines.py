"""What is at work on cards, as people read it."""

from collections.abc import Iterable

from studio.cli.printing.vendor_lines import MOST_LINES
from studio.client import Attempt


def card_lines(attempts: Iterable[Attempt], most: int = MOST_LINES) -> list[str]:
    """A line for each work on a card, and one for those beyond the most: `shot_003 keyframe: step 12 of 40, …`."""
    lines = [card_line(attempt) for attempt in attempts if attempt.on_card]
    left_out = [f"and {len(lines) - most} more on cards"] if len(lines) > most else []
    return lines[:most] + left_out


def card_line(attempt: Attempt) -> str:
    """One work: of which shot, what it does, at which step, how long one takes, which attempt."""
    at = attempt.on_card
    assert at is not None, "only work on a card has such a line"
    what = f"{attempt.shot_id or at.shot_id} {attempt.what.rpartition('.')[2]}".strip()
    if not attempt.begun:
        kept = f", goes on at about step {at.step} of {at.steps}" if at.kept and at.steps else ""
        return f"{what}: waits for a worker{kept}, attempt {attempt.attempt}"
    parts = [at.doing] if at.doing else []
    parts += [f"step {at.step} of {at.steps}"] if at.steps else []
    parts += [f"{at.step_s:.2f} s a step"] if at.step_s else []
    return f"{what}: {', '.join([*(parts or ['on a card']), f'attempt {attempt.attempt}'])}"
