"""Work on cards, as `longtake status` says it."""

from activities.contracts import OnCard
from studio.cli.printing.card_lines import card_line, card_lines
from studio.client import Attempt
from studio.service.facts.film.work import card_facts


def at_work(**told: object) -> Attempt:
    return Attempt(
        what="boards.keyframe",
        shot_id="shot_003",
        attempt=2,
        on_card=OnCard.model_validate({"step": 12, "steps": 40, "step_s": 0.314, **told}),
    )


def test_a_line_says_the_shot_the_step_how_long_one_takes_and_the_attempt() -> None:
    assert card_line(at_work()) == "shot_003 keyframe: step 12 of 40, 0.31 s a step, attempt 2"
    waiting = at_work(step=0, steps=0, step_s=0.0, doing="waiting for the card")
    assert card_line(waiting) == "shot_003 keyframe: waiting for the card, attempt 2"
    score = Attempt(what="sound.score", shot_id="", attempt=1, on_card=OnCard())
    assert card_line(score) == "score: on a card, attempt 1"


def test_what_a_dead_worker_said_of_its_steps_is_no_work_under_way() -> None:
    waits = at_work(kept="ab").model_copy(update={"begun": False})
    assert (
        card_line(waits) == "shot_003 keyframe: waits for a worker, goes on at about step 12 of 40, attempt 2"
    )
    anew = at_work().model_copy(update={"begun": False})
    assert card_line(anew) == "shot_003 keyframe: waits for a worker, attempt 2"


def test_a_hundred_are_counted_and_what_is_on_no_card_has_no_line() -> None:
    assert card_lines([at_work()] * 100)[-1] == "and 80 more on cards"
    assert card_lines([Attempt(what="shots.clip", shot_id="shot_001", attempt=2)]) == []


def test_the_same_is_there_as_data() -> None:
    [fact] = card_facts([at_work(kept="ab")])
    assert fact.model_dump() == {
        "step": 12, "steps": 40, "step_s": 0.314, "doing": "", "kept": "ab", "shot_id": "shot_003", "what": "keyframe", "attempt": 2,
        "begun": True,
    }  # fmt: skip
