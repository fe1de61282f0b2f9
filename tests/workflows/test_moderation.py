"""What a vendor refuses for what it shows: tried otherwise rung by rung, within the budget, and in the end a person's to decide."""

import json
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.decisions import Decision
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.shots.takes import Change
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalImages, FalVideos
from studio.service.film.retakes import changed_film
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import Answer, LlmServer, llm_server, said
from tests.kit.short_reels import SHOTS, short_reels
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import KEY as FAL_KEY
from tests.kit.vendors.manners import Behaviour, Fault

CALL = (Decimal(1000) + 5 * Decimal(100)) / 1_000_000
"""What one answer of the film's writer costs."""
CLIP = "The camera"
"""What the words of clips have, and those of pictures have not."""


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        yield double


@pytest.fixture
def words() -> dict[str, str]:
    """What the writer words a shot as."""
    return {"prompt": "Mara waits in a calm harbour", "start_frame": "", "end_frame": ""}


@pytest.fixture
def writer(words: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[LlmServer]:
    def script(body: dict[str, Any]) -> Answer:
        answer = json.dumps({"acceptable": True, **words})
        return said(answer, model=body["model"], prompt_tokens=1000, completion_tokens=100)

    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    with llm_server(script, key=KEY, bounded=True) as server:
        yield server


@pytest.fixture
def registry(fal: Fal, monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.setenv("FAL_KEY", FAL_KEY)
    for adapter in (FalImages, FalVideos):
        monkeypatch.setattr(adapter, "poll_every_s", 0.1)
    makers: list[Provider] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()]
    return Registry(makers, lambda _: client_of("fal", fal.address), Endpoints.load)


@pytest.fixture
async def kit(
    server: TemporalServer, writer: LlmServer, registry: Registry, tmp_path: Path
) -> AsyncIterator[StudioKit]:
    write_models(tmp_path / "home", writer.base_url)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def brief(*shots: str, profile: str = "budget", **casting: str) -> Brief:
    """A film of a model's writing, whose pictures and clips are what the profile has for them; nobody speaks in it."""
    given = short_shots(*shots)
    silent = tuple(shot.model_copy(update={"dialogue": ""}) for shot in given.shots)
    fields = {"shots": silent, "profile": profile, "casting": {"llm": "house", **casting}}
    return Brief.model_validate({**given.model_dump(), **fields})


def pictured(*shots: str) -> Brief:
    """A film whose pictures are fal's, and whose clips are made here."""
    return brief(*shots, video="camera-move")


def filmed(*shots: str, video: str = "wan") -> Brief:
    """A film whose clips are fal's, and whose pictures are drawn here."""
    return brief(*shots, profile="balanced", image="animatic", video=video)


async def made(kit: StudioKit, brief: Brief, film: str, **options: Any) -> FilmView:
    return await kit.make(brief, film, **{"on_moderated": "ladder", "budget": "5", **options})


def asked(fal: Fal) -> list[tuple[str, str, int | None]]:
    """What was taken: of which endpoint, in which words, with which seed."""
    jobs = (job for job in fal.books.jobs.values())
    return [(job["endpoint"], job["asked"]["prompt"], job["asked"].get("seed")) for job in jobs]


def rungs(view: FilmView, shot: int = 0) -> list[str]:
    return [one.then or "person" for one in view.shots[shot].tries]


def balanced(view: FilmView, fal: Fal, calls: int = 0) -> bool:
    """Whether the ledger is what the vendor and the writer bill, and nobody sent again what was refused."""
    return (view.spent, view.reserved, fal.books.crimes) == (usd_of(fal) + calls * CALL, ZERO, [])


async def test_a_picture_that_was_refused_when_made_is_drawn_with_another_seed_then_by_another_model(
    kit: StudioKit, writer: LlmServer, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="job", how="black", times=2, word="a quay"),)))
    spared = pictured("a quay", "a boat").model_copy(update={"fallback": {"image": "nano-banana"}})
    view = await made(kit, spared, film, stop_at="storyboard")
    assert view.verdict == "stopped"
    quay = [one for one in asked(fal) if "a quay" in one[1]]
    assert [endpoint.split("/")[1] for endpoint, _, _ in quay] == ["flux", "flux", "nano-banana-2.1"]
    assert quay[0][2] != quay[1][2]
    assert len({prompt for _, prompt, _ in quay}) == 1
    assert rungs(view) == ["seed", "other"]
    assert {one.of for one in view.shots[0].tries} == {"output"}
    assert (
        sum(one.usd for one in view.shots[0].tries) + view.shots[0].cost == usd_of(fal) - view.shots[1].cost
    )
    assert view.shots[1].tries == ()
    assert balanced(view, fal)
    assert writer.calls == []
    note = (
        "shot_001, take 1, keyframe: fal/fal-ai/flux/schnell refused what it had made ($0.003): another seed."
    )
    assert note in view.notes
    report = json.loads(kit.store.read_bytes(view.documents["report.json"]))
    assert [one["then"] for one in report["shots"][0]["refusals"]] == ["seed", "other"]
    assert "refusals" not in report["shots"][1]
    assert {entry["usd"] for entry in report["money"]["notes"]} == {"0.003"}


async def test_words_that_were_refused_are_worded_anew_then_asked_of_another_model_and_never_sent_as_they_were(
    kit: StudioKit, writer: LlmServer, fal: Fal, film: str
) -> None:
    refused = (
        Fault(where="submit", how="moderated", times=99, word="bleeds"),
        Fault(where="submit", how="moderated", word="calm"),
    )
    fal.behave(Behaviour(faults=refused))
    view = await made(kit, pictured("Mara bleeds", "a boat"), film)
    assert view.verdict == "finished"
    assert rungs(view) == ["reword", "other"]
    first = view.shots[0]
    assert [one.of for one in first.tries] == ["words", "words"]
    assert (first.tries[0].was, first.tries[0].words) == ("Mara bleeds", "Mara waits in a calm harbour")
    assert first.shot.enhanced_prompt == "Mara waits in a calm harbour"
    assert first.changed[0].sentence == "words “Mara bleeds” → “Mara waits in a calm harbour”"
    assert [one[0].split("/")[1] for one in asked(fal) if "calm" in one[1]] == ["bytedance"]
    assert len(writer.calls) == 1
    assert balanced(view, fal, calls=1)
    told = writer.calls[0]["messages"][1]["content"]
    assert '<material name="words that were refused">\nprompt: Mara bleeds' in told
    assert '<material name="kept">\nMara' in told
    assert [record.stage for record in view.writing] == ["reword"]


@pytest.mark.parametrize("case", ["refused again", "as it was", "without her", "none", "nobody writes"])
async def test_at_its_end_a_person_decides_and_is_told_what_was_tried_and_what_to_edit(
    kit: StudioKit, words: dict[str, Any], fal: Fal, film: str, case: str
) -> None:
    words |= {"as it was": {"prompt": "mara  bleeds"}, "without her": {"prompt": "a calm harbour"}}.get(
        case, {}
    )
    words |= {"acceptable": False} if case == "none" else {}
    refused = (Fault(where="submit", how="moderated", times=99, word=word) for word in ("Mara", "harbour"))
    fal.behave(Behaviour(faults=tuple(refused)))
    wanted = pictured("Mara bleeds", "a boat")
    if case == "nobody writes":
        wanted = wanted.model_copy(update={"casting": {**wanted.casting, "llm": "outline"}})
    view = await made(kit, wanted, film, stop_at="storyboard")
    assert view.verdict == "stopped with 1 shot missing"
    missing = view.shots[0].missing
    assert missing.startswith("The keyframe could not be drawn: fal refused the content (fal-ai/")
    assert f"`longtake revise {film} shot_001 --prompt …` before the cut" in missing
    again = ["reword", "other", "person"]
    assert rungs(view) == (again if case == "refused again" else ["person"])
    assert ("Tried as well: in other words, by another model." in missing) == (case == "refused again")
    assert ("Nobody writes for this film" in missing) == (case == "nobody writes")
    assert ("Its writer has no other words" in missing) == (case in ("as it was", "without her", "none"))
    assert [prompt for _, prompt, _ in asked(fal)] == ["a boat"]
    assert balanced(view, fal, calls=sum(len(record.calls) for record in view.writing))


async def test_a_clip_that_was_refused_when_made_has_another_seed_then_another_model_over_the_same_picture(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="job", how="none", times=2, word="a quay"),)))
    view = await made(kit, filmed("a quay"), film)
    assert view.verdict == "finished"
    endpoints, _, seeds = zip(*asked(fal), strict=True)
    assert [endpoint.split("/")[1] for endpoint in endpoints] == ["wan", "wan", "kling-video"]
    assert seeds[0] != seeds[1]
    assert rungs(view) == ["seed", "other"]
    assert view.shots[0].clip is not None
    assert view.shots[0].take == 1
    assert balanced(view, fal)


async def test_a_clip_whose_words_were_refused_keeps_the_picture_that_was_approved(
    kit: StudioKit, writer: LlmServer, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="submit", how="moderated", times=2, word=CLIP),)))
    board = await kit.at_gate(filmed("Mara bleeds"), film, on_moderated="ladder", budget="5")
    picture = board.shots[0].keyframe
    await kit.decide(film, Decision(kind="approve"))
    view = await kit.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert rungs(view) == ["reword", "other"]
    assert {one.part for one in view.shots[0].tries} == {"clip"}
    assert view.shots[0].keyframe == picture
    assert (view.board, view.shots[0].shot.enhanced_prompt) == (1, "Mara waits in a calm harbour")
    assert [one[0].split("/")[1] for one in asked(fal)] == ["kling-video"]
    assert len(writer.calls) == 1
    assert balanced(view, fal, calls=1)


async def test_a_retake_in_the_same_words_is_not_sent_to_whom_they_were_refused_by(
    kit: StudioKit, writer: LlmServer, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="submit", how="moderated", times=2, word=CLIP),)))
    assert rungs(await made(kit, filmed("Mara bleeds"), film)) == ["reword", "other"]
    told = Change(shot_id="1", dialogue="She walked on, and looked at the water for a long while.")
    await kit.start(await changed_film(kit, film, (told,), auto=True), film)
    view = await kit.until(film, lambda view: view.ended)
    assert (view.verdict, view.shots[0].take) == ("finished", 2)
    assert view.shots[0].shot.enhanced_prompt == "Mara waits in a calm harbour"
    assert [one[0].split("/")[1] for one in asked(fal)] == ["kling-video"], "whose clip is found again"
    assert len(writer.calls) == 1
    assert balanced(view, fal, calls=1)


async def test_a_film_that_asks_tries_nothing(kit: StudioKit, writer: LlmServer, fal: Fal, film: str) -> None:
    black = Fault(where="job", how="black", word="a quay")
    fal.behave(Behaviour(faults=(black, Fault(where="submit", how="moderated", word="a boat"))))
    shots = pictured("a quay", "a boat", "a lamp")
    view = await made(kit, shots, film, stop_at="storyboard", on_moderated="ask")
    assert view.verdict == "stopped with 2 shots missing"
    assert all("longtake" not in shot.missing and shot.tries == () for shot in view.shots)
    assert (fal.books.did["take"], writer.calls) == (2, [])
    assert balanced(view, fal)


@pytest.mark.parametrize("shows", ["Mara bleeds", "a quay"])
async def test_a_try_that_the_budget_does_not_allow_is_not_begun_and_nothing_waits_for_it(
    kit: StudioKit, writer: LlmServer, fal: Fal, film: str, shows: str
) -> None:
    black = Fault(where="job", how="black", word="a quay")
    fal.behave(Behaviour(faults=(black, Fault(where="submit", how="moderated", word="bleeds"))))
    view = await made(kit, pictured(shows, "a boat"), film, stop_at="storyboard", budget="0.0085")
    assert view.verdict == "stopped with 1 shot missing"
    assert ", which nobody allowed yet." in view.shots[0].missing
    assert rungs(view) == ["person"]
    assert writer.calls == []
    assert balanced(view, fal)


async def test_a_picture_of_a_persons_own_is_not_sent_again_where_it_may_be_what_was_refused(
    kit: StudioKit, writer: LlmServer, fal: Fal, film: str
) -> None:
    png = BytesIO()
    Image.new("RGB", (320, 320), "firebrick").save(png, "PNG")
    own = kit.store.put_bytes(png.getvalue(), ".png").model_dump()
    fal.behave(Behaviour(faults=(Fault(where="job", how="refuse", times=9, word="waves"),)))
    asked_for = pictured("Mara waves", "a boat")
    subject = {"name": "Mara", "kind": "character", "references": [own]}
    asked_for = Brief.model_validate(
        {**asked_for.model_dump(), "subjects": [subject], "casting": {**asked_for.casting, "image": "flux-2"}}
    )
    view = await made(kit, asked_for, film, stop_at="storyboard")
    assert "pictures that a person gave" in view.shots[0].missing
    assert sum("waves" in prompt for _, prompt, _ in asked(fal)) == 1
    assert (rungs(view), writer.calls) == (["person"], [])
    assert balanced(view, fal)


async def test_a_shot_of_a_reel_is_tried_otherwise_too(
    server: TemporalServer, kit: StudioKit, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="job", how="black", word="a quay"),)))
    given = brief(*("a boat" for _ in range(SHOTS)), image="animatic", video="camera-move")
    shots = [shot.model_dump() for shot in given.shots]
    shots[14] |= {"enhanced_prompt": "a quay", "image_provider": "flux"}
    with short_reels():
        view = await made(
            kit, Brief.model_validate({**given.model_dump(), "shots": shots}), film, stop_at="storyboard"
        )
    assert len(view.reels) == 2
    assert fal.books.did["take"] == 2
    assert balanced(view, fal)
