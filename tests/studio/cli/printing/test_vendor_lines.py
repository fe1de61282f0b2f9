"""What waits at vendors, a line a job: where it stands, which attempt, since when."""

from datetime import UTC, datetime, timedelta

from activities.contracts import AtVendor
from studio.cli.printing.vendor_lines import ordinal, trouble_line, vendor_line, vendor_lines
from studio.client import Attempt
from studio.service.facts.film.work import vendor_facts

NOW = datetime.now(UTC)
SINCE = NOW - timedelta(minutes=4, seconds=2)


def at_fal(doing: str = "in its queue", **fields: object) -> Attempt:
    at = AtVendor(vendor="fal", shot_id="shot_004", what="clip", since=SINCE, doing=doing)
    return Attempt(what="jobs.wait", shot_id="shot_004", attempt=1, at_vendor=at.model_copy(update=fields))


def test_a_line_says_the_place_in_the_queue_the_attempt_and_since_when() -> None:
    since = datetime.now(UTC) - timedelta(minutes=4, seconds=2)
    told = f"shot_004 clip: fal, in its queue, 3rd, attempt 1, since {since.astimezone():%H:%M} (4 min 0"
    assert vendor_line(at_fal(position=3, since=since)).startswith(told)
    assert vendor_line(at_fal("at work on it")).startswith(
        "shot_004 clip: fal, at work on it, attempt 1, since "
    )
    score = at_fal(shot_id="", what="score")
    assert vendor_line(score).startswith("score: fal, in its queue, attempt 1")
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 101, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "111th",
    ]  # fmt: skip


def test_a_vendor_that_is_out_of_order_has_the_time_at_which_it_is_asked_again() -> None:
    again = NOW + timedelta(seconds=40)
    down = at_fal("out of order: fal cannot be reached", until=again)
    assert f"fal cannot be reached, asked again at {again.astimezone():%H:%M:%S}, attempt 1" in vendor_line(
        down
    )
    assert trouble_line(down) == (
        f"shot_004 clip: fal, out of order: fal cannot be reached, asked again at {again.astimezone():%H:%M:%S}."
    )
    assert trouble_line(at_fal()) == "", "what goes its way is no news"


def test_of_many_jobs_some_are_told_and_the_others_counted() -> None:
    lines = vendor_lines([at_fal()] * 100)
    assert len(lines) == 21
    assert lines[-1] == "and 80 more jobs at vendors"
    assert vendor_lines([Attempt(what="shots.clip", shot_id="shot_001", attempt=2)]) == []
    [fact] = vendor_facts([at_fal(position=3), Attempt(what="shots.clip", shot_id="", attempt=1)])
    assert (fact.vendor, fact.position, fact.attempt) == ("fal", 3, 1)
