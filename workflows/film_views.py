"""What can be read of a film, or of a reel, at any time: where it stands, and for what it waits."""

from decimal import Decimal
from functools import partial

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.view import ENDED, FilmView
    from models.money.dollars import ZERO, plain
    from workflows.film_state import FilmState
    from workflows.money.needs import waiting_for_money


_NAMED = 8
"""How many reels are named before the rest are counted."""


def film_view(state: FilmState) -> FilmView:
    """Everything that can be read of the film."""
    shots, dropped = state.reel.arranged
    return film_summary(state).model_copy(update={"shots": shots, "dropped": dropped})


def film_summary(state: FilmState) -> FilmView:
    """Everything that can be read of the film, but its shots."""
    picture = state.brief.picture
    ledger = state.budget.ledger
    return FilmView(
        film_id=state.film_id,
        run_id=workflow.info().run_id,
        runs=state.earlier_runs,
        brief_digest=state.digest,
        title=state.title,
        language=state.language,
        mood=state.mood,
        bible=state.bible,
        bible_revision=state.bible_gate.revision,
        bible_waits=state.bible_gate.waits and state.stage == "bible",
        stage=state.stage,
        reason=state.reason,
        waiting=_waiting(state),
        paused=state.paused,
        width=picture.width,
        height=picture.height,
        board=state.gate.board,
        approved_board=state.gate.approved_board,
        rejectable=state.gate.rejectable and not any(reel.taken for reel in state.standings.values()),
        retake=state.request.previous is not None,
        notes=(*state.notes, *state.log.notes),
        left_out=state.left_out,
        decisions=state.log.records,
        told=state.log.told,
        refused=state.log.refused,
        spent=state.spent,
        reserved=ledger.reserved + sum((reel.reserved for reel in state.standings.values()), ZERO),
        budget=ledger.budget,
        budget_mode=ledger.mode,
        needs=state.budget.needs,
        unknown=state.unknowns.jobs,
        documents=state.documents,
        film_seconds=state.film_seconds,
        film_frames=state.film_frames,
        stages=tuple(state.stages),
        writing=state.writing,
        reels=tuple(state.standings[number] for number in sorted(state.standings)),
        score=state.score,
    )


def _waiting(state: FilmState) -> str:
    if state.stage in ENDED:
        return ""
    if state.paused:
        return f"Paused: `longtake resume {state.film_id}` goes on."
    money = waiting_for_money(state.film_id, state.budget, state.unknowns, partial(to_the_end, state))
    if state.bible_gate.waits and state.stage == "bible":
        approve = f"longtake bible approve {state.film_id} --revision {state.bible_gate.revision}"
        change = f"longtake bible revise {state.film_id} NAME"
        waits = (
            f"Bible {state.bible_gate.revision} waits for a decision: `{approve}`, `{change}` or `reject`."
        )
        return " ".join(filter(None, (waits, money)))
    if state.gate.waits and state.stage in ("approval", "shots"):
        return " ".join(filter(None, (_board_waiting(state), money)))
    if state.standings:
        return " ".join(filter(None, (_reels_waiting(state), money)))
    if state.stage == "approval" and not money:
        return f"Being redrawn: {', '.join(state.gate.redrawing) or 'the board'}."
    return money


def _reels_waiting(state: FilmState) -> str:
    """What a person is asked to decide about the boards of reels; else what a reel waits for."""
    reels = [reel for reel in state.standings.values() if not reel.ended]
    waits = [reel for reel in reels if reel.waits]
    if not waits and state.shortage:
        return _short(state)
    if not waits:
        return next((f"Reel {reel.number}: {reel.waiting}" for reel in reels if reel.waiting), "")
    first = waits[0]
    if len(waits) == 1:
        return f"Reel {first.number}: {first.waiting}"
    named = ", ".join(str(reel.number) for reel in waits[:_NAMED])
    more = f" and {len(waits) - _NAMED} more" if len(waits) > _NAMED else ""
    one = f"longtake approve {state.film_id} --reel {first.number} --board {first.board}"
    return (
        f"The boards of {len(waits)} reels wait for decisions ({named}{more}): `{one}`, or "
        f"`longtake approve {state.film_id}` for all as they are now."
    )


def _short(state: FilmState) -> str:
    """By how much the budget is too small for what the reels want that are on their way, and which one is not."""
    ledger = state.budget.ledger
    enough = ledger.spent + ledger.reserved + ledger.lent + state.wanted + state.quotes.score
    return (
        f"The budget is used up: the reels that are being made need ${plain(state.shortage)} more than is left. "
        f"`longtake budget {state.film_id} {plain(enough)}` is enough for these, "
        f"`longtake recast {state.film_id} --profile …` has others make what is left."
    )


def _board_waiting(state: FilmState) -> str:
    """What a person is asked to decide about the board, and how."""
    blocked = state.gate.blocked
    no = "reject" if state.gate.rejectable else "cancel"
    if blocked:
        first = state.reel.view(blocked[0])
        wait = "waits for a revision" if len(blocked) == 1 else "wait for revisions"
        revise = f"longtake revise {state.film_id} {first.shot.shot_id} --prompt … --dialogue …"
        why = " ".join(state.reel.view(name).missing for name in blocked)
        return f"{', '.join(blocked)} {wait}. {why} `{revise}`, or `{no}`."
    reel = f" --reel {state.number}" if state.number else ""
    approve = f"longtake approve {state.film_id}{reel} --board {state.gate.board}"
    return f"Board {state.gate.board} waits for a decision: `{approve}`, `revise` or `{no}`."


def to_the_end(state: FilmState) -> Decimal:
    """The most that everything may cost which is neither made nor waits for money, in dollars."""
    needed = {(need.shot_id, need.stage) for need in state.budget.needs}
    held = {(step.shot_id, step.stage) for step in state.budget.ledger.outstanding()}
    rest: dict[tuple[str, str], Decimal] = {}
    for view in state.reel.views:
        if not view.unfinished:
            continue
        quote = state.quotes.of(view.shot.shot_id)
        parts = {"clip": quote.clip} | ({} if view.keyframe else {"keyframe": quote.keyframe})
        parts |= {"voice": quote.voice} if view.shot.said else {}
        parts |= {"lips": quote.lips} if quote.lips else {}
        parts |= {"effect": quote.effect} if quote.effect else {}
        rest |= {(view.shot.shot_id, stage): usd for stage, usd in parts.items()}
    if state.reel and not any(name.startswith("score.") for name in state.documents):
        rest["", "score"] = state.quotes.score
    return sum((usd for part, usd in rest.items() if part not in needed | held), ZERO)
