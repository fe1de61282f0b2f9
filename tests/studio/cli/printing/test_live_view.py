"""The live view and the plain lines: what a person sees of a film on its way."""

import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from infra.storage import LocalStore, Store
from models.errors import CorruptAsset
from models.film.view import FilmView
from models.names import shot_id
from models.orders.assets import Asset
from models.shots.shot import Shot
from models.shots.view import ShotView
from studio.cli.printing.advice import say_how_to_decide
from studio.cli.printing.console import dollars, duration, say
from studio.cli.printing.live_view import PlainLines, drawn
from studio.cli.printing.results import film_json, sameness
from studio.client import Attempt, check_shot
from studio.service.folder import check_folder, write_folder
from studio.service.sights import Sight


def film(shots: int = 3, **changes: object) -> FilmView:
    views = tuple(
        ShotView(
            shot=Shot(shot_id=shot_id(n), shot_number=n, enhanced_prompt=f"A long look at picture {n} " * 9),
            status="done" if n == 1 else "rendering" if n == 2 else "drawn",
        )
        for n in range(1, shots + 1)
    )
    view = FilmView(film_id="the-door", brief_digest="", title="The Door", stage="shots", shots=views)
    return view.model_copy(update=changes)


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
    assert "  longtake approve the-door --board 1\n" in capsys.readouterr().err


def test_a_call_to_a_model_is_shown_with_the_time_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    since = datetime.now(UTC) - timedelta(seconds=75)
    calls = tuple(
        Attempt(what=f"shots {n} of 9, draft by groq/x", shot_id="", attempt=1, since=since)
        for n in range(1, 10)
    )
    view = film(0, stage="story")
    shown = "\n".join(lines(Sight(view, calls)))
    began = f"Asking: shots 1 of 9, draft by groq/x, since {since.astimezone():%H:%M:%S}"
    assert f"{began}, for 1 min 15 s" in shown
    assert "and 5 more" in shown
    plain = PlainLines()
    plain.show(Sight(view, calls[:1]))
    plain.show(Sight(view, calls[:1]))
    assert capsys.readouterr().err.splitlines() == ["writing the story", began]


def test_many_shots_that_show_the_same_are_said_to() -> None:
    view = film(10)
    assert sameness(view) == ""
    same = tuple(view.shots[n % 3].model_copy(update={"shot": view.shots[n % 3].shot}) for n in range(10))
    assert "Only 3 of the 10 shots differ" in sameness(view.model_copy(update={"shots": same}))
    assert sameness(film(1)) == ""


@pytest.mark.parametrize("on_path", [True, False])
def test_commands_are_told_as_they_can_be_typed(
    on_path: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if on_path:
        (tmp_path / "longtake").write_text("#!/bin/sh\n")
        (tmp_path / "longtake").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [".venv/bin/longtake"])
    say("The longtake film: `longtake watch x` shows it.\n")
    say("  longtake down  stop")
    typed = "longtake" if on_path else ".venv/bin/longtake"
    assert capsys.readouterr().err == (
        f"The longtake film: `{typed} watch x` shows it.\n\n  {typed} down  stop\n"
    )


def stored(store: Store, view: FilmView) -> FilmView:
    """The film with a keyframe for its first two shots."""
    frames = [Asset(blob=store.put_bytes(f"{n}".encode(), ".png"), recipe_key="") for n in (1, 2)]
    first = tuple(
        shot.model_copy(update={"keyframe": frame}) for shot, frame in zip(view.shots, frames, strict=False)
    )
    return view.model_copy(update={"shots": first + view.shots[2:]})


def test_a_film_that_did_not_finish_leaves_a_folder_with_a_report(tmp_path: Path) -> None:
    store, out = LocalStore(tmp_path / "store"), tmp_path / "film"
    view = stored(store, film(stage="cancelled", reason="The film was cancelled."))
    write_folder(view, store, out)
    assert (out / "shots/shot_002/frame.png").read_text() == "2"
    assert '"status": "cancelled"' in (out / "report.json").read_text()
    check_folder(out, "the-door")


def test_a_lost_picture_does_not_keep_the_others_from_being_written(tmp_path: Path) -> None:
    store, out = LocalStore(tmp_path / "store"), tmp_path / "film"
    view = stored(store, film())
    lost = view.shots[0].keyframe
    assert lost is not None
    store.path_of(lost.blob).unlink()
    with pytest.raises(CorruptAsset, match="is gone"):
        write_folder(view, store, out)
    assert (out / "shots/shot_002/frame.png").exists()
    assert (out / "report.json").exists()


def test_json_of_a_film_with_a_missing_shot_names_it_and_exits_with_3(tmp_path: Path) -> None:
    view = film(stage="finished")
    shots = (view.shots[0].model_copy(update={"missing": "The vendor refused it."}), *view.shots[1:])
    facts = film_json(view.model_copy(update={"shots": shots}), LocalStore(tmp_path))
    assert facts["exit_code"] == 3
    assert facts["missing"] == [{"shot": "shot_001", "reason": "The vendor refused it."}]


def test_an_unknown_shot_is_told_with_those_there_are() -> None:
    check_shot(film(), "2")
    with pytest.raises(Exception, match="no shot '9' in the-door: it has 3 shots, shot_001 to shot_003"):
        check_shot(film(), "9")


@pytest.mark.parametrize(
    ("usd", "shown"),
    [("0", "$0.00"), ("1.5", "$1.50"), ("0.0031", "$0.0031"), ("12", "$12.00"), ("0.10", "$0.10")],
)
def test_dollars_are_told_in_cents_and_no_cost_is_hidden(usd: str, shown: str) -> None:
    from decimal import Decimal

    assert dollars(Decimal(usd)) == shown


def test_lengths_are_told_in_words() -> None:
    assert [duration(s) for s in (8.44, 65, 7380)] == ["8.4 s", "1 min 05 s", "2 h 03 min"]
