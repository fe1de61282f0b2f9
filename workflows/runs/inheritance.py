"""What a run leaves to the one that goes on from it, and how that takes it up: the film's state, part by part."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.decision_log import DecisionLog
    from models.runs.continuation import Continuation, Point, WorkLeft
    from models.shots.edit_steps import Arranged
    from workflows.film_state import FilmState
    from workflows.film_views import film_view
    from workflows.pictures import Pictures
    from workflows.reels.course import Course
    from workflows.runs.successor import running_build
    from workflows.shots.film_shots import Shots


def left_at(point: Point, state: FilmState, pictures: Pictures, shots: Shots, course: Course) -> Continuation:
    """What is left of a film, or of a reel, that stands still at a point."""
    since, gate, bible_gate = course.waiting.since, state.gate, state.bible_gate
    work = WorkLeft(cut_lost=dict(course.cut.lost), takes=shots.left())
    return Continuation(
        point=point,
        runs=(*state.earlier_runs, workflow.info().run_id),
        began=state.began,
        build=running_build(),
        mark=state.mark,
        attributes=state.attributes,
        titled=state.titled,
        brief=state.brief,
        given=bool(state.given),
        view=film_view(state).model_copy(update={"notes": tuple(state.notes), "runs": ()}),
        gate=gate.left(since if point == "board" else ""),
        bible_gate=bible_gate.left(since if point == "bible" else ""),
        cast=state.cast,
        recast=state.others,
        others=state.reel.others,
        quotes=state.quotes.left(),
        money=state.budget.left(),
        change=state.reel.change,
        edits=state.edits.steps,
        reordered=state.edits.reordered,
        work=pictures.leave(work),
    )


def take_up(left: Continuation, state: FilmState) -> None:
    """The film, or the reel, is as the run before left it."""
    view = left.view
    state.earlier_runs, state.began = left.runs, left.began
    state.mark, state.attributes, state.titled = left.mark, left.attributes, left.titled
    state.brief, state.script_begun = left.brief, True
    state.given = tuple(shot.shot for shot in view.shots) if left.given else ()
    state.cast, state.others = left.cast, left.recast
    state.stage, state.reason, state.paused = view.stage, view.reason, view.paused
    state.title_told = "" if left.titled else view.title
    state.title, state.language, state.mood, state.bible = view.title, view.language, view.mood, view.bible
    state.documents, state.left_out, state.writing = dict(view.documents), view.left_out, view.writing
    state.score = view.score
    state.notes = dict.fromkeys(view.notes)
    state.film_seconds, state.film_frames = view.film_seconds, view.film_frames
    state.log = DecisionLog(records=view.decisions, told=view.told, refused=view.refused)
    state.stages = list(view.stages)
    state.standings = {reel.number: reel for reel in view.reels}
    state.gate.take_up(left.gate)
    state.bible_gate.take_up(left.bible_gate)
    state.budget.take_up(left.money)
    state.quotes.enter(left.quotes)
    state.reel.take_up(Arranged(view.shots, view.dropped), left.change, left.others)
    state.edits.take_up(left.edits, reordered=left.reordered)


def take_up_work(left: Continuation, pictures: Pictures, shots: Shots, course: Course) -> None:
    """The work on the film's pictures, shots and cut, whose state was taken up, is as the run before left it."""
    pictures.take_up(left.work)
    shots.take_up(left.work.takes)
    course.cut.lost.update(left.work.cut_lost)
    course.waiting.since = (left.bible_gate if left.point == "bible" else left.gate).since
