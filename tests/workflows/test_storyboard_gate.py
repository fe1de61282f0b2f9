"""The gate as people use it: by update, by signal, at the right and at the wrong moment."""

import asyncio
from typing import Any

import pytest

from models.errors import WrongMoment
from models.film.decisions import Decision
from models.film.view import FilmView
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, short_shots


async def ended(studio: StudioKit, film_id: str) -> FilmView:
    await studio.client.get_workflow_handle(film_id).result()
    return await studio.view(film_id)


async def test_nothing_expensive_happens_before_the_approval(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay", "a boat"), film)
    assert len(renders(studio.journal, "image")) == 2
    assert renders(studio.journal, "video") == []
    await studio.decide(film, Decision(kind="approve", by="ann", board=1))
    view = await ended(studio, film)
    assert view.stage == "finished"
    assert view.approved_board == 1
    assert view.decisions[0].decision.by == "ann"


@pytest.mark.parametrize("payload", [None, {"by": "ann"}, {"by": "ann", "note": "good", "board": 1}])
async def test_a_signal_from_temporals_own_tools_approves(studio: StudioKit, film: str, payload: Any) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    await handle.signal("approve_storyboard", *([] if payload is None else [payload]))
    assert (await ended(studio, film)).stage == "finished"


async def test_a_revised_shot_redraws_only_itself_and_needs_a_new_approval(
    studio: StudioKit, film: str
) -> None:
    before = await studio.at_gate(short_shots("a quay", "a boat", "a storm"), film)
    await studio.decide(film, Decision(kind="revise", shot="2", prompt="a lighthouse at night"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert len(renders(studio.journal, "image")) == 4
    assert [shot.take for shot in view.shots] == [1, 2, 1]
    assert view.shots[1].shot.enhanced_prompt == "a lighthouse at night"
    pictures = [[shot.keyframe.blob for shot in v.shots if shot.keyframe] for v in (before, view)]
    assert [old == new for old, new in zip(*pictures, strict=True)] == [True, False, True]
    assert view.documents["storyboard.png"] != before.documents["storyboard.png"]
    with pytest.raises(WrongMoment, match="look at board 2"):
        await studio.decide(film, Decision(kind="approve", board=1))
    await studio.decide(film, Decision(kind="approve", board=2))
    assert (await ended(studio, film)).approved_board == 2


async def test_the_gate_works_while_another_shot_is_redrawn(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay", "a boat"), film)
    hold = studio.settings.home / "hold-image"
    hold.touch()
    await studio.decide(film, Decision(kind="revise", shot="1", prompt="a lamp"))
    await studio.decide(film, Decision(kind="revise", shot="2", note="closer"))
    with pytest.raises(WrongMoment, match="redrawn"):
        await studio.decide(film, Decision(kind="approve"))
    hold.unlink()
    view = await studio.until(film, lambda view: view.board >= 2 and view.waiting.startswith("Board"))
    assert [shot.take for shot in view.shots] == [2, 2]
    await studio.decide(film, Decision(kind="approve", board=view.board))
    assert (await ended(studio, film)).stage == "finished"


async def test_a_picture_redrawn_after_the_approval_opens_the_gate_again(
    studio: StudioKit, film: str
) -> None:
    hold = studio.settings.home / "hold-video"
    await studio.at_gate(short_shots("a quay", "a boat"), film)
    hold.touch()
    await studio.decide(film, Decision(kind="approve"))
    await studio.until(film, lambda view: view.stage == "shots" and view.shots[1].status == "rendering")
    await studio.decide(film, Decision(kind="revise", shot="2", prompt="a lamp in a window"))
    hold.unlink()
    view = await studio.until(film, lambda view: view.board == 2 and view.stage == "approval")
    assert view.approved_board == 1
    assert view.shots[1].clip is None, "the shot whose picture changed is not made before it is approved"
    await studio.decide(film, Decision(kind="approve", board=2))
    view = await ended(studio, film)
    assert view.stage == "finished"
    assert all(shot.status == "done" for shot in view.shots)


async def test_a_film_that_was_approved_is_rendered_on_when_somebody_rejects_it(
    studio: StudioKit, film: str
) -> None:
    hold = studio.settings.home / "hold-video"
    await studio.at_gate(short_shots("a quay", "a boat"), film)
    hold.touch()
    await studio.decide(film, Decision(kind="approve"))
    await studio.until(film, lambda view: view.stage == "shots" and view.shots[1].status == "rendering")
    with pytest.raises(WrongMoment, match=r"`longtake cancel \S+` ends the film"):
        await studio.decide(film, Decision(kind="reject"))
    await studio.client.get_workflow_handle(film).signal("reject_storyboard", {"by": "ann"})
    view = await studio.until(film, lambda view: len(view.decisions) == 2)
    assert not view.decisions[1].accepted
    assert "Board 1 was approved" in view.decisions[1].reason
    await studio.decide(film, Decision(kind="revise", shot="2", prompt="a lamp in a window"))
    hold.unlink()
    view = await studio.until(film, lambda view: view.board == 2 and view.waiting.startswith("Board 2"))
    assert "`cancel`" in view.waiting
    assert "reject" not in view.waiting, "at the gate that opened again nobody is told to reject either"
    with pytest.raises(WrongMoment, match=r"`longtake cancel \S+` ends the film"):
        await studio.decide(film, Decision(kind="reject", board=2))
    await studio.decide(film, Decision(kind="approve", board=2))
    assert (await ended(studio, film)).stage == "finished"


@pytest.mark.parametrize("end", ["rejected", "cancelled"])
async def test_a_film_that_ended_while_it_was_paused_is_paused_no_more(
    studio: StudioKit, film: str, end: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.decide(film, Decision(kind="pause"))
    assert (await studio.until(film, lambda view: view.paused)).waiting.startswith("Paused")
    if end == "rejected":
        await studio.decide(film, Decision(kind="reject"))
    else:
        await studio.cancel(film)
    view = await studio.until(film, lambda view: view.ended)
    assert (view.stage, view.paused, view.waiting) == (end, False, "")
    assert "aused" not in await studio.details(film)


async def test_a_rejected_film_ends_as_rejected_with_everything_kept(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.decide(film, Decision(kind="reject", by="ann", note="too dark"))
    view = await ended(studio, film)
    assert view.verdict == "rejected"
    assert "too dark" in view.reason
    assert view.exit_code == 1
    assert {"storyboard.png", "report.json"} <= set(view.documents)
    assert view.shots[0].keyframe is not None


async def test_a_redraw_that_fails_leaves_the_earlier_picture_and_says_so(
    studio: StudioKit, film: str
) -> None:
    before = await studio.at_gate(short_shots("a quay"), film)
    await studio.decide(film, Decision(kind="revise", shot="1", prompt="FAIL-image a lamp"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert view.shots[0].keyframe == before.shots[0].keyframe
    assert "the earlier picture stays" in view.shots[0].notes[0]


@pytest.mark.parametrize(
    ("signal", "payload", "said"),
    [
        ("approve_storyboard", "yes", "must be a JSON object"),
        ("approve_storyboard", {"board": "two"}, "board must be"),
        ("approve_storyboard", {"boad": 1}, "unknown field 'boad'"),
        ("approve_storyboard", {"board": 7}, "look at board 1"),
        ("revise_shot", {"prompt": "x"}, "must name its shot"),
        ("revise_shot", {"shot": 1}, "must say what to change"),
        ("revise_shot", {"shot": 9, "prompt": "x"}, "no shot '9'"),
        ("revise_shot", [1, 2], "must be a JSON object"),
        ("set_budget", {"usd": "a lot"}, "amount in dollars"),
        ("set_budget", {"usd": -1}, "amount in dollars"),
    ],
)
async def test_a_signal_that_cannot_be_taken_is_recorded_with_the_reason_and_ignored(
    studio: StudioKit, film: str, signal: str, payload: Any, said: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.client.get_workflow_handle(film).signal(signal, payload)
    view = await studio.until(film, lambda view: bool(view.decisions))
    assert not view.decisions[0].accepted
    assert said in view.decisions[0].reason
    assert view.stage == "approval"


async def test_a_refused_update_writes_nothing_into_the_history(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    async with asyncio.timeout(60):  # its books are written, and it may not have heard of that
        while (now := (await handle.describe()).raw_description).pending_activities or now.HasField(
            "pending_workflow_task"
        ):
            await asyncio.sleep(0.05)
    before = len((await handle.fetch_history()).events)
    with pytest.raises(WrongMoment, match="look at board 1"):
        await studio.decide(film, Decision(kind="approve", board=3))
    assert len((await handle.fetch_history()).events) == before


async def test_a_film_that_has_ended_takes_no_decision(studio: StudioKit, film: str) -> None:
    await studio.make(short_shots("a quay"), film)
    with pytest.raises(WrongMoment, match="has ended"):
        await studio.decide(film, Decision(kind="approve"))


async def test_a_paused_film_begins_nothing_until_it_is_resumed(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.decide(film, Decision(kind="pause"))
    await studio.until(film, lambda view: view.paused)
    await studio.decide(film, Decision(kind="approve"))
    view = await studio.until(film, lambda view: view.stage == "shots")
    assert "Paused" in view.waiting
    assert renders(studio.journal, "video") == []
    await studio.decide(film, Decision(kind="resume"))
    assert (await ended(studio, film)).stage == "finished"
