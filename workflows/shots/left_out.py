"""What is left out of a shot though it was asked for: lines that nobody can speak, and lips that are left alone."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.film_state import FilmState


def left_out(state: FilmState, shot_id: str) -> tuple[str, ...]:
    """Why a shot is silent though it has words, or lines of it are, and why its lips are left alone, as its quote says."""
    quote = state.quotes.of(shot_id)
    lines: dict[str, list[int]] = {}
    for line, reason in quote.silent().items():
        lines.setdefault(reason, []).append(line)
    alone = (f"Its lips are left alone: {quote.lips_alone}.",) if quote.lips_alone else ()
    said = (
        reason if len(silent) == len(quote.voices) else f"Line {_listed(silent)}: {reason}"
        for reason, silent in lines.items()
    )
    return (*said, *alone)


def _listed(numbers: Sequence[int]) -> str:
    """Numbers in words: `2`, `2 and 5`, `2, 3 and 5`."""
    first, last = numbers[:-1], numbers[-1]
    return f"{', '.join(map(str, first))} and {last}" if first else str(last)
