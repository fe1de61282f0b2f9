"""When a bible may be changed: while it waits, and while a board of it waits; never once the board is approved."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.decisions import Decision
    from models.subjects.changes import objection
    from workflows.film_state import FilmState


def bible_objection(state: FilmState, decision: Decision) -> str:
    """Why a subject cannot be revised now, in one sentence; empty when it can."""
    if not state.bible.subjects:
        return "There is no bible yet: it is made with the story."
    if not state.bible_gate.waits and state.stage in ("casting", "story", "bible", "keyframes"):
        return "Pictures are being drawn: revise the subject when the board is there."
    if state.gate.passed:
        return f"Board {state.gate.board} is approved: subjects are revised before that, and shots after it."
    if state.gate.board and (reason := state.gate.objection(decision, state.reel.shots)):
        return reason
    return objection(state.bible, decision)
