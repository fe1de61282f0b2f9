"""An approval is a person's: asked by the client, on both versions of the protocol and over both transports."""

import asyncio

import pytest
from mcp.client.context import ClientRequestContext
from mcp_types import ElicitRequestParams, ElicitResult

from tests.kit.agents import AgentDesk, Mode, Person, Transport, agrees, declines

ALL = pytest.mark.parametrize(
    ("over", "mode"), [(over, mode) for over in ("stdio", "http") for mode in ("legacy", "2026-07-28")]
)


@ALL
async def test_whether_a_person_agrees_decides_and_a_client_that_cannot_ask_is_told_what_they_type_instead(
    desk: AgentDesk, over: Transport, mode: Mode
) -> None:
    film = desk.at_gate(f"asked-{over}-{mode[:4]}", "a quay")
    approve = {"film_id": film, "decision": "approve", "board": 1}
    async with desk.agent(over, mode) as agent:
        sentence = await agent.refused("decide", **approve)
        assert f"`longtake approve {film} --board 1`" in sentence
        assert ("http://pages.test/films/" in sentence) == (over == "http")
    for no in (declines(), Person(ElicitResult(action="accept", content={"approve": False}))):
        async with desk.agent(over, mode, no) as agent:
            told = await agent.ask("decide", **approve)
            assert (told["accepted"], len(no.asked)) == (False, 1)
            assert "did not approve" in told["reason"]
    assert desk.json("status", film)["stage"] == "approval"
    yes = agrees()
    async with desk.agent(over, mode, yes, caller="ann:decide") as agent:
        assert (await agent.ask("decide", **approve))["accepted"]
        assert len(yes.asked) == 1
        await agent.until(film, "fetch")
    [decision] = desk.json("status", film)["decisions"]
    assert decision["decision"]["kind"] == "approve"
    assert over == "stdio" or decision["decision"]["by"] == "ann"


async def test_nobody_is_asked_about_what_cannot_be_approved(desk: AgentDesk) -> None:
    film = desk.at_gate("unasked", "a quay")
    person = agrees()
    async with desk.agent(person=person) as agent:
        assert "needs `board`" in await agent.refused("decide", film_id=film, decision="approve")
        assert "look at board 1" in await agent.refused("decide", film_id=film, decision="approve", board=7)
        bible = await agent.refused("decide", film_id=film, decision="approve_bible", board=1)
        assert "does not wait for a decision" in bible
        rejected = await agent.ask("decide", film_id=film, decision="reject", note="too dark")
        assert rejected["accepted"]
        await agent.until(film, "none")
        assert "has ended" in await agent.refused("decide", film_id=film, decision="approve", board=1)
    assert person.asked == []


class Slow(Person):
    """Somebody who agrees once another has had a shot drawn anew."""

    def __init__(self, desk: AgentDesk, film: str) -> None:
        super().__init__(agrees().answer)
        self._desk, self._film = desk, film

    async def __call__(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        await asyncio.to_thread(
            self._desk.run, "revise", self._film, "1", "--prompt", "a lamp", "--board", "1"
        )
        await asyncio.to_thread(self._desk.until, self._film, lambda status: status["board"] == 2)
        return await super().__call__(context, params)


@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
async def test_an_answer_about_a_board_that_has_changed_meanwhile_approves_nothing(
    desk: AgentDesk, mode: Mode
) -> None:
    film = desk.at_gate(f"overtaken-{mode[:4]}", "a quay")
    person = Slow(desk, film)
    async with desk.agent("http", mode, person) as agent:
        sentence = await agent.refused("decide", film_id=film, decision="approve", board=1)
    assert "look at board 2" in sentence
    assert len(person.asked) == 1
    assert desk.json("status", film)["approved_board"] == 0
    desk.run("cancel", film)
