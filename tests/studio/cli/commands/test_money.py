"""The commands about money, as a person types them, on films whose every picture, clip, voice and score has a price."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from activities.money.ledger_table import write_entries
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.settings import load_settings
from models.brief import Brief
from models.errors import BadInput
from models.film.decisions import Decision, read_decision
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import plain
from models.money.ledger import Ledger
from models.money.steps import Step
from models.shots.takes import Change
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.cli.printing.decisions import outcome, said
from studio.cli.printing.money import in_a_line
from studio.service.estimates.estimate import Estimate
from studio.service.estimates.film_steps import Estimated
from studio.service.film.changes import shots_named
from studio.service.film.remarks import reused
from studio.service.film.retakes import changed_film
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.typed import Typed, typist

PRICE = Decimal("0.10")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
async def priced(server: TemporalServer, home: Path) -> AsyncIterator[StudioKit]:
    """A studio where each picture, clip, voice and score costs ten cents."""
    async with studio_at(server.address, home, watched_registry(home / "journal", PRICE)) as kit:
        yield kit


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    return typist(capsys)


def silent(*words: str) -> Brief:
    """A film of one-second shots without a word."""
    brief = short_shots(*words)
    return brief.model_copy(
        update={"shots": tuple(shot.model_copy(update={"dialogue": ""}) for shot in brief.shots)}
    )


def reported(studio: StudioKit, view: FilmView) -> Any:
    """The money of a film's report."""
    return json.loads(studio.store.read_bytes(view.documents["report.json"]))["money"]


async def out_of_money(studio: StudioKit, film: str) -> FilmView:
    """A film of two shots whose second clip, and the score, cannot be paid for."""
    await studio.begin(silent("a quay", "a boat"), film, approve="auto", budget="0.30")
    return await studio.until(film, lambda view: "budget" in view.waiting and view.reserved == 0)


async def test_a_new_budget_is_told_as_the_film_took_it_and_the_film_goes_on(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    await out_of_money(priced, film)
    said = await typed("budget", film, "1.00", "--by", "ann")
    assert "The budget is $1 now, with $0" in said.out
    await priced.until(film, lambda view: view.spent == Decimal("0.50"))
    await priced.cancel(film)
    await priced.until(film, lambda view: view.ended)
    assert "has ended" in (await typed("budget", film, "2", code=1)).err


async def test_a_budget_below_what_is_spent_begins_nothing_more_until_it_only_counts(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    await out_of_money(priced, film)
    said = await typed("budget", film, "0.05")
    assert "The budget is $0.05 now, with $0.30 spent" in said.out
    assert "nothing more is begun" in said.out
    facts = (await typed("budget", film, "0.20", "--json")).json
    assert (facts["accepted"], facts["budget_usd"], facts["spent_usd"]) == (True, "0.20", "0.30")
    assert f"longtake budget {film} 0.50" in facts["waiting"], "a clip and the score"
    assert "it only counts" in (await typed("budget", film, "--mode", "observe")).out
    view = await priced.until(film, lambda view: view.spent == Decimal("0.50"))
    assert view.budget == Decimal("0.20")


async def test_two_who_set_the_budget_at_once_are_both_written_down_and_the_last_holds(
    priced: StudioKit, film: str
) -> None:
    await priced.begin(silent("a quay"), film, budget="0")
    await priced.until(film, lambda view: "budget" in view.waiting)
    ann, bob = (
        read_decision("budget", {"usd": usd, "by": by}) for usd, by in (("0.02", "ann"), ("0.03", "bob"))
    )
    records = await asyncio.gather(priced.decide(film, ann), priced.decide(film, bob))
    assert [record.accepted for record in records] == [True, True]
    view = await priced.view(film)
    last = view.decisions[-1].decision
    assert view.budget == last.usd
    other = ann if last == bob else bob
    lines = outcome(other, view)
    assert f"{last.by} has set another one since" in lines[0]
    assert f"The budget is ${last.usd} now" in lines[1]


@pytest.mark.parametrize("usd", ["-5", "NaN", "Infinity", "1e30", "abc", "", "0.00000001"])
async def test_a_budget_that_is_no_amount_is_refused_in_one_sentence(usd: str, typed: Typed) -> None:
    said = await typed("budget", "any-film", usd, code=2)
    assert "must be an amount in dollars" in said.err
    assert len(said.err.strip().splitlines()) == 1


async def test_what_cannot_be_decided_is_told_with_its_reason(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    await out_of_money(priced, film)
    assert "no film 'nobody'" in (await typed("budget", "nobody", "5", code=2)).err
    assert "2 shots, shot_001 to shot_002" in (await typed("allow", film, "9", code=2)).err
    assert "2 shots" in (await typed("recast", film, "--profile", "local", "--shots", "2-4", code=2)).err
    assert "Known: local" in (await typed("recast", film, "--profile", "cheap", code=2)).err
    assert "observe, warn, cap" in (await typed("budget", film, "5", "--mode", "soft", code=2)).err
    assert "one of --resubmit and --abandon" in (await typed("resolve", film, "1", code=2)).err
    said = await typed("resolve", film, "2", "--abandon", code=1)
    assert said.err.strip() == "No job of shot_002 waits to be resolved (none does)."
    assert "Nothing of shot_002 waits to be allowed" in (await typed("allow", film, "2", code=1)).err
    said = await typed("recast", film, "--profile", "local", "--shots", "1", code=1)
    assert "None of these shots is still to be made" in said.err
    facts = (await typed("resolve", film, "score", "--resubmit", "--json", code=1)).json
    assert (facts["accepted"], facts["exit_code"]) == (False, 1)
    said = await typed("recast", film, "--profile", "local", "--shots", "2")
    assert "Shot 2 is made by the profile 'local' from now on." in said.out
    assert "The budget is used up" in said.out, "here every profile's clips cost the same"


async def test_a_dear_step_waits_until_it_is_allowed(priced: StudioKit, film: str, typed: Typed) -> None:
    await priced.begin(silent("a quay"), film, approve="auto", approve_above="0.05")
    await priced.until(film, lambda view: any(need.asks for need in view.needs))
    assert "Shot 1 may be made" in (await typed("allow", film, "1")).out
    await priced.until(film, lambda view: view.stage == "shots" and any(n.asks for n in view.needs))
    assert "Everything that waited may be made" in (await typed("allow", film)).out
    await priced.until(film, lambda view: view.stage == "cut" and any(n.asks for n in view.needs))
    assert "The score may be made" in (await typed("allow", film, "score")).out
    await priced.until(film, lambda view: view.spent == Decimal("0.30"))


async def test_costs_are_exact_sums_with_a_total_and_what_is_set_aside(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    view = await priced.make(short_shots("a quay"), film)
    out = (await typed("costs")).out
    assert film in out
    assert "$0.40" in out.splitlines()[-1]
    assert out.splitlines()[-1].startswith("total")
    facts = (await typed("costs", "--film", film, "--json")).json
    assert facts["costs"] == [
        {"stage": "clip", "charges": 1, "usd": "0.10"},
        {"stage": "keyframe", "charges": 1, "usd": "0.10"},
        {"stage": "score", "charges": 1, "usd": "0.10"},
        {"stage": "voice", "charges": 1, "usd": "0.10"},
    ]
    assert (facts["total_usd"], facts["charges"], facts["reserved_usd"]) == ("0.40", 4, "0")
    assert "Nothing in 1999-01 has cost" in (await typed("costs", "--month", "1999-01")).err
    assert "near it" in (await typed("costs", "--film", film + "x", code=2)).err
    money = reported(priced, view)
    assert money["by_stage"] == {
        "clip": "0.10",
        "keyframe": "0.10",
        "score": "0.10",
        "voice": "0.10",
    }
    assert money["by_provider"] == {
        "animatic": "0.10", "camera-move": "0.10", "bed": "0.10", "piper": "0.10",
    }  # fmt: skip
    assert (money["spent_usd"], money["saved_usd"]) == ("0.40", "0")
    view = await priced.make(short_shots("a quay"), film)
    again = reported(priced, view)
    assert reused(view, priced.store) == again["reused_assets"] == 10, (
        "the words of its voice, the conformed clip, board, score, cut, poster and overview too"
    )
    assert (again["spent_usd"], again["saved_usd"]) == ("0", "0.40")
    assert (again["film_usd"], again["by_stage"]) == ("0.40", money["by_stage"]), "every run of the film"


async def test_the_report_of_a_film_that_was_changed_adds_up_as_its_costs_do(
    priced: StudioKit, film: str, typed: Typed
) -> None:
    await priced.make(silent("a quay", "a boat"), film)
    change = Change(shot_id="2", note="at night")
    await priced.start(await changed_film(priced, film, (change,), auto=True), film)
    view = await priced.until(film, lambda view: view.ended)
    money = reported(priced, view)
    facts = (await typed("costs", "--film", film, "--json")).json
    assert money["by_stage"] == {each["stage"]: each["usd"] for each in facts["costs"]}
    assert money["spent_usd"] == money["film_usd"] == facts["total_usd"] == plain(view.spent)
    assert Decimal(money["by_provider"]["animatic"]) == 3 * PRICE


async def test_costs_as_csv_hold_every_charge_and_no_formula(
    home: Path, typed: Typed, tmp_path: Path
) -> None:
    ledger = Ledger(clock=lambda: "2026-11-21T10:00:00+00:00")
    for provider in ("pictures", "=cmd|' /C calc'!A0", 'a "quoted", name'):
        step = Step(stage="clip", shot_id=f"shot_{len(provider)}", provider=provider)
        ledger.reserve({step: PRICE})
        ledger.settle(step, PRICE)
    home.mkdir()
    database = open_database(load_settings().database_url)
    write_entries(database, "a-film", "run", ledger.unwritten())
    database.close()
    text = (await typed("costs", "--csv", "-")).out
    assert text.count("\r\n") == 4
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["film"], row["provider"], row["usd"]) for row in rows] == [
        ("a-film", "pictures", "0.10"),
        ("a-film", "'=cmd|' /C calc'!A0", "0.10"),
        ("a-film", 'a "quoted", name', "0.10"),
    ]
    said = await typed("costs", "--by", "provider", "--csv", "costs.csv")
    assert "3 lines in costs.csv" in said.err
    assert (tmp_path / "costs.csv").read_text().startswith("provider,model,charges,usd\n'=cmd")
    assert "is a folder" in (await typed("costs", "--csv", ".", code=2)).err
    assert "both print" in (await typed("costs", "--csv", "-", "--json", code=2)).json["error"]


async def test_a_sentence_tells_what_cannot_be_asked_of_the_ledger(typed: Typed) -> None:
    open_database(load_settings().database_url).close()
    assert "Nothing has cost anything yet" in (await typed("costs")).err
    for month in ("2026-13", "november", "2026-1", "٢٠٢٦-١١"):
        assert "such as 2026-11" in (await typed("costs", "--month", month, code=2)).err
    assert "provider, stage, film, month, shot" in (await typed("costs", "--by", "day", code=2)).err


async def test_an_estimate_needs_no_engine_and_no_key(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    said = await typed("estimate", "A keeper finds a door in the sea", "--seconds", "20")
    assert [line.split()[0] for line in said.out.splitlines()[1:8]] == [
        "story", "keyframes", "voices", "clips", "score", "cut", "total",
    ]  # fmt: skip
    facts = (await typed("estimate", "A keeper finds a door", "--stop-at", "storyboard", "--json")).json
    assert [step["step"] for step in facts["steps"]] == ["story", "keyframes"]
    assert (facts["most_usd"], facts["exact"]) == ("0", True)


async def test_an_estimate_with_models_names_the_missing_key_or_says_what_is_assumed(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENROUTER_API_KEY", "OPENAI_API_KEY", "GROQ_API_KEY", "TOGETHER_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    said = await typed("estimate", "A keeper finds a door", "--model", "balanced", code=2)
    assert "needs a key" in said.err
    monkeypatch.setenv("OPENROUTER_API_KEY", "not-a-secret")
    facts = (await typed("estimate", "A keeper finds a door", "--model", "balanced", "--json")).json
    assert facts["exact"] is False
    assert Decimal(facts["most_usd"]) > 0
    said = await typed("estimate", "A keeper finds a door", "--model", "balanced", "--budget", "0.01")
    assert "more than the budget of $0.01" in said.out
    assert "are assumed" in said.out


@pytest.mark.parametrize(
    ("flag", "value", "why"),
    [
        ("--budget-mode", "soft", "'observe', 'warn' or 'cap'"),
        ("--approve-above", "-1", "must be an amount in dollars from 0"),
        ("--approve-above", "NaN", "must be an amount in dollars from 0"),
        ("--unknown-submit", "retry", "'ask', 'resubmit' or 'abandon'"),
        ("--budget", "1e40", "must be an amount in dollars from 0"),
        ("--budget", "0.0000000001", "must be an amount in dollars from 0"),
        ("--model", "zzz", "outline (offline); and any model of a vendor as `vendor/model`"),
    ],
)
async def test_make_refuses_money_options_that_cannot_be_used(
    flag: str, value: str, why: str, typed: Typed
) -> None:
    said = await typed("make", "A door", flag, value, code=2)
    assert said.err.startswith(flag if flag != "--model" else "There is no model")
    assert why in said.err


async def test_make_takes_the_money_options_to_the_film(
    priced: StudioKit, film: str, typed: Typed, tmp_path: Path
) -> None:
    shots = [shot.model_dump(mode="json") for shot in short_shots("a quay").shots]
    (tmp_path / "shots.json").write_text(json.dumps(shots))
    await typed(
        "make", "--shots", "shots.json", "--id", film, "--detach", "--approve", "auto",
        "--budget", "0.2", "--budget-mode", "warn", "--approve-above", "0.01", "--unknown-submit", "abandon",
    )  # fmt: skip
    view = await priced.until(film, lambda view: bool(view.needs))
    assert (view.budget, view.budget_mode, view.needs[0].asks) == (Decimal("0.2"), "warn", True)


def test_shots_are_named_by_numbers_ranges_and_ids() -> None:
    assert shots_named(["3,5-7"]) == ["3", "5", "6", "7"]
    assert shots_named(["shot_003 shot_005", "3"]) == ["shot_003", "shot_005", "3"]
    assert shots_named([" 1-2, 2"]) == ["1", "2"]
    assert shots_named([""]) == []


@pytest.mark.parametrize(
    "usd", ["0.0000000001", "-1", "1e40", "NaN", "", "1,5", "1_0", "٣", "$5", "none", "7"]
)
def test_make_and_budget_take_the_same_amounts(usd: str) -> None:
    try:
        wanted = read_decision("budget", {"usd": usd})
    except BadInput as error:
        with pytest.raises(BadInput) as refused:
            read_asked(Flags(prompt="A door", budget=usd))
        assert str(refused.value) == str(error).replace("A budget", "--budget")
    else:
        assert read_asked(Flags(prompt="A door", budget=usd)).request.options.budget == wanted.usd


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision(kind="budget", usd=Decimal("12.5"), mode="warn"), "$12.50 warn"),
        (Decision(kind="budget", no_limit=True, note="go"), "none go"),
        (Decision(kind="recast", profile="budget", shots=("3", "5")), "budget shots 3, 5"),
        (Decision(kind="recast", profile="budget"), "budget all that is left"),
        (Decision(kind="resolve", shot="3", action="abandon"), "3 abandon"),
        (Decision(kind="allow", shot="score"), "score"),
        (Decision(kind="allow"), "everything that waits"),
        (Decision(kind="revise", shot="2", prompt="a boat"), "2 a boat"),
    ],
)
def test_the_status_says_what_was_decided(decision: Decision, words: str) -> None:
    assert said(decision) == words


@pytest.mark.parametrize(
    ("found", "usd", "line"),
    [
        (0, "0", "This film may cost up to $1.20."),
        (1, "0", "This film may cost up to $1.20; one asset of it is in the library already."),
        (
            1,
            "0.30",
            "This film may cost up to $1.20; one asset of it is in the library already and saves $0.30.",
        ),
        (
            3,
            "0.30",
            "This film may cost up to $1.20; 3 assets of it are in the library already and save $0.30.",
        ),
    ],
)
def test_the_price_is_told_in_a_line(found: int, usd: str, line: str) -> None:
    step = Estimated(step="clips", by="x", count=4, found=found, usd=Decimal("1.20"), saved=Decimal(usd))
    estimated = Estimate(steps=(step,), shots=4, film_seconds=8, exact=True)
    assert in_a_line(estimated, FilmRequest(brief=silent("a quay"))) == line


def test_a_decision_nobody_overtook_says_only_what_holds() -> None:
    view = FilmView(film_id="a", brief_digest="b", spent=Decimal("0.10"))
    assert outcome(Decision(kind="budget", no_limit=True), view) == [
        "The film has no budget now: it may cost what it costs ($0.10 spent)."
    ]
