"""Each tool, over each transport: the SDK's own client, the real command or a real socket, a real engine, a real film."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from mcp_types import ImageContent, ResourceLink

from tests.kit.agents import AgentDesk, Transport, agrees, shots

OVER = pytest.mark.parametrize("over", ["stdio", "http"])


@OVER
async def test_an_agent_makes_a_film_from_the_estimate_to_its_files_with_a_person_in_between(
    desk: AgentDesk, over: Transport
) -> None:
    person, wanted, key = agrees(), shots(f"a quay, {over}", "a boat"), str(uuid4())
    async with desk.agent(over, person=person) as agent:
        estimate = await agent.ask("estimate", film=wanted)
        assert (estimate["most_usd"], estimate["shots"]) == ("0", 2)
        began = await agent.ask("create_film", film=wanted, accept_usd=0, idempotency_key=key)
        film = began["id"]
        assert (began["began"], began["status"], began["budget_usd"]) == (True, "running", "0")
        async with asyncio.timeout(60):  # what a server lists is a moment behind
            while film not in [one["id"] for one in (await agent.ask("list_films"))["films"]]:
                await asyncio.sleep(0.1)

        waiting = await agent.until(film, "approve_board")
        assert waiting["board"] == 1
        plan = await agent.ask("get_plan", film_id=film)
        assert plan["boards"] == [{"reel": None, "board": 1}]
        assert (plan["next_action"], plan["by_a_person"], plan["most_usd"]) == ("approve_board", True, "0")

        answer = await agent.call("get_board", film_id=film)
        board = answer.structured_content
        assert board is not None
        assert [one["shows"] for one in board["shots"]] == [f"a quay, {over}", "a boat"]
        assert (board["board"], board["waits"], board["pages"]) == (1, True, ["storyboard.png"])
        [picture] = [one for one in answer.content if isinstance(one, ImageContent)]
        assert picture.mime_type == "image/jpeg"
        assert 1_000 < len(picture.data) < 1_000_000

        revised = await agent.ask(
            "revise_shot",
            film_id=film,
            shot="2",
            board=1,
            prompt="a red door",
            accept_usd=0,
            idempotency_key=str(uuid4()),
        )
        assert revised["accepted"]
        assert (await agent.until(film, "approve_board"))["board"] == 2
        decided = await agent.ask("decide", film_id=film, decision="approve", board=2)
        assert (decided["accepted"], decided["board"]) == (True, 2)
        [question] = person.asked
        assert "Board 2 (2 shots) of “Short”" in question
        assert "may cost up to $0" in question

        done = await agent.until(film, "fetch")
        assert (done["status"], done["shots"], done["ended"]) == ("finished", 2, True)
        if over == "stdio":
            some = await agent.ask("fetch", film_id=film, files=["poster.jpg"])
            assert sorted(some["written"]) == ["poster.jpg", "report.json"]
            folder = Path(some["folder"])
            assert sorted(one.name for one in folder.iterdir()) == ["poster.jpg", "report.json"]
        answer = await agent.call("fetch", film_id=film)
        files = answer.structured_content
        assert files is not None
        assert "film.mp4" in [one["name"] for one in files["files"]]
        links = [one for one in answer.content if isinstance(one, ResourceLink)]
        if over == "stdio":
            assert Path(files["folder"]) == (desk.folder / "films" / film).resolve()
            assert (Path(files["folder"]) / "film.mp4").stat().st_size > 0
            assert links == []
        else:
            assert files["folder"] is None
            assert f"http://pages.test/files/{film}/film.mp4" in [link.uri for link in links]

        costs = await agent.ask("get_costs", film_id=film)
        assert (costs["total_usd"], costs["by"]) == ("0", "stage")
        retaken = await agent.ask(
            "retake_shot", film_id=film, shot="1", note="at night", accept_usd=0, idempotency_key=str(uuid4())
        )
        assert (retaken["id"], retaken["began"]) == (film, True)
        again = await agent.until(film, "approve_board")
        await agent.ask("decide", film_id=film, decision="approve", board=again["board"])
        await agent.until(film, "fetch")
        back = await agent.ask("use_take", film_id=film, shot="1", take=1, idempotency_key=str(uuid4()))
        assert back["began"]
        stopped = await agent.ask("cancel", film_id=film)
        assert stopped["became"] in ("cancelled", "ended")


@OVER
async def test_a_films_board_poster_and_report_can_be_read_by_their_addresses(
    desk: AgentDesk, over: Transport
) -> None:
    film = f"read-{over}"
    desk.run("make", "--shots", desk.shots("a quay"), "--id", film, "--approve", "auto")
    async with desk.agent(over) as agent:
        kinds = {"board": "image/png", "poster": "image/jpeg", "report": "application/json"}
        for what, kind in kinds.items():
            [content] = (await agent.client.read_resource(f"film://{film}/{what}")).contents
            assert content.mime_type == kind
        with pytest.raises(Exception, match="There is no film 'nobody'"):
            await agent.client.read_resource("film://nobody/board")


async def test_every_tool_says_what_it_is_and_how_it_may_be_used(desk: AgentDesk) -> None:
    async with desk.agent(mode="legacy") as agent:
        tools = {tool.name: tool for tool in (await agent.client.list_tools()).tools}
        assert "estimate" in (agent.client.instructions or "")
    assert set(tools) == {
        *("list_films", "create_film", "get_plan", "get_board", "revise_shot", "edit_board", "decide"),
        *("retake_shot", "estimate", "get_film", "cancel", "use_take", "get_costs", "fetch"),
    }
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations
        for field in tool.input_schema["properties"].values():
            assert "description" in field, (tool.name, field)
    reads = {name for name, tool in tools.items() if tool.annotations and tool.annotations.read_only_hint}
    assert reads == {"list_films", "get_plan", "get_board", "estimate", "get_film", "get_costs"}
    ends = {name for name, tool in tools.items() if tool.annotations and tool.annotations.destructive_hint}
    assert ends == {"decide", "cancel"}


async def test_progress_is_told_while_somebody_waits(desk: AgentDesk) -> None:
    told: list[tuple[float, str]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, message or ""))

    async with desk.agent() as agent:
        masts = shots(*(f"a mast, {count} sails" for count in range(8)))  # not done before it is waited for
        began = await agent.ask("create_film", film=masts, accept_usd=0, idempotency_key=str(uuid4()))
        waited = {"film_id": began["id"], "wait": 60}
        await agent.client.call_tool("get_film", waited, progress_callback=hear)
        await agent.ask("cancel", film_id=began["id"])
    steps = [progress for progress, _ in told]
    assert steps == sorted(set(steps))
    assert steps
