"""Two people who decide at once about one board: one is heard, and the other is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import SHOTS, V1, Maker, making
from tests.kit.studio import StudioKit
from tests.kit.web import ELSEWHERE, token_for

pytestmark = pytest.mark.studio

PEOPLE = ("ann", "bob")
PAIRS = (("approve", "reject"), ("approve", "approve"), ("reject", "reject"))
"""Decisions of which one alone can count."""


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    token = token_for(studio.settings, "spend", "owner")
    async with making(studio, server.address, ELSEWHERE) as maker:
        yield maker.as_(token)


async def decided_at_once(maker: Maker, film: str, *bodies: dict[str, Any]) -> list[httpx.Response]:
    """What ann and bob are answered, who look at the first board of a film and decide in the same moment."""
    await maker.post(f"{V1}/films", 201, id=film, title=film, shots=SHOTS)
    await maker.until(film, lambda told: told["status"] == "awaiting_approval")
    tokens = [token_for(maker.kit.settings, "decide", name) for name in PEOPLE]
    asked = (
        maker.door.ask(f"{V1}/films/{film}/decisions", token, "POST", json={**body, "board": 1})
        for token, body in zip(tokens, bodies, strict=True)
    )
    return list(await asyncio.gather(*asked))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
async def test_of_two_who_decide_about_one_board_one_is_heard_and_the_other_is_told(
    pair: tuple[str, str], maker: Maker
) -> None:
    film = f"at-once-{'-'.join(pair)}"
    answers = await decided_at_once(maker, film, *({"decision": kind} for kind in pair))
    assert sorted(each.status_code for each in answers) == [200, 409], [each.text for each in answers]
    won = next(place for place, each in enumerate(answers) if each.status_code == 200)
    lost = answers[1 - won].json()
    assert answers[won].json()["accepted"] is True
    assert lost["type"] == "urn:longtake:problem:wrong-moment"
    assert lost["detail"].endswith(".")
    view = await maker.kit.view(film)
    heard = [each.decision for each in view.decisions if each.accepted]
    assert [(each.by, each.kind) for each in heard] == [(PEOPLE[won], pair[won])]


async def test_what_one_approves_while_the_other_revises_it_is_looked_at_anew(maker: Maker) -> None:
    revision = {"decision": "revise", "shot": 1, "note": "closer"}
    approved, revised = await decided_at_once(maker, "at-once-revised", {"decision": "approve"}, revision)
    assert revised.status_code == 200, revised.text
    # Told that it is redrawn, or heard before; then it counts no longer.
    assert approved.status_code in (200, 409), approved.text
    told = await maker.until("at-once-revised", lambda told: '"board": 2' in (told["approve_with"] or ""))
    assert told["status"] == "awaiting_approval"
    view = await maker.kit.view("at-once-revised")
    assert (view.board, view.approved_board) != (2, 2)
    assert {each.decision.by for each in view.decisions} == set(PEOPLE)
