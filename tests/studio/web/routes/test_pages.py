"""Pages of what changes while they are read: a board that is edited, and files that come."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import V1, Maker, making
from tests.kit.studio import StudioKit

WORDS = ("a quay", "a boat", "a storm", "a lamp", "the open sea")
FILM = f"{V1}/films/read-by-pages"


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    async with making(studio, server.address) as maker:
        shots = [{"enhanced_prompt": words, "duration": 2} for words in WORDS]
        await maker.post(f"{V1}/films", 201, id="read-by-pages", shots=shots)
        await maker.until("read-by-pages", lambda told: told["status"] == "awaiting_approval")
        yield maker


async def page(maker: Maker, of: str, cursor: str | None = None, expected: int = 200, **asked: Any) -> Any:
    """A page of a list, from a cursor on."""
    query = {**asked, **({} if cursor is None else {"cursor": cursor})}
    return await maker.ask("GET", f"{FILM}/{of}", expected, params=query)


def names(told: Any) -> list[str]:
    return [shot["shot"] for shot in told["shots"]]


async def edited(maker: Maker, decision: str, **said: Any) -> None:
    """The board once it is as a decision has it."""
    board = (await maker.kit.view("read-by-pages")).board
    await maker.post(f"{FILM}/decisions", 200, decision=decision, board=board, **said)
    await maker.kit.until(
        "read-by-pages", lambda view: view.board > board and view.waiting.startswith("Board")
    )


async def test_a_page_of_shots_is_right_while_the_board_in_front_of_it_changes(maker: Maker) -> None:
    first = await page(maker, "shots", limit=2)
    assert names(first) == ["shot_001", "shot_002"]
    await edited(maker, "insert", before="shot_001", prompt="a key in a hand")
    assert names(await page(maker, "shots", first["next"])) == ["shot_003", "shot_004", "shot_005"]
    await edited(maker, "drop", shot="shot_002")
    second = await page(maker, "shots", first["next"], limit=2)
    assert names(second) == ["shot_003", "shot_004"], "the one that it was to follow is gone"
    await edited(maker, "split", shot="shot_001", prompt="a rope")
    await edited(maker, "merge", shot="shot_001", other="shot_001b")
    assert names(await page(maker, "shots", second["next"])) == ["shot_005"]
    assert sorted(names(await page(maker, "shots", status="dropped"))) == ["shot_001b", "shot_002"]
    await edited(maker, "drop", shot="shot_001")
    told = await page(maker, "shots", first["next"], 422)
    assert told["field"] == "cursor"
    assert told["detail"] == (
        "What cursor is to follow is no longer in the list: leave it out to begin with the first page."
    )
    await edited(maker, "undo")
    assert names(await page(maker, "shots", first["next"], limit=1)) == ["shot_003"]


async def test_a_page_of_files_is_right_while_files_come_in_front_of_it(maker: Maker) -> None:
    first = await page(maker, "files", limit=1)
    before = {file["place"] for file in (await page(maker, "files", limit=200))["files"]}
    await maker.post(f"{FILM}/decisions", 200, decision="approve", board=1)
    await maker.until("read-by-pages", lambda told: told["status"] == "completed")
    found = [file["place"] for file in first["files"]]
    cursor = first["next"]
    while cursor:
        told = await page(maker, "files", cursor, limit=3)
        found += [file["place"] for file in told["files"]]
        cursor = told["next"]
    assert len(found) == len(set(found))
    assert before <= set(found)
    every = [file["place"] for file in (await page(maker, "files", limit=200))["files"]]
    assert found == [place for place in every if place in found]
    assert set(every) - set(found) == set(every[: every.index(found[0])])


@pytest.mark.parametrize("of", ["shots", "files", "subjects"])
async def test_a_cursor_that_nobody_gave_out_is_refused(maker: Maker, of: str) -> None:
    for cursor in ("7", "bm90aGluZw"):
        told = await page(maker, of, cursor, 422)
        assert (told["field"], told["detail"]) == (
            "cursor",
            "cursor is none that was given out here: leave it out to begin with the first page.",
        )
    assert (await page(maker, of, "not one", 422))["field"] == "cursor"
