"""A film that programs change before it is made and after: shots made one, a draft finished, a shot filmed by another."""

from collections.abc import AsyncIterator

import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import SHOTS, V1, Maker, making
from tests.kit.studio import StudioKit


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    async with making(studio, server.address) as maker:
        yield maker


async def test_two_shots_are_made_one_on_the_board_and_that_one_is_filmed_once_more(maker: Maker) -> None:
    path = f"{V1}/films/joined"
    await maker.post(f"{V1}/films", 201, id="joined", shots=SHOTS)
    await maker.until("joined", lambda told: told["status"] == "awaiting_approval")
    told = await maker.post(f"{path}/decisions", 409, decision="merge", board=1, shot="1", other="1")
    assert "shot_001" in told["detail"]
    merged = await maker.post(f"{path}/decisions", 200, decision="merge", board=1, shot="1", other="2")
    assert (merged["decision"], merged["accepted"]) == ("merge", True)
    await maker.until("joined", lambda told: '"board": 2' in (told["approve_with"] or ""))
    [shot] = (await maker.ask("GET", f"{path}/shots", 200))["shots"]
    assert (shot["shot"], shot["planned_seconds"]) == ("shot_001", 2.0)
    too_early = await maker.post(f"{path}/tries", 409, shot="1", makers=["camera-move"])
    assert "joined" in too_early["detail"]
    await maker.post(f"{path}/decisions", 200, decision="approve", board=2)
    await maker.until("joined", lambda told: told["status"] == "completed")

    for asked, status, sentence in (
        ({"shot": 1, "makers": []}, 422, "makers"),
        ({"shot": 1, "makers": ["nobody"]}, 422, "nobody"),
        ({"shot": 7, "makers": ["camera-move"]}, 422, "There is no shot"),
    ):
        assert sentence in str(await maker.post(f"{path}/tries", status, **asked)), asked
    begun = await maker.post(f"{path}/tries", 202, key="try-1", shot=1, makers=["camera-move"])
    assert begun == {"id": "joined", "status": "running", "attached": False}
    await maker.kit.until("joined", lambda view: view.ended and len(view.shots[0].takes) == 2, 180)
    takes = await maker.ask("GET", f"{path}/shots/1/takes", 200)
    by = [(take["take"], take["by"]) for take in takes["takes"]]
    assert by == [(1, None), (2, None), (3, "camera-move")], "as it was, as one with the other, and tried"
    assert takes["in_the_film"] == 2
    picture = await maker.door.ask(f"{path}/files/shots/shot_001/tried.png")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    same = await maker.post(f"{path}/tries", 202, key="try-1", shot=1, makers=["camera-move"])
    assert same["status"] == "finished", "it is not filmed again"
    await maker.post(f"{path}/shots/1/take", 202, take=3, approve="auto")
    await maker.kit.until("joined", lambda view: view.ended and view.shots[0].take == 3, 180)


async def test_a_draft_is_finished_once(maker: Maker) -> None:
    path = f"{V1}/films/drafted"
    await maker.post(f"{V1}/films", 201, id="drafted", shots=SHOTS, draft=True, approve="auto")
    await maker.until("drafted", lambda told: told["status"] == "completed")
    none = await maker.post(f"{path}/finish", 422, shots=[])
    assert none["detail"] == "shots is empty: name some, such as 3 or 5-7, or leave it out."
    begun = await maker.post(f"{path}/finish", 202, key="finish-1", approve="auto", pictures=True)
    assert begun == {"id": "drafted", "status": "running", "attached": False}
    view = await maker.kit.until("drafted", lambda view: view.ended and view.shots[0].take == 2, 180)
    assert (view.verdict, [shot.take for shot in view.shots]) == ("finished", [2, 2])
    again = await maker.post(f"{path}/finish", 202, key="finish-1", approve="auto", pictures=True)
    assert again["status"] == "finished"
    assert (await maker.kit.view("drafted")).run_id == view.run_id, "nothing was begun"
