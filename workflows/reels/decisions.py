"""Decisions that are sent to a film of several reels: each goes to the reels that it is about, which alone know their boards."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decisions import EDIT_KINDS, Decision
    from models.film.reels import ReelStanding
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.money.decisions import THE_FILM, cast_anew
    from workflows.reels.reels import Reels


class Passing:
    """What is decided about a film's reels: objected to as far as the film knows, and passed on."""

    def __init__(self, state: FilmState, reels: Reels) -> None:
        self._state = state
        self._reels = reels

    def objection(self, decision: Decision) -> str | None:
        """Why it cannot be passed on, in one sentence, empty when it can; None where the film itself decides."""
        state = self._state
        if not self._reels.many:
            return self._one_objection(decision)
        begun = [reel for reel in state.standings.values() if reel.stage != "planned"]
        if not begun:
            return None
        match decision.kind:
            case "approve":
                return self._board_objection(decision)
            case "reject":
                approved = next((reel for reel in begun if reel.taken), None)
                if approved is None:
                    return "" if any(reel.board for reel in begun) else "There is no board yet."
                retake = state.request.previous is not None
                what, ends = "film", "ends it, everything kept"
                if retake:
                    what, ends = "retake", "stops it, and the film stays as it was"
                return (
                    f"Reel {approved.number} was approved, and the {what} is not rejected any more: "
                    f"`longtake cancel {state.film_id}` {ends}."
                )
            case "approve_bible" | "revise_subject":
                return (
                    "The film's reels are being made: subjects are revised before them, while the bible waits "
                    "(`--approve-bible`)."
                )
            case "allow" | "resolve" if decision.shot in THE_FILM[1:]:
                return None
            case "revise" | "redraw" | "recast" | "allow" | "resolve":
                return self._shot_objection(decision)
            case kind if kind in EDIT_KINDS:
                return self._edit_objection(decision)
        return ""

    def take(self, decision: Decision) -> bool:
        """Pass it on, if it is about reels; whether it is, and the film itself has nothing to do about it."""
        state, reels = self._state, self._reels
        if not reels.many or not state.standings:
            return False
        match decision.kind:
            case "approve":
                for number, board in self._boards(decision).items():
                    reels.pass_on(_passed(decision, board=board), (number,))
            case "revise" | "redraw" | "allow" | "resolve" if decision.shot not in THE_FILM[1:]:
                self._pass_on(decision)
                if decision.kind == "allow" and not decision.shot:
                    return False  # all that waits may be the film's own too
            case kind if kind in EDIT_KINDS:
                reels.pass_on(_passed(decision), self._edited(decision))
            case _:
                return False
        return True

    def follow(self, decision: Decision) -> None:
        """The film did what was decided: its reels do so too."""
        if not self._reels.many:
            return
        if decision.kind == "budget":
            self._reels.heed_budget()
        if decision.kind in ("pause", "resume"):
            self._reels.pass_on(_passed(decision), self._state.standings)
        if decision.kind == "resume":
            self._reels.go_on()

    async def recast(self, decision: Decision) -> None:
        """Have others make what is left: those shots that are named, or all, and the reels that are not begun."""
        state = self._state
        if not decision.shots:
            try:
                cast = await cast_anew(state, decision)
                quotes = contracts.QuotesRequest(film=state.orders, cast=cast, shots=())
                quoted = await executed(
                    contracts.Casting.quotes, quotes, task_queue="io", summary="Quotes", **retries.QUICK
                )
            except ActivityError as error:
                state.record(decision, reason=why(error))
                return
            state.cast = cast
            state.heed(quoted)
            for remark in cast.remarks:
                state.note(remark)
        self._pass_on(decision)
        state.record(decision)

    def _boards(self, decision: Decision) -> dict[int, int]:
        """The boards that an approval is about, by reel: those that it names, or all that wait."""
        standings = self._state.standings
        if decision.boards:
            return decision.boards
        if decision.reel is not None:
            known = standings.get(decision.reel)
            return {decision.reel: decision.board or (known.board if known else 0)}
        return {number: reel.board for number, reel in standings.items() if reel.waits}

    def _board_objection(self, decision: Decision) -> str:
        standings = self._state.standings
        if decision.board is not None and decision.reel is None and not decision.boards:
            return (
                f"Each of the film's {len(standings)} reels has a board of its own: say of which reel it is, or "
                "approve all boards as they were seen."
            )
        boards = self._boards(decision)
        if not boards:
            return "No board waits for a decision."
        for number, seen in boards.items():
            if number not in standings:
                return f"There is no reel {number}: the film has {len(standings)}."
            if objection := _seen_objection(standings[number], seen):
                return objection
        return ""

    def _shot_objection(self, decision: Decision) -> str:
        state = self._state
        named = [name for name in (decision.shot, *decision.shots) if name not in THE_FILM]
        for name in named:
            number = self._reels.numbers.of_shot(name)
            if not number:
                return f"There is no shot {name!r} in this film."
            reel = state.standings[number]
            if reel.ended:
                return (
                    f"{name} is in reel {number}, which is finished: `longtake retake {state.film_id} {name}` makes it "
                    "anew once the film is."
                )
            if reel.stage == "planned":
                return f"{name} is in reel {number}, which is not begun yet."
        return ""

    def _edited(self, decision: Decision) -> tuple[int, ...]:
        """The reels whose boards an edit is about: of those it says, or whose shots it names; else the one that waits."""
        numbers = [] if decision.reel is None else [decision.reel]
        numbers += [self._reels.numbers.of_shot(name) for name in decision.named_shots]
        numbers = numbers or [number for number, reel in self._state.standings.items() if reel.waits]
        return tuple(dict.fromkeys(numbers))

    def _edit_objection(self, decision: Decision) -> str:
        stranger = next((name for name in decision.named_shots if not self._reels.numbers.of_shot(name)), "")
        if stranger:
            return f"There is no shot {stranger!r} in this film."
        numbers = self._edited(decision)
        if len(numbers) != 1:
            named = " and ".join(map(str, numbers))
            return (
                f"These shots are in reels {named}: a shot stays in its reel."
                if decision.named_shots
                else "Each reel has a board of its own: say of which reel the last change is undone."
            )
        reel = self._state.standings.get(numbers[0])
        if reel is None:
            return f"There is no reel {numbers[0]}: the film has {len(self._state.standings)}."
        if reel.ended or reel.stage == "planned":
            return f"Reel {reel.number} is {'finished' if reel.ended else 'not begun yet'}: its board is not edited now."
        return ""

    def _pass_on(self, decision: Decision) -> None:
        """Tell the reels of the shots that a decision names, each of its own, or all reels."""
        if decision.shot not in THE_FILM:
            self._reels.pass_on(_passed(decision), (self._reels.numbers.of_shot(decision.shot),))
            return
        if not decision.shots:
            self._reels.pass_on(_passed(decision), tuple(self._state.standings))
        shots: dict[int, list[str]] = {}
        for name in decision.shots:
            shots.setdefault(self._reels.numbers.of_shot(name), []).append(name)
        for number, names in shots.items():
            self._reels.pass_on(_passed(decision, shots=tuple(names)), (number,))

    def _one_objection(self, decision: Decision) -> str | None:
        """Why it is not about a film of one reel; None where it is, or nobody knows yet how many there are."""
        if not self._state.reel:
            return None
        stranger = next(
            (number for number in (decision.reel, *decision.boards) if number not in (None, 1)), None
        )
        if stranger is not None:
            return f"There is no reel {stranger}: the film has one."
        seen, board = decision.boards.get(1), self._state.gate.board
        if seen is not None and seen != board:
            return f"Board {seen} is not the one to decide on: look at board {board}."
        return None


def _passed(decision: Decision, **changes: object) -> Decision:
    """A decision as a reel is told it."""
    return decision.model_copy(update={"reel": None, "boards": {}, "passed": True, **changes})


def _seen_objection(reel: ReelStanding, seen: int) -> str:
    """Why a board that was seen of a reel is not approved."""
    if reel.ended:
        return f"Reel {reel.number} has ended."
    if not reel.board:
        return f"Reel {reel.number} has no board yet."
    if seen != reel.board:
        return f"Board {seen} of reel {reel.number} is not the one to decide on: look at board {reel.board}."
    if not reel.waits and reel.approved_board == reel.board:
        return f"Board {seen} of reel {reel.number} was approved already."
    return ""
