"""A board that an agent edits: a shot by its fields, and which shots there are; what is drawn costs, and nothing else does."""

from typing import Any
from uuid import uuid4

from tests.kit.agents import Agent, AgentDesk


async def revised(agent: Agent, film: str, board: int, **fields: Any) -> dict[str, Any]:
    """The board after a revision of its first shot."""
    asked = {"film_id": film, "shot": "1", "board": board, "accept_usd": 0, "idempotency_key": str(uuid4())}
    await agent.ask("revise_shot", **asked, **fields)
    return await shown(agent, film, board + 1)


async def edited(agent: Agent, film: str, board: int, **edit: Any) -> dict[str, Any]:
    """What came of an edit of a board, once that waits anew."""
    key = {"idempotency_key": str(uuid4())}
    told = await agent.ask("edit_board", **({"film_id": film, "board": board} | key | edit))
    await shown(agent, film, board + 1)
    return told


async def shown(agent: Agent, film: str, board: int) -> dict[str, Any]:
    """The board of that revision, once it waits."""
    now = await agent.until(film, "approve_board")
    assert now["stage"] == "approval"
    answer = await agent.call("get_board", film_id=film)
    facts = answer.structured_content
    assert isinstance(facts, dict)
    assert facts["board"] == board
    return facts


async def test_a_shot_is_revised_by_its_fields_and_the_board_says_them_in_the_same_words(
    desk: AgentDesk,
) -> None:
    film = desk.at_gate("by-field", "a quay", "a boat")
    async with desk.agent("http") as agent:
        before = (await shown(agent, film, 1))["shots"][0]
        assert before["fields"] == {"size": "medium", "angle": "eye-level", "movement": "hold", "hour": "day"}
        asked = {"size": "Close Up", "angle": "low", "movement": "push", "hour": "night", "weather": "rain"}
        more = {"place": "the harbour", "colours": ["blue", "red door"], "mood": "tense"}
        first = (await revised(agent, film, 1, **asked, **more))["shots"][0]
        assert first["take"] == 2
        assert first["fields"] == {
            **(asked | {"size": "close-up"}),
            **(more | {"place": ["the harbour"]}),
        }
        unseen = {"transition": "crossfade", "seconds": 2, "video_provider": "camera-move"}
        first = (await revised(agent, film, 2, **unseen, weather="", place=""))["shots"][0]
        assert first["seconds"] == 2
        assert {"weather", "place"} & {*first["fields"]} == set()
        assert first["fields"]["transition"] == "crossfade"
        assert first["fields"]["video_provider"] == "camera-move"
        key = {"film_id": film, "shot": "1", "board": 3, "accept_usd": 0, "idempotency_key": "x"}
        refused = await agent.refused("revise_shot", **key, size="enormous")
        assert refused.startswith("size must be")
        assert "nobody" in await agent.refused("revise_shot", **key, image_provider="nobody")
        assert "has that already" in await agent.refused("revise_shot", **key, size="cu")
        await agent.ask("cancel", film_id=film)


async def test_shots_are_moved_inserted_dropped_split_merged_and_all_of_that_is_undone(
    desk: AgentDesk,
) -> None:
    film = desk.at_gate("edits", "a quay", "a boat", "a bell")
    async with desk.agent("http") as agent:
        first = [one["shot"] for one in (await shown(agent, film, 1))["shots"]]
        one, two, three = first
        told = await edited(agent, film, 1, edit="move", shot=three, before=one)
        assert (told["accepted"], told["decision"], told["by"]) == (True, "move", "ann")
        board = await shown(agent, film, 2)
        assert [shot["shot"] for shot in board["shots"]] == [three, one, two]
        told = await edited(agent, film, 2, edit="insert", after=one, prompt="a gull")
        assert told["says"] == f"New on the board: {one}a."
        told = await edited(agent, film, 3, edit="drop", shot=two)
        assert "dropped, and kept" in told["says"]
        assert (await shown(agent, film, 4))["dropped"] == [two]
        await edited(agent, film, 4, edit="insert", shot=two, before=three)
        entry = {"enhanced_prompt": "a hand on a rope", "duration": 4, "dialogue": "Pull."}
        await edited(agent, film, 5, edit="insert", entry=entry, after=two)
        await edited(agent, film, 6, edit="split", shot=f"{two}a", prompt="the rope gives", at=1)
        await edited(agent, film, 7, edit="merge", shot=three, other=one, prompt="a bell over a quay")
        board = await shown(agent, film, 8)
        assert [shot["shot"] for shot in board["shots"]] == [two, f"{two}a", f"{two}aa", three, f"{one}a"]
        for number in range(8, 15):
            await edited(agent, film, number, edit="undo")
        board = await shown(agent, film, 15)
        assert [shot["shot"] for shot in board["shots"]] == first
        assert "nothing to undo" in await agent.refused(
            "edit_board", film_id=film, edit="undo", board=15, idempotency_key="none"
        )
        await agent.ask("cancel", film_id=film)


async def test_what_an_edit_lacks_is_said_in_one_sentence(desk: AgentDesk) -> None:
    film = desk.at_gate("lacking", "a quay", "a boat")
    async with desk.agent("http") as agent:
        asked: tuple[tuple[str, dict[str, Any]], ...] = (
            ("where the shot goes", {"edit": "move", "shot": "1"}),
            ("brings one shot", {"edit": "insert", "after": "1"}),
            ("which shot", {"edit": "drop"}),
            ("with which shot", {"edit": "merge", "shot": "1"}),
            ("There is no shot '7'", {"edit": "drop", "shot": "7"}),
            ("entry.prompt is not a known field: did you mean 'enhanced_prompt'", {
                "edit": "insert", "after": "1", "entry": {"prompt": "a rope"},
            }),
            ("look at board 1", {"edit": "move", "shot": "2", "before": "1", "board": 9}),
        )  # fmt: skip
        for sentence, edit in asked:
            given = {"film_id": film, "board": 1, "idempotency_key": "lacking"} | edit
            assert sentence in await agent.refused("edit_board", **given)
        await agent.ask("cancel", film_id=film)


async def test_moving_costs_nothing_and_what_is_drawn_or_filmed_by_others_has_to_be_accepted(
    desk: AgentDesk,
) -> None:
    film = desk.at_gate("priced", "a quay", "a boat")
    async with desk.agent(FAL_KEY="a-key") as agent:
        await edited(agent, film, 1, edit="move", shot="2", before="1")
        entry = {"enhanced_prompt": "a gull", "duration": 3, "image_provider": "flux"}
        asked = {"film_id": film, "board": 2, "accept_usd": 0, "idempotency_key": "priced"}
        for tool, change in (
            ("edit_board", {"edit": "insert", "after": "1", "entry": entry}),
            ("revise_shot", {"shot": "1", "image_provider": "flux"}),
            ("revise_shot", {"shot": "1", "video_provider": "veo"}),
        ):
            sentence = await agent.refused(tool, **(asked | change))
            price = sentence.partition("$")[2].partition(" ")[0]
            assert f"accept_usd {price}" in sentence
            assert float(price) > 0
        await shown(agent, film, 2)
        await agent.ask("revise_shot", **asked, shot="1", seconds=2)
        await agent.ask("cancel", film_id=film)
