"""The bible in a film: sheets before pictures, references within what a vendor takes, what is stale, and a gate of its own."""

import json
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.engine.server import TemporalServer
from infra.storage import LocalStore
from models.brief import Brief
from models.errors import WrongMoment
from models.film.decisions import Decision
from models.orders.assets import Blob
from models.orders.references import ReferenceRule
from models.shots.shot_list import Shot
from models.shots.takes import Change
from models.subjects.subject import Subject
from studio.service.film.retakes import changed_film
from tests.kit.hosted import PRICE, by_vendor, referencing_registry
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, studio_at
from tests.kit.vendor import Fault
from tests.kit.vendor_process import Vendor, vendor_at

RULE = ReferenceRule(most=2, called="@Image{number}")
MARA = Subject(name="Mara", description="a woman in a red coat")
LAMP = Subject(name="brass lamp", kind="prop", description="a dented brass lamp")


def film_of(*shots: dict[str, Any], subjects: tuple[Subject, ...] = (MARA,)) -> Brief:
    """A film of silent one-second shots whose pictures come from the vendor; Mara is in each unless it says otherwise."""
    listed = tuple(
        Shot.model_validate(
            {"shot_number": number, "duration": 1, "characters": ["Mara"], "landscapes": ["the sea"], **shot}
        )
        for number, shot in enumerate(shots, start=1)
    )
    return by_vendor(Brief(shots=listed, subjects=subjects, title="Short", seconds=6), "image")


QUAY: dict[str, Any] = {"enhanced_prompt": "Mara, a woman in a red coat, on a quay"}
BOAT: dict[str, Any] = {"enhanced_prompt": "Mara, a woman in a red coat, lights the brass lamp in a boat"}


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """The vendor, in a process of its own, which refuses more references than it takes."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
async def kit(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio whose pictures come from a vendor that takes two references."""
    async with studio_at(
        server.address, tmp_path / "home", referencing_registry(vendor.address, RULE)
    ) as kit:
        yield kit


def pictures(vendor: Vendor) -> list[dict[str, Any]]:
    """What the vendor was asked for of pictures, in order."""
    return [job["asked"] for job in vendor.accepted if job["asked"]["kind"] == "image"]


def drawn_with(asked: dict[str, Any]) -> list[str]:
    return [one["subject"] for one in asked["references"]]


def stored(kit: StudioKit, path: Path, colour: str) -> Blob:
    """A picture in the store."""
    Image.new("RGB", (128, 128), colour).save(path)
    return kit.store.put_file(path)


async def test_who_recurs_is_drawn_once_and_given_with_every_picture_faces_first(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    view = await kit.make(film_of(QUAY, BOAT), film, stop_at="storyboard")
    *sheets, quay, boat = pictures(vendor)
    assert sorted(drawn_with(asked) == [] and asked["prompt"].split(" of ")[0] for asked in sheets) == [
        "Character sheet",
        "One wide view",
    ]
    by_name = {one.name: one.sheet.blob for one in view.bible.subjects if one.sheet}
    assert {*by_name} == {"Mara", "the sea"}
    for asked in (quay, boat):
        assert [one["sha256"] for one in asked["references"]] == [
            by_name["Mara"].sha256,
            by_name["the sea"].sha256,
        ]
        assert asked["prompt"].startswith(
            "Mara is the woman from @Image1. the sea is the place from @Image2. Mara, a"
        )
    assert view.spent == vendor.billed == 4 * PRICE
    assert view.folder()["bible/mara/sheet.png"] == by_name["Mara"]
    assert vendor.crimes == []


async def test_whom_there_is_no_room_for_is_said_at_the_shot(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    lamp = LAMP.model_copy(update={"references": (stored(kit, kit.settings.home / "lamp.png", "gold"),)})
    view = await kit.make(film_of(QUAY, BOAT, subjects=(MARA, lamp)), film, stop_at="storyboard")
    quay, boat = view.shots
    assert boat.notes == ("No room was left for the picture of brass lamp.",)
    assert [(one.subject, bool(one.pictures), one.left_out) for one in boat.seen] == [
        ("Mara", True, False),
        ("the sea", True, False),
        ("brass lamp", False, True),
    ]
    assert quay.notes == ()
    assert [drawn_with(asked) for asked in pictures(vendor)[-2:]] == [["Mara", "the sea"]] * 2


async def test_references_that_a_person_listed_are_refused_instead_of_cut(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    lamp = LAMP.model_copy(update={"references": (stored(kit, kit.settings.home / "lamp.png", "gold"),)})
    listed = {**BOAT, "references": ["the sea", "brass lamp", "Mara"]}
    fewer = {**QUAY, "references": ["brass lamp"]}
    view = await kit.make(film_of(listed, fewer, subjects=(MARA, lamp)), film, stop_at="storyboard")
    assert view.shots[0].missing == (
        "The keyframe cannot be drawn: It lists 3 references, and vendor takes 2: leave some out."
    )
    assert any("takes 2" in note for note in view.notes)
    assert drawn_with(pictures(vendor)[-1]) == ["brass lamp"]


async def test_a_subject_with_a_picture_of_its_own_or_in_one_shot_alone_gets_no_sheet(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    given = MARA.model_copy(update={"references": (stored(kit, kit.settings.home / "mara.png", "red"),)})
    alone = {**BOAT, "landscapes": ["the harbour"]}
    view = await kit.make(
        film_of({**QUAY, "landscapes": []}, alone, subjects=(given,)), film, stop_at="storyboard"
    )
    assert [one.sheet for one in view.bible.subjects] == [None, None]
    assert [drawn_with(asked) for asked in pictures(vendor)] == [["Mara"], ["Mara"]]


async def test_a_sheet_waits_for_money_and_one_that_is_refused_costs_the_film_nothing(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="submit", how="422", word="One wide view"))
    request = film_of(QUAY, BOAT)
    await kit.begin(request, film, stop_at="storyboard", budget="0.01")
    view = await kit.until(film, lambda view: bool(view.needs))
    assert (view.stage, view.needs[0].stage) == ("bible", "sheet")
    await kit.decide(film, Decision(kind="budget", usd=Decimal(5)))
    await kit.client.get_workflow_handle(film).result()
    view = await kit.view(film)
    assert [drawn_with(asked) for asked in pictures(vendor)[-2:]] == [["Mara"], ["Mara"]]
    assert [note.split(":")[0] for note in view.notes if "sheet" in note] == [
        "The sheet of the sea could not be drawn"
    ]
    assert view.spent == vendor.billed == 3 * PRICE
    assert view.reserved == 0


async def test_what_shows_a_revised_subject_is_stale_and_redrawn_when_somebody_asks(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    await kit.at_gate(film_of(QUAY, {**BOAT, "characters": []}), film)
    before = len(pictures(vendor))
    words = "a woman in a blue dress"
    await kit.decide(film, Decision(kind="revise_subject", subject="mara", description=words))
    view = await kit.until(film, lambda view: view.board == 2 and view.waiting.startswith("Board 2"))
    assert [shot.stale for shot in view.shots] == [("Mara",), ("Mara",)]
    assert len(pictures(vendor)) == before + 1, "her sheet, and no keyframe"
    assert words in pictures(vendor)[-1]["prompt"]
    await kit.decide(film, Decision(kind="redraw", shots=("1",)))
    view = await kit.until(film, lambda view: view.board == 3)
    assert [shot.stale for shot in view.shots] == [(), ("Mara",)]
    assert [shot.take for shot in view.shots] == [2, 1]
    assert words in pictures(vendor)[-1]["prompt"]
    assert "red coat" not in pictures(vendor)[-1]["prompt"]
    with pytest.raises(WrongMoment, match="No picture is stale"):
        await kit.decide(film, Decision(kind="redraw", shots=("1",)))
    await kit.decide(film, Decision(kind="approve", board=3))
    await kit.client.get_workflow_handle(film).result()
    view = await kit.view(film)
    assert view.verdict == "finished", "stale is not wrong"
    with pytest.raises(WrongMoment):
        await kit.decide(film, Decision(kind="revise_subject", subject="Mara", description="x"))


async def test_two_subjects_are_merged_and_a_picture_is_given_at_the_gate(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    other = {"enhanced_prompt": "The keeper lights the brass lamp", "characters": ["the keeper"]}
    await kit.at_gate(film_of(QUAY, other, {**other, "enhanced_prompt": "The keeper sleeps"}), film)
    given = stored(kit, kit.settings.home / "mara.png", "red")
    with pytest.raises(WrongMoment, match="only two of one kind are merged"):
        await kit.decide(film, Decision(kind="revise_subject", subject="the keeper", into="the sea"))
    await kit.decide(film, Decision(kind="revise_subject", subject="the keeper", into="Mara"))
    await kit.until(film, lambda view: view.board == 2)
    await kit.decide(film, Decision(kind="revise_subject", subject="Mara", picture=given))
    view = await kit.until(film, lambda view: view.board == 3)
    assert [one.name for one in view.bible.subjects] == ["Mara", "the sea"]
    assert all(shot.stale for shot in view.shots)
    await kit.decide(film, Decision(kind="redraw"))
    view = await kit.until(film, lambda view: view.board == 4)
    assert [one["references"][0]["sha256"] for one in pictures(vendor)[-3:]] == [given.sha256] * 3
    assert sum("Mara lights the brass lamp" in one["prompt"] for one in pictures(vendor)) == 1
    assert not any(shot.stale for shot in view.shots)


async def test_a_picture_that_is_none_and_a_voice_that_there_is_not_are_refused_and_change_nothing(
    kit: StudioKit, film: str
) -> None:
    before = await kit.at_gate(film_of(QUAY, BOAT), film)
    words = kit.settings.home / "mara.png"
    words.write_text("not a picture")
    picture = kit.store.put_file(words)
    with pytest.raises(WrongMoment, match="The picture that was given of Mara cannot be used"):
        await kit.decide(film, Decision(kind="revise_subject", subject="Mara", picture=picture))
    with pytest.raises(WrongMoment, match="there is no voice 'nope'"):
        await kit.decide(film, Decision(kind="revise_subject", subject="Mara", voice="nope"))
    handle = kit.client.get_workflow_handle(film)
    await handle.signal("revise_subject", {"subject": "Mara", "voice": "nope"})
    view = await kit.until(film, lambda view: view.told == 3)
    assert [record.accepted for record in view.decisions] == [False] * 3
    assert (view.bible, view.board) == (before.bible, before.board)
    assert not any(shot.stale for shot in view.shots)


async def test_whoever_is_merged_is_called_so_where_they_speak_and_a_rejected_retake_leaves_the_bible_alone(
    studio: StudioKit, film: str
) -> None:
    lines = [{"subject": "the giant", "text": "Who?"}, {"subject": "mara", "text": "Me."}]
    shots = tuple(
        Shot.model_validate({"shot_number": n, "enhanced_prompt": f"A quay {n}", "duration": 1, "characters": ["Mara", "the giant"], "lines": lines})
        for n in (1, 2)
    )  # fmt: skip
    brief = Brief(shots=shots, subjects=(MARA, Subject(name="Rex")), title="Short", seconds=6)
    view = await studio.at_gate(brief, film)
    assert [line.subject for line in view.shots[0].shot.said] == ["the giant", "Mara"]
    await studio.decide(film, Decision(kind="revise_subject", subject="the giant", into="Rex"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert [line.subject for line in view.shots[0].shot.said] == ["Rex", "Mara"]
    assert view.shots[0].shot.characters == ("Mara", "Rex")
    await studio.decide(film, Decision(kind="approve"))
    await studio.client.get_workflow_handle(film).result()
    made = await studio.view(film)
    captions = studio.store.read_bytes(made.documents["film.srt"]).decode()
    assert "Rex: Who?" in captions
    assert "giant" not in captions
    change = Change(shot_id="1", note="at night", by="ann")
    await studio.start(await changed_film(studio, film, (change,), auto=False), film)
    await studio.until(film, lambda view: view.stage == "approval" and view.board == 3)
    words = "a man in blue"
    await studio.decide(film, Decision(kind="revise_subject", subject="Mara", description=words))
    await studio.until(film, lambda view: view.board == 4)
    await studio.decide(film, Decision(kind="reject"))
    await studio.client.get_workflow_handle(film).result()
    left = await studio.view(film)
    assert left.bible == made.bible
    assert [shot.stale for shot in left.shots] == [shot.stale for shot in made.shots] == [("Rex",)] * 2


async def test_a_film_waits_for_its_bible_where_somebody_wants_to_see_it(
    studio: StudioKit, film: str
) -> None:
    shots = tuple(shot.model_copy(update={"dialogue": ""}) for shot in film_of(QUAY, BOAT).shots)
    brief = Brief(shots=shots, subjects=(MARA,), title="Short", seconds=6)
    await studio.begin(brief, film, approve="auto", approve_bible=True)
    view = await studio.until(film, lambda view: view.bible_waits)
    assert "bible.png" in view.documents
    assert len(renders(studio.journal, "image")) == 2, "two sheets, and no shot"
    with pytest.raises(WrongMoment, match="look at bible 1"):
        await studio.decide(film, Decision(kind="approve_bible", board=7))
    handle = studio.client.get_workflow_handle(film)
    await handle.signal("revise_subject", {"subject": "Mara", "description": "an old woman in grey"})
    await studio.until(film, lambda view: view.bible_waits and view.bible_revision == 2)
    await handle.signal("approve_bible", {"by": "ann", "board": 2})
    view = await studio.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert view.decisions[1].decision.by == "ann"
    assert len(renders(studio.journal, "image")) == 5


async def test_a_bible_that_is_rejected_ends_the_film_before_any_picture(
    studio: StudioKit, film: str
) -> None:
    brief = Brief(shots=film_of(QUAY, BOAT).shots, title="Short", seconds=6)
    await studio.begin(brief, film, approve="auto", approve_bible=True)
    await studio.until(film, lambda view: view.bible_waits)
    await studio.decide(film, Decision(kind="reject", by="ann"))
    view = await studio.until(film, lambda view: view.ended)
    assert (view.stage, view.reason) == ("rejected", "The bible was rejected by ann.")
    assert not any(shot.keyframe for shot in view.shots)


async def test_a_sheet_made_for_one_film_is_found_by_the_next(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    await kit.make(film_of(QUAY, BOAT), film, stop_at="storyboard")
    before = len(pictures(vendor))
    other = {**QUAY, "enhanced_prompt": "Mara, a woman in a red coat, in a kitchen", "landscapes": []}
    second = {**other, "enhanced_prompt": "Mara, a woman in a red coat, asleep"}
    view = await kit.make(film_of(other, second), f"{film}-2", stop_at="storyboard")
    mara = view.bible.subjects[0]
    assert mara.sheet
    assert mara.sheet.cached
    assert len(pictures(vendor)) == before + 2, "two keyframes"
    assert view.spent == 2 * PRICE


async def test_a_sheet_that_is_lost_is_drawn_again_when_a_picture_needs_it(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    view = await kit.at_gate(film_of(QUAY, BOAT), film)
    sheet = view.bible.subjects[0].sheet
    assert sheet
    assert isinstance(kit.store, LocalStore)
    kit.store.path_of(sheet.blob).unlink()
    await kit.decide(film, Decision(kind="revise", shot="1", prompt="Mara at night"))
    view = await kit.until(film, lambda view: view.board == 2)
    assert view.shots[0].take == 2
    assert view.shots[0].keyframe
    assert view.shots[0].keyframe != view.shots[1].keyframe
    assert drawn_with(pictures(vendor)[-1]) == ["Mara", "the sea"]
    assert len(pictures(vendor)) == 6, "two sheets, two pictures; a sheet and a picture again"
    await kit.decide(film, Decision(kind="approve"))
    await kit.client.get_workflow_handle(film).result()
    assert (await kit.view(film)).verdict == "finished"
    assert len(vendor.crimes) == 1, "the lost sheet is paid for once more, and nothing else"
    assert "Character sheet of Mara" in vendor.crimes[0]


async def test_a_bible_of_many_is_read_whole_and_pictures_that_nobody_can_use_are_said(
    studio: StudioKit, film: str
) -> None:
    names = [f"Person {number}" for number in range(60)]
    subjects = tuple(Subject(name=name, description=f"{name} wears grey. " * 20) for name in names)
    subjects = (
        MARA.model_copy(update={"references": (stored(studio, studio.settings.home / "m.png", "red"),)}),
        *subjects,
    )
    shots = tuple(
        shot.model_copy(update={"characters": ("Mara", *names[:40])}) for shot in film_of(QUAY).shots
    )
    await studio.begin(Brief(shots=shots, subjects=subjects, title="Many", seconds=6), film)
    view = await studio.until(film, lambda view: view.stage == "approval" and view.board == 1)
    assert [one.name for one in view.bible.subjects][1:] == [*names, "the sea"]
    assert [one.shots for one in view.bible.subjects] == [1] * 41 + [0] * 20 + [1]
    assert any("The animatic takes no reference pictures: those of Mara" in note for note in view.notes)
    assert "**Mara**" in await studio.details(film)


async def test_clips_are_given_references_where_their_provider_takes_them_and_a_retake_too(
    server: TemporalServer, vendor: Vendor, tmp_path: Path, film: str
) -> None:
    registry = referencing_registry(vendor.address, RULE, ReferenceRule(most=1, called="Image {number}"))
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        brief = by_vendor(film_of(QUAY, BOAT), "image", "video")
        view = await kit.make(brief, film)
        assert view.verdict == "finished"
        clips = [job["asked"] for job in vendor.accepted if job["asked"]["kind"] == "video"]
        mara, sea = (one.sheet.blob.sha256 for one in view.bible.subjects if one.sheet)
        assert [[one["sha256"] for one in asked["references"]] for asked in clips] == [[mara]] * 2
        assert all(asked["prompt"].startswith("Mara is the woman from Image 1. Mara, a") for asked in clips)
        change = Change(shot_id="1", note="at night", by="ann")
        await kit.start(await changed_film(kit, film, (change,), auto=True), film)
        await kit.client.get_workflow_handle(film).result()
        again = await kit.view(film)
        assert again.shots[0].take == 2
        assert again.bible == view.bible
        assert [one["sha256"] for one in pictures(vendor)[-1]["references"]] == [mara, sea]
        assert vendor.crimes == []


async def test_the_report_says_who_recurs_and_which_pictures_were_used(kit: StudioKit, film: str) -> None:
    view = await kit.make(film_of(QUAY, BOAT), film, stop_at="storyboard")
    told = json.loads(kit.store.read_bytes(view.documents["report.json"]))
    mara, sea = told["bible"]
    assert (mara["name"], mara["description"], mara["shots"]) == ("Mara", "a woman in a red coat", 2)
    assert told["shots"][0]["shows"] == [
        {"subject": "Mara", "references": [mara["sheet"]["sha256"]], "left_out": False},
        {"subject": "the sea", "references": [sea["sheet"]["sha256"]], "left_out": False},
    ]
    assert told["money"]["by_stage"] == {"keyframe": "0.08", "sheet": "0.08"}


async def test_a_merge_that_is_told_twice_is_taken_once(studio: StudioKit, film: str) -> None:
    shots = tuple(
        shot.model_copy(update={"characters": ("Mara", "Anna")}) for shot in film_of(QUAY, BOAT).shots
    )
    await studio.at_gate(Brief(shots=shots, title="Short", seconds=6), film)
    handle = studio.client.get_workflow_handle(film)
    await handle.signal("pause", {})
    for into, subject in (("Anna", "Mara"), ("Anna", "Mara"), ("Mara", "Anna")):
        await handle.signal("revise_subject", {"subject": subject, "into": into})
    view = await studio.until(film, lambda view: view.told == 4)
    assert [record.accepted for record in view.decisions] == [True, True, False, False]
    assert [(one.name, one.names) for one in view.bible.subjects] == [("Anna", ("Mara",)), ("the sea", ())]


async def test_a_sheet_that_is_lost_costs_nobody_the_board(studio: StudioKit, film: str) -> None:
    brief = Brief(shots=film_of(QUAY, BOAT).shots, title="Short", seconds=6)
    await studio.begin(brief, film, approve_bible=True, stop_at="storyboard")
    view = await studio.until(film, lambda view: view.bible_waits)
    sheet = view.bible.subjects[0].sheet
    assert sheet
    assert isinstance(studio.store, LocalStore)
    studio.store.path_of(sheet.blob).unlink()
    await studio.decide(film, Decision(kind="approve_bible"))
    view = await studio.until(film, lambda view: view.ended)
    assert "storyboard.png" in view.documents


async def test_a_line_that_another_voice_is_to_speak_stays_stale_while_others_are_revised(
    studio: StudioKit, film: str
) -> None:
    lines = [{"subject": "Mara", "text": "Me."}]
    shots = tuple(
        Shot.model_validate(
            {
                "shot_number": n,
                "enhanced_prompt": f"A quay {n}",
                "duration": 1,
                "characters": who,
                "lines": lines,
            }
        )
        for n, who in ((1, ["Mara"]), (2, ["Mara", "Rex"]))
    )
    await studio.make(Brief(shots=shots, title="Short", seconds=6), film)
    change = Change(shot_id="2", note="at night", by="ann")
    await studio.start(await changed_film(studio, film, (change,), auto=False), film)
    await studio.until(film, lambda view: view.stage == "approval" and view.waiting.startswith("Board"))
    await studio.decide(film, Decision(kind="revise_subject", subject="Mara", voice="joe-old"))
    await studio.until(
        film, lambda view: view.shots[0].stale == ("Mara",) and view.waiting.startswith("Board")
    )
    await studio.decide(film, Decision(kind="revise_subject", subject="Rex", description="a white dog"))
    view = await studio.until(film, lambda view: view.shots[1].stale == ("Rex",))
    assert view.shots[0].stale == ("Mara",), "her line was spoken by the other voice"
    assert view.shots[0].voices[0]
    await studio.client.get_workflow_handle(film).cancel()
