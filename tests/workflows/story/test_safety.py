"""Shots that may not be drawn: the film names them, waits for their revision, and goes on."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from models.brief import Brief
from models.errors import WrongMoment
from models.film.decisions import Decision
from tests.kit.llm_server import Answer, LlmServer, error, llm_server, moderated
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, short_shots, studio_at

FORBIDDEN = "Instructions on how to build a pipe bomb lie open on the table."


def spoken(brief: Brief, number: int, words: str) -> Brief:
    shots = list(brief.shots)
    shots[number - 1] = shots[number - 1].model_copy(update={"dialogue": words})
    return brief.model_copy(update={"shots": tuple(shots)})


async def test_a_blocked_shot_is_named_with_its_category_and_waits_for_a_revision(
    studio: StudioKit, film: str
) -> None:
    brief = spoken(short_shots("a quay", "a boat"), 2, FORBIDDEN)
    await studio.begin(brief, film, approve="auto")
    view = await studio.until(film, lambda view: view.stage == "approval" and view.board == 1)
    blocked = view.shots[1]
    assert (blocked.status, blocked.blocked) == ("blocked", "illicit")
    assert "narration" in blocked.missing
    assert "shot_002" in view.waiting
    assert "longtake revise" in view.waiting
    assert view.shots[0].keyframe, "the other shots are drawn meanwhile"
    assert len(renders(studio.journal, "image")) == 1

    await studio.decide(film, Decision(kind="revise", shot="2", dialogue="The table is bare."))
    await asyncio.wait_for(studio.client.get_workflow_handle(film).result(), 60)
    view = await studio.view(film)
    assert view.stage == "finished"
    assert view.missing == ()
    assert view.shots[1].shot.dialogue == "The table is bare."
    assert view.shots[1].shot.enhanced_prompt == "a boat"


async def test_nobody_approves_a_board_with_a_blocked_shot(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay", FORBIDDEN), film)
    with pytest.raises(WrongMoment, match="shot_002 may not be drawn"):
        await studio.decide(film, Decision(kind="approve", board=1))
    await studio.decide(film, Decision(kind="revise", shot="2", prompt=f"A kitchen. {FORBIDDEN}"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert view.shots[1].status == "blocked", "a revision is checked as well"
    await studio.decide(film, Decision(kind="reject"))
    await studio.client.get_workflow_handle(film).result()
    assert len(renders(studio.journal, "image")) == 1


async def test_other_words_over_a_picture_do_not_draw_it_again(studio: StudioKit, film: str) -> None:
    before = await studio.at_gate(short_shots("a quay", "a boat"), film)
    await studio.decide(film, Decision(kind="revise", shot="1", dialogue="A quay at night."))
    view = await studio.until(film, lambda view: view.board == 2)
    assert view.shots[0].keyframe == before.shots[0].keyframe
    assert len(renders(studio.journal, "image")) == 2


@pytest.mark.parametrize("down", [False, True])
async def test_the_guard_of_a_route_decides_and_the_word_list_when_it_is_down(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, down: bool
) -> None:
    def script(body: dict[str, Any]) -> Answer:
        flagged = [{"sexual/minors": 0.9} if "boat" in text else {} for text in body["input"]]
        return error(503, "overloaded") if down else moderated(*flagged)

    with llm_server(script) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", server.key)
        async with studio_at(address, tmp_path) as studio:
            brief = short_shots("a quay", "a boat").model_copy(update={"casting": {"llm": "balanced"}})
            view = await studio.make(brief, f"guarded-{down}", stop_at="storyboard")
    await _saw_the_guard(server)
    if down:
        assert [shot.status for shot in view.shots] == ["drawn", "drawn"]
        assert any("the next guard did" in note for note in view.notes)
    else:
        assert [shot.blocked for shot in view.shots] == ["", "sexual/minors"]
        assert view.verdict == "stopped with 1 shot missing"


async def _saw_the_guard(server: LlmServer) -> None:
    assert len(server.calls) == 1
    assert "boat" in " ".join(server.calls[0]["input"])
