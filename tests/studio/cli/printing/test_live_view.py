"""The live view and the plain lines: what a person sees of a film on its way."""

import io
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from infra.storage import LocalStore
from studio.cli.printing.advice import say_how_to_decide
from studio.cli.printing.console import dollars, duration, say
from studio.cli.printing.live_view import PlainLines, drawn
from studio.cli.printing.results import film_json
from studio.client import Attempt
from studio.service.film.watch import Sight
from tests.kit.views import film


def lines(sight: Sight, width: int = 80, height: int = 24) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, highlight=False)
    console.print(drawn(sight, height))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("shots", [3, 12, 600])
def test_the_view_fits_an_ordinary_terminal(shots: int) -> None:
    shown = lines(Sight(film(shots)))
    assert len(shown) <= 24
    assert max(map(len, shown)) <= 80


def test_a_long_film_shows_where_the_work_is() -> None:
    view = film(100)
    done = tuple(shot.model_copy(update={"status": "done"}) for shot in view.shots[:70])
    shown = "\n".join(lines(Sight(view.model_copy(update={"shots": done + view.shots[70:]}))))
    assert "A long look at picture 71" in shown
    assert "100 shots, 70 of them done" in shown


def test_a_second_attempt_is_shown_at_its_shot_with_the_reason_of_the_first() -> None:
    attempt = Attempt(what="shots.clip", shot_id="shot_002", attempt=2, failure="The disk is full.")
    shown = "\n".join(lines(Sight(film(), (attempt,))))
    assert "rendering, attempt 2" in shown
    assert "shot_002 shots.clip, attempt 2: The disk is full." in shown


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("activity Heartbeat timeout", "its worker died."),
        ("[Errno 28] No space left on device: '/x'", "No space left on device."),
        ("The vendor is busy: it is tried again.", "The vendor is busy: it is tried again."),
    ],
)
def test_why_an_attempt_failed_is_told_in_words(failure: str, words: str) -> None:
    attempt = Attempt(what="clip", shot_id="shot_002", attempt=2, failure=failure)
    assert f"shot_002 clip, attempt 2: {words}" in "\n".join(lines(Sight(film(), (attempt,))))


def test_what_the_film_waits_for_is_shown() -> None:
    shown = " ".join(lines(Sight(film(waiting="The budget is used up: set a higher one.", paused=True))))
    assert "The budget is used up" in shown
    assert "paused" in shown


def test_plain_lines_say_each_thing_once(capsys: pytest.CaptureFixture[str]) -> None:
    plain = PlainLines()
    plain.show(Sight(film(0, stage="casting")))
    plain.show(Sight(film(notes=("The film has no score.",))))
    plain.show(Sight(film(notes=("The film has no score.",))))
    plain.show(Sight(film(stage="finished")))
    assert capsys.readouterr().err.splitlines() == [
        "casting",
        "shooting: 1 of 3 shots done",
        "The film has no score.",
        "finished",
    ]


def test_what_a_person_should_know_of_a_film_is_in_its_live_view() -> None:
    shown = "\n".join(lines(Sight(film(stage="approval", notes=("Nothing is spoken.",)))))
    assert "Nothing is spoken." in shown


def test_blocked_shots_come_with_the_commands_that_revise_them_and_none_that_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    view = film(board=1, stage="approval")
    reason = {"blocked": "illicit", "missing": "Blocked: its prompt falls under illicit; revise it."}
    shots = (view.shots[0], *(shot.model_copy(update=reason) for shot in view.shots[1:]))
    say_how_to_decide(view.model_copy(update={"shots": shots}))
    said = capsys.readouterr().err
    assert "Board 1 cannot be approved before shot_002, shot_003 are revised:" in said
    assert "longtake approve" not in said
    for name in ("shot_002", "shot_003"):
        assert (
            f"  longtake revise the-door {name} --prompt '…' --dialogue '…'  Blocked: its prompt falls"
            in said
        )
    say_how_to_decide(view)
    said = capsys.readouterr().err
    assert "  longtake approve the-door --board 1 " in said
    assert "  longtake board move the-door SHOT --after OTHER " in said


@pytest.mark.parametrize(
    ("at", "command", "then"),
    [
        ({"rejectable": True}, "longtake reject the-door --note '…'", "end the film, everything kept"),
        ({"approved_board": 1}, "longtake cancel the-door", "end the film, everything kept"),
        (
            {"rejectable": True, "retake": True},
            "longtake reject",
            "drop the retake; the film stays as it was",
        ),
    ],
)
def test_what_ends_a_film_at_its_gate_is_told_with_what_becomes_of_it(
    at: dict[str, Any], command: str, then: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say_how_to_decide(film(board=2, stage="approval", **at))
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.strip().startswith(command)
    assert last.endswith(then)


def test_a_call_to_a_model_is_shown_with_the_time_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    since = datetime.now(UTC) - timedelta(seconds=75)
    calls = tuple(
        Attempt(what=f"shots {n} of 9, draft by groq/x", shot_id="", attempt=1, since=since)
        for n in range(1, 10)
    )
    view = film(0, stage="story")
    shown = "\n".join(lines(Sight(view, calls)))
    began = f"Asking: shots 1 of 9, draft by groq/x, since {since.astimezone():%H:%M:%S}"
    assert re.search(rf"{re.escape(began)}, for 1 min 1[5-9] s", shown)
    assert "and 5 more" in shown
    plain = PlainLines()
    plain.show(Sight(view, calls[:1]))
    plain.show(Sight(view, calls[:1]))
    assert capsys.readouterr().err.splitlines() == ["writing the story", began]


@pytest.mark.parametrize(
    ("argv", "original", "typed"),
    [
        ("{on_path}/longtake", ("python", "{on_path}/longtake", "list"), "longtake"),
        (".venv/bin/longtake", ("python", ".venv/bin/longtake", "list"), ".venv/bin/longtake"),
        ("a b/longtake", ("python", "a b/longtake", "list"), "'a b/longtake'"),
        (
            "/x/studio/__main__.py",
            (".venv/bin/python", "-P", "-m", "studio"),
            ".venv/bin/python -P -m studio",
        ),
        ("-c", ("python", "-c", "…"), "longtake"),
    ],
)
def test_commands_are_told_as_they_were_typed(
    argv: str,
    original: tuple[str, ...],
    typed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "longtake").write_text("#!/bin/sh\n")
    (tmp_path / "longtake").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [argv.format(on_path=tmp_path)])
    monkeypatch.setattr(sys, "orig_argv", [word.format(on_path=tmp_path) for word in original])
    say("The longtake film: `longtake watch x` shows it.\n")
    say("  longtake down  stop")
    say("missing  → longtake worker gpu")
    assert capsys.readouterr().err == (
        f"The longtake film: `{typed} watch x` shows it.\n\n  {typed} down  stop\n"
        f"missing  → {typed} worker gpu\n"
    )


def test_json_of_a_film_with_a_missing_shot_names_it_and_exits_with_3(tmp_path: Path) -> None:
    view = film(stage="finished")
    shots = (view.shots[0].model_copy(update={"missing": "The vendor refused it."}), *view.shots[1:])
    facts = film_json(view.model_copy(update={"shots": shots}), LocalStore(tmp_path))
    assert facts["exit_code"] == 3
    assert facts["missing"] == [{"shot": "shot_001", "reason": "The vendor refused it."}]


@pytest.mark.parametrize(
    ("usd", "shown"),
    [("0", "$0.00"), ("1.5", "$1.50"), ("0.0031", "$0.0031"), ("12", "$12.00"), ("0.10", "$0.10")],
)
def test_dollars_are_told_in_cents_and_no_cost_is_hidden(usd: str, shown: str) -> None:
    from decimal import Decimal

    assert dollars(Decimal(usd)) == shown


def test_lengths_are_told_in_words() -> None:
    assert [duration(s) for s in (8.44, 65, 7380)] == ["8.4 s", "1 min 05 s", "2 h 03 min"]
