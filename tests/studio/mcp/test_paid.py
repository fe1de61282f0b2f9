"""Paid calls: under a key once, within what was accepted, and by whoever may."""

import asyncio
from uuid import uuid4

from tests.kit.agents import AgentDesk, agrees, shots

PAID = {"prompt": "A lighthouse keeper finds a door in the sea", "casting": {"image": "flux"}}


async def test_the_same_call_under_the_same_key_begins_a_film_once_even_at_once_and_after_its_end(
    desk: AgentDesk,
) -> None:
    wanted = {"film": shots("one pier"), "accept_usd": 0, "idempotency_key": str(uuid4())}
    async with desk.agent("http") as agent, desk.agent("http") as other:
        both = await asyncio.gather(agent.ask("create_film", **wanted), other.ask("create_film", **wanted))
        film = both[0]["id"]
        assert [one["id"] for one in both] == [film, film]
        assert sum(one["began"] for one in both) == 1
        another = await agent.refused("create_film", **(wanted | {"film": shots("two piers")}))
        assert "under this key" in another
        await agent.until(film, "approve_board")
        await agent.ask("decide", film_id=film, decision="reject")
        await agent.until(film, "none")
        again = await agent.ask("create_film", **wanted)
        assert (again["id"], again["began"], again["status"]) == (film, False, "rejected")
    async with desk.agent("http", caller="ben:spend") as ben:
        theirs = await ben.ask("create_film", **wanted)
        assert theirs["id"] != film, "a key is its caller's own"
        await ben.ask("cancel", film_id=theirs["id"])


async def test_a_retake_and_a_revision_under_the_same_key_are_made_once(desk: AgentDesk) -> None:
    film = desk.at_gate("once", "a quay", "a boat")
    revise = {
        "film_id": film,
        "shot": "1",
        "board": 1,
        "note": "in snow",
        "accept_usd": 0,
        "idempotency_key": "one",
    }
    async with desk.agent("http", person=agrees()) as agent:
        first = await agent.ask("revise_shot", **revise)
        assert await agent.ask("revise_shot", **revise) == first
        assert "under this key" in await agent.refused("revise_shot", **(revise | {"note": "in rain"}))
        await agent.until(film, "approve_board")
        kinds = [one["decision"]["kind"] for one in desk.json("status", film)["decisions"]]
        assert kinds == ["revise"]
        await agent.ask("decide", film_id=film, decision="approve", board=2)
        await agent.until(film, "fetch")
        retake = {"film_id": film, "shot": "2", "note": "in fog", "accept_usd": 0, "idempotency_key": "two"}
        assert (await agent.ask("retake_shot", **retake))["began"]
        assert not (await agent.ask("retake_shot", **retake))["began"], "it runs"
        waiting = await agent.until(film, "approve_board")
        await agent.ask("decide", film_id=film, decision="approve", board=waiting["board"])
        await agent.until(film, "fetch")
    async with desk.agent("stdio") as elsewhere:
        assert (await elsewhere.ask("retake_shot", **(retake | {"idempotency_key": "three"})))["began"]
        await elsewhere.ask("cancel", film_id=film)
    async with desk.agent("http") as later:
        assert not (await later.ask("retake_shot", **retake))["began"], "an earlier run of the film was it"


async def test_a_change_of_a_board_is_made_once_under_its_key_though_its_server_was_killed_meanwhile(
    desk: AgentDesk,
) -> None:
    film = desk.at_gate("killed", "a quay", "a boat")
    change = {"film_id": film, "board": 1, "accept_usd": 0}
    revise = change | {"shot": "1", "note": "in snow", "idempotency_key": "revision"}
    drop = change | {"board": 2, "edit": "drop", "shot": "2", "idempotency_key": "edit"}
    async with desk.agent("http") as agent:
        both = await asyncio.gather(agent.ask("revise_shot", **revise), agent.ask("revise_shot", **revise))
        assert both[0] == both[1]
        await agent.until(film, "approve_board")
        dropped = await agent.ask("edit_board", **drop)
        await agent.until(film, "approve_board")
    desk.kill_door()
    async with desk.agent("http") as later:
        assert await later.ask("revise_shot", **revise) == both[0]
        assert await later.ask("edit_board", **drop) == dropped
        assert "under this key" in await later.refused("revise_shot", **(revise | {"note": "in rain"}))
        assert "under this key" in await later.refused("edit_board", **(drop | {"shot": "1"}))
        now = await later.until(film, "approve_board")
        assert now["shots"] == 1
        board = await later.call("get_board", film_id=film)
        assert board.structured_content and board.structured_content["board"] == 3
    decisions = [one["decision"] for one in desk.json("status", film)["decisions"]]
    assert [one["kind"] for one in decisions] == ["revise", "drop"]
    assert "mark" not in decisions[0]
    desk.json("cancel", film)


async def test_choosing_a_take_leaves_the_budget_of_a_film_as_it_is(desk: AgentDesk) -> None:
    film = desk.at_gate("chosen", "a quay")
    desk.run("revise", film, "1", "--note", "at night")
    desk.until(film, lambda status: status["board"] == 2)
    desk.run("approve", film)
    desk.until(film, lambda status: status["ended"])
    async with desk.agent("http") as agent:
        back = await agent.ask("use_take", film_id=film, shot="1", take=1, idempotency_key="back")
        assert back["budget_usd"] is None
        await agent.ask("cancel", film_id=film)


async def test_a_film_that_costs_more_than_is_accepted_is_not_begun_and_says_what_it_costs(
    desk: AgentDesk,
) -> None:
    async with desk.agent(FAL_KEY="a-key") as agent:
        most = (await agent.ask("estimate", film=PAID))["most_usd"]
        low = {"film": PAID, "accept_usd": "0.01", "idempotency_key": str(uuid4())}
        sentence = await agent.refused("create_film", **low)
        assert f"may cost up to ${most} by now" in sentence
        assert f"accept_usd {most}" in sentence
        films = [one["title"] for one in (await agent.ask("list_films"))["films"]]
        warned = await agent.refused(
            "create_film", **(low | {"accept_usd": most, "film": PAID | {"budget_mode": "warn"}})
        )
        assert "budget_mode must be 'cap'" in warned
        auto = await agent.refused("create_film", **(low | {"film": PAID | {"approve": "auto"}}))
        assert "a person approves" in auto
        assert films == [one["title"] for one in (await agent.ask("list_films"))["films"]]


async def test_the_budget_of_a_film_is_what_was_accepted_or_less(desk: AgentDesk) -> None:
    async with desk.agent("http") as agent:
        for budget, accepted, holds in ((None, "2.50", "2.50"), (1, "2.50", "1"), (9, "2.50", "2.50")):
            film = shots("a bell") | ({} if budget is None else {"budget": budget})
            made = await agent.ask(
                "create_film", film=film, accept_usd=accepted, idempotency_key=str(uuid4())
            )
            assert made["budget_usd"] == holds
            assert (await agent.ask("get_film", film_id=made["id"]))["budget_usd"] == holds
            await agent.ask("cancel", film_id=made["id"])


async def test_each_role_may_do_what_is_its_own_and_no_more(desk: AgentDesk) -> None:
    film = desk.at_gate("roles", "a quay")
    begin = {"film": shots("a mill"), "accept_usd": 0, "idempotency_key": "roles"}
    revise = {"film_id": film, "shot": "1", "board": 1, "note": "x", "accept_usd": 0, "idempotency_key": "r"}
    for role in ("see", "comment"):
        async with desk.agent("http", caller=f"eve:{role}", person=agrees()) as agent:
            assert (await agent.ask("get_plan", film_id=film))["next_action"] == "approve_board"
            assert (await agent.ask("get_film", film_id=film))["ui"] is None, "where the engine is"
            for tool, arguments in (
                ("create_film", begin),
                ("revise_shot", revise),
                ("decide", {"film_id": film, "decision": "approve", "board": 1}),
                ("cancel", {"film_id": film}),
            ):
                assert f"may only {role!r}" in await agent.refused(tool, **arguments)
    async with desk.agent("http") as agent:
        assert "/workflows/" in (await agent.ask("get_film", film_id=film))["ui"]
    async with desk.agent("http", caller="eve:decide") as agent:
        assert "takes the role 'spend'" in await agent.refused("create_film", **begin)
        assert (await agent.ask("cancel", film_id=film))["cancelled"]
