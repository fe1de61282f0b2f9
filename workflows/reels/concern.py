"""Decisions that a film passes on to all of its reels: which of these they concern."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.decisions import Decision
    from workflows.film_state import FilmState


def concerns(state: FilmState, decision: Decision) -> bool:
    """Whether there is something in a reel that a decision of the whole film is about; one that names shots always is."""
    match decision.kind:
        case "redraw" if not decision.shots:
            return any(view.stale for view in state.reel.in_order())
        case "allow" if not decision.shot:
            return any(need.asks for need in state.budget.needs)
        case "recast" if not decision.shots:
            return any(view.unfinished for view in state.reel.in_order())
    return True
