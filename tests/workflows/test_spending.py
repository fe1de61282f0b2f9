"""What a film does about money while it runs: it asks, holds back, casts others, and writes every dollar down."""

from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from infra.database.database import open_database
from infra.database.tables import ledger
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.decisions import Decision
from models.film.view import FilmView
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from studio.client.decisions import SIGNALS
from tests.kit.dear import Dear
from tests.kit.studio import StudioKit, short_shots, studio_at

Studios = Callable[..., Any]


@pytest.fixture
async def studio_with(server: TemporalServer, tmp_path: Path) -> AsyncIterator[Studios]:
    """Studios whose registry has these providers beside the offline ones."""

    def make(*dear: Dear) -> Any:
        makers: list[Any] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed(), *dear]
        return studio_at(server.address, tmp_path / "home", Registry(makers))

    yield make


def with_dear(brief: Brief, **kinds: str) -> Brief:
    return Brief.model_validate({**brief.model_dump(), "casting": kinds})


def entries_of(home: Path, film: str) -> list[Any]:
    database = open_database(f"sqlite:///{home / 'home' / 'longtake.db'}")
    query = select(ledger).where(ledger.c.film_id == film).order_by(ledger.c.run_id, ledger.c.number)
    rows = database.read(lambda connection: [row._asdict() for row in connection.execute(query)])
    database.close()
    return rows


def charged(rows: list[Any]) -> Decimal:
    return sum((row["usd"] for row in rows if row["entry"] == "charge"), Decimal(0))


async def test_what_is_found_is_never_reserved_and_asks_no_provider(
    studio_with: Studios, film: str, tmp_path: Path
) -> None:
    brief = with_dear(short_shots("a quay", "a boat"), image="dear", video="dear2")
    pictures, clips = Dear(Animatic(), "0.10"), Dear(CameraMove(), "0.50")
    clips.name = "dear2"
    async with studio_with(pictures, clips) as studio:
        first = await studio.make(brief, film, budget="2")
        asked = (pictures.asked, clips.asked)
        again = await studio.make(brief, film, budget="0")
    assert first.spent == Decimal("1.20")
    assert again.verdict == "finished"
    assert again.spent == 0
    assert (pictures.asked, clips.asked) == asked, "nobody was asked again"
    assert all(shot.clip and shot.clip.cached for shot in again.shots)
    runs = {row["run_id"] for row in entries_of(tmp_path, film)}
    assert len(runs) == 1, "the second run had nothing to pay, and nothing to write"
    dollars = sum(row["usd"] for row in entries_of(tmp_path, film) if row["entry"] == "reserve")
    assert dollars == Decimal("1.20"), "no dollar was set aside for what was there"


async def test_a_film_out_of_budget_says_what_it_needs_and_goes_on_with_a_cheaper_cast(
    studio_with: Studios, film: str
) -> None:
    brief = with_dear(short_shots("a quay", "a boat", "a gull"), video="dear")
    async with studio_with(Dear(CameraMove(), "0.50")) as studio:
        await studio.begin(brief, film, approve="auto", budget="0.60")
        view = await studio.until(film, lambda view: "budget" in view.waiting and view.reserved == 0)
        assert view.spent == Decimal("0.50")
        assert [(need.shot_id, need.usd) for need in view.needs] == [
            ("shot_002", Decimal("0.50")),
            ("shot_003", Decimal("0.50")),
        ]
        assert "need up to $1, $0.90 more than is left" in view.waiting
        await studio.decide(film, Decision(kind="recast", profile="local", shots=("2",)))
        view = await studio.until(film, lambda view: view.shots[1].status == "done")
        assert [need.shot_id for need in view.needs] == ["shot_003"], "only the named shot was recast"
        await studio.decide(film, Decision(kind="recast", profile="local"))
        view = await studio.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert view.spent == Decimal("0.50")


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (Decision(kind="recast", profile="gold"), "There is no profile 'gold'."),
        (Decision(kind="recast", profile="local", shots=("99",)), "There is no shot '99' in this film."),
        (Decision(kind="resolve", shot="1", action="abandon"), "No job of shot_001 waits to be resolved"),
        (Decision(kind="resolve", shot="score", action="abandon"), "No job of the score waits"),
        (Decision(kind="allow", shot="1"), "Nothing of shot_001 waits to be allowed."),
        (Decision(kind="allow", shot="77"), "There is no shot '77' in this film."),
    ],
)
async def test_a_decision_about_money_that_cannot_be_taken_is_written_down_with_its_reason(
    studio: StudioKit, film: str, decision: Decision, reason: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    payload = decision.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
    name = SIGNALS.get(decision.kind, decision.kind)
    await studio.client.get_workflow_handle(film).signal(name, payload)
    view = await studio.until(film, lambda view: bool(view.decisions))
    assert not view.decisions[-1].accepted
    assert view.decisions[-1].reason.startswith(reason)


async def test_a_dear_step_waits_until_it_is_allowed_and_others_do_not(
    studio_with: Studios, film: str
) -> None:
    brief = with_dear(short_shots("a quay", "a boat"), video="dear", image="cheap")
    cheap, dear = Dear(Animatic(), "0.10"), Dear(CameraMove(), "3.00")
    cheap.name = "cheap"
    async with studio_with(cheap, dear) as studio:
        await studio.begin(brief, film, approve="auto", approve_above="1")
        view = await studio.until(film, lambda view: len(view.needs) == 2)
        assert all(need.asks for need in view.needs)
        assert f"`longtake allow {film}` allows all of it" in view.waiting
        assert (view.spent, dear.asked) == (Decimal("0.20"), 0)
        await studio.decide(film, Decision(kind="allow", shot="shot_002"))
        view = await studio.until(film, lambda view: view.shots[1].status == "done")
        assert dear.asked == 1
        await studio.decide(film, Decision(kind="allow"))
        view = await studio.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert view.spent == Decimal("6.20")


async def test_an_overcharge_is_booked_in_full_and_nothing_more_is_begun_until_somebody_looks(
    studio_with: Studios, film: str
) -> None:
    brief = with_dear(short_shots("a quay", "a boat"), image="dear")
    async with studio_with(Dear(Animatic(), "0.10", bills="0.25")) as studio:
        await studio.begin(brief, film, approve="auto", budget="9")
        view = await studio.until(film, lambda view: "more than its quote" in view.waiting)
        assert view.spent in (Decimal("0.25"), Decimal("0.50"))
        assert f"`longtake budget {film} USD`" in view.waiting
        seen = view.spent
        while not view.ended:
            await studio.decide(film, Decision(kind="budget", usd=Decimal(9)))
            view = await studio.until(film, lambda view: view.ended or "more than its quote" in view.waiting)
            assert view.spent >= seen
    assert view.verdict == "finished"
    assert view.spent == Decimal("0.50")
    assert any("cost $0.25, more than its quote of $0.10" in note for note in view.notes)


async def test_a_budget_that_warns_says_so_once_and_stops_nothing(studio_with: Studios, film: str) -> None:
    brief = with_dear(short_shots("a quay", "a boat"), image="dear")
    async with studio_with(Dear(Animatic(), "0.50")) as studio:
        view = await studio.make(brief, film, budget="0.60", budget_mode="warn")
    assert view.verdict == "finished"
    assert view.spent == Decimal("1.00")
    assert [note for note in view.notes if "of the budget" in note] == [
        "80% of the budget of $0.60 is spent or set aside.",
        "100% of the budget of $0.60 is spent or set aside.",
    ]


async def test_a_budget_that_observes_only_counts(studio_with: Studios, film: str) -> None:
    brief = with_dear(short_shots("a quay"), image="dear")
    async with studio_with(Dear(Animatic(), "0.50")) as studio:
        view = await studio.make(brief, film, budget="0.10", budget_mode="observe")
    assert (view.verdict, view.spent, view.notes) == ("finished", Decimal("0.50"), ())


async def test_a_lost_reply_is_booked_at_its_quote_and_asked_for_again_within_the_budget(
    studio_with: Studios, film: str, tmp_path: Path
) -> None:
    brief = with_dear(short_shots("a quay"), video="dear")
    dear = Dear(CameraMove(), "0.50", bills="0.30", lost=1)
    async with studio_with(dear) as studio:
        view = await studio.make(brief, film, budget="1.00")
    assert (view.verdict, dear.asked) == ("finished", 2)
    assert view.spent == Decimal("0.80"), "the lost one at its quote, the other as billed"
    rows = entries_of(tmp_path, film)
    assert charged(rows) == view.spent
    notes = [row["note"] for row in rows if row["entry"] == "charge" and row["usd"]]
    assert notes == ["nobody knows whether it was accepted: booked at its quote", ""]


async def test_a_provider_that_loses_every_reply_is_asked_three_times_and_the_shot_is_missing(
    studio_with: Studios, film: str
) -> None:
    brief = with_dear(short_shots("a quay", "a boat"), video="dear")
    dear = Dear(CameraMove(), "0.50", lost=100)
    async with studio_with(dear) as studio:
        await studio.begin(brief, film, approve="auto")
        view = await studio.until(film, lambda view: view.ended)
    assert view.stage == "failed"
    assert dear.asked == 6
    assert view.spent == Decimal("3.00")


def seen_by(view: FilmView) -> tuple[Decimal, Decimal]:
    return view.spent, view.reserved


async def test_a_lowered_budget_finishes_what_is_on_its_way_and_begins_nothing(
    studio_with: Studios, film: str
) -> None:
    brief = with_dear(short_shots("a quay", "a boat", "a gull"), image="dear", video="dear2")
    pictures, clips = Dear(Animatic(), "0.10"), Dear(CameraMove(), "0.50")
    clips.name = "dear2"
    async with studio_with(pictures, clips) as studio:
        await studio.at_gate(brief, film, budget="2")
        await studio.decide(film, Decision(kind="budget", usd=Decimal("0.05"), by="ann"))
        await studio.decide(film, Decision(kind="budget", usd=Decimal("0.10"), by="bob"))
        await studio.decide(film, Decision(kind="approve"))
        view = await studio.until(film, lambda view: bool(view.needs))
        assert view.budget == Decimal("0.10"), "the last word holds"
        assert [record.decision.by for record in view.decisions[:2]] == ["ann", "bob"]
        assert seen_by(view) == (Decimal("0.30"), Decimal(0))
        assert clips.asked == 0
        await studio.decide(film, Decision(kind="budget", no_limit=True))
        view = await studio.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert view.budget is None


async def test_the_ledger_table_has_every_entry_of_a_film_that_was_rejected(
    studio_with: Studios, film: str, tmp_path: Path
) -> None:
    brief = with_dear(short_shots("a quay", "a boat"), image="dear")
    async with studio_with(Dear(Animatic(), "0.10", bills="0.07")) as studio:
        await studio.at_gate(brief, film, budget="2")
        await studio.decide(film, Decision(kind="reject"))
        view = await studio.until(film, lambda view: view.ended)
    rows = entries_of(tmp_path, film)
    assert view.spent == charged(rows) == Decimal("0.14")
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    charge = next(row for row in rows if row["entry"] == "charge" and row["usd"])
    assert (charge["stage"], charge["provider"], charge["attempt"]) == ("keyframe", "dear", 1)
    assert charge["reference"].startswith(f"{film}/")
    opened = [(row["stage"], row["shot_id"], row["attempt"]) for row in rows if row["entry"] == "reserve"]
    closed = [(row["stage"], row["shot_id"], row["attempt"]) for row in rows if row["entry"] != "reserve"]
    assert sorted(opened) == sorted(closed), "every reservation came to an end"
