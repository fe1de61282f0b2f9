"""A long film at the command line: a board a reel, looked at and decided on one by one or all at once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from tests.kit.desk import Desk
from tests.kit.long_film import long_brief, swift_studio
from tests.kit.short_reels import SHOTS, short_reels
from tests.kit.studio import StudioKit

MISTAKEN, REFUSED = 2, 1


@pytest.fixture
async def studio(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    with short_reels():
        async with swift_studio(server.address, tmp_path / "home") as studio:
            yield studio


class Typist:
    """A person at a terminal, while the films' workers are at work in this process."""

    def __init__(self, folder: Path, address: str) -> None:
        self._desk = Desk(folder)
        self._desk.environment["TEMPORAL_ADDRESS"] = address

    async def run(self, *arguments: str, code: int = 0) -> str:
        """What a command prints, the words on stderr after the others."""
        printed = await asyncio.to_thread(self._desk.run, *arguments, code=code)
        return printed + self._desk.said

    async def typed(self, *arguments: str, typed: str) -> str:
        """What a command says that is answered, and whose folder cannot be written: nothing that was made is really there."""
        await asyncio.to_thread(self._desk.run, *arguments, code=REFUSED, typed=typed)
        return self._desk.said


@pytest.fixture
def longtake(studio: StudioKit, server: TemporalServer, tmp_path: Path) -> Typist:
    del studio  # its workers answer
    return Typist(tmp_path, server.address)


async def at_gates(studio: StudioKit, film: str) -> None:
    await studio.begin(long_brief(SHOTS), film, approve="wait")
    await both_wait(studio, film)


async def both_wait(studio: StudioKit, film: str) -> None:
    await studio.until(film, lambda view: len([reel for reel in view.reels if reel.waits]) == 2)


async def test_a_reels_board_is_decided_on_by_itself_and_what_cannot_be_is_said_at_once(
    studio: StudioKit, longtake: Typist
) -> None:
    await at_gates(studio, "doors")
    said = await longtake.run("status", "doors")
    lines = [line.split() for line in said.splitlines()]
    assert ["1", "1-11", "waits", "11", "of", "11", "drawn", "1", "$0.00"] in [line[:9] for line in lines]
    assert "a decision about board 1" in said
    assert "shot_007" not in said, "a long film's shots are not listed one by one"
    said = await longtake.run("approve", "doors", "--reel", "3", code=MISTAKEN)
    assert "There is no reel 3: the film has 2." in said
    said = await longtake.run("approve", "doors", "--reel", "2", "--board", "7", code=REFUSED)
    assert "Board 7 is not the one to decide on: look at board 1." in said
    said = await longtake.run("approve", "doors", "--board", "1", code=REFUSED)
    assert "Each of the film's 2 reels has a board of its own" in said
    said = await longtake.run("approve", "doors", "--reel", "two", code=MISTAKEN)
    assert "--reel must be a reel's number, not 'two'." in said
    assert "reels/02/storyboard.png" in (await studio.view("doors")).folder()

    await longtake.run("revise", "doors", "15", "--note", "closer")
    view = await studio.until("doors", lambda view: view.reels[1].waits and view.reels[1].board == 2)
    assert view.reels[0].board == 1, "the other reel's board stands as it was"
    assert view.shots[14].take == 2
    said = await longtake.run("revise", "doors", "400", "--note", "closer", code=MISTAKEN)
    assert "There is no shot '400' in doors: it has" in said

    said = await longtake.run("approve", "doors", "--reel", "2", "--board", "2")
    assert "The board of reel 2 is approved." in said
    await studio.until("doors", lambda view: view.reels[1].ended and view.reels[0].waits)
    said = await longtake.run("reject", "doors", code=REFUSED)
    assert "Reel 2 was approved, and the film is not rejected any more" in said
    assert "longtake cancel doors` ends it, everything kept." in said
    said = await longtake.run("approve", "doors", "--reel", "2", code=REFUSED)
    assert "Reel 2 has ended." in said
    said = await longtake.run("approve", "doors")
    assert "The board of reel 1 is approved: no other waits." in said
    view = await studio.until("doors", lambda view: view.ended)
    assert view.verdict == "finished"
    told = [(one.decision.kind, one.decision.reel) for one in view.decisions if one.accepted]
    assert told == [("revise", 2), ("approve", 2), ("approve", None)]
    said = await longtake.run("status", "doors")
    assert "finished" in said
    assert "the boards of reels 1" in said


async def test_all_boards_are_approved_as_they_were_seen_or_the_whole_film_is_rejected(
    studio: StudioKit, longtake: Typist
) -> None:
    await at_gates(studio, "both")
    said = await longtake.run("approve", "both")
    assert "The boards of 2 reels are approved, as they were seen: 1, 2." in said
    view = await studio.until("both", lambda view: view.ended)
    assert view.verdict == "finished"

    await at_gates(studio, "neither")
    said = await longtake.run("reject", "neither", "--note", "too long")
    assert "The film is rejected: it ends, and everything made is kept." in said
    view = await studio.until("neither", lambda view: view.ended)
    assert view.verdict == "rejected"
    assert "The storyboard was rejected" in view.reason
    assert len(view.shots) == SHOTS
    assert all(shot.keyframe for shot in view.shots)


async def test_whoever_is_asked_pages_through_the_boards_that_wait(
    studio: StudioKit, longtake: Typist, tmp_path: Path
) -> None:
    shots = tmp_path / "shots.json"
    shots.write_text(f"[{','.join(shot.model_dump_json() for shot in long_brief(SHOTS).shots)}]")
    make = ("make", "--shots", str(shots), "--id", "paged")
    await longtake.run(*make, "--approve", "wait", "--detach")
    await both_wait(studio, "paged")
    typed = "next\nnext\nbogus\napprove all\n"
    printed = await longtake.typed(*make, "--approve", "ask", typed=typed)
    edits = "move, insert, drop, split, merge, undo, help"
    assert f"Reel 1, board 1: approve, approve all, revise N, {edits}, next, reject, or leave?" in printed
    assert "Reel 2, board 1: approve" in printed
    assert printed.count("Reel 1 of 2: 11 shots") == 2, "after the last one the first is shown again"
    assert f"Write approve, approve all, revise and a shot's number, {edits} for examples, next" in printed
    view = await studio.until("paged", lambda view: view.ended)
    assert view.verdict == "finished"
