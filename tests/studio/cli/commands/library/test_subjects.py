"""The commands over subjects, as a person types them: from a film into the library, and from there into another film."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.storage import open_store
from library.garbage import find_garbage
from library.subjects import find_subject
from models.brief import Brief
from models.orders.assets import Asset
from models.subjects.bible import SubjectView
from models.subjects.subject import Subject
from studio.service.subjects import saved_of
from tests.kit.providers import Journal
from tests.kit.studio import StudioKit, studio_at
from tests.kit.typed import Typed, typist
from tests.kit.views import film as film_view

PROMPT = "Emma finds a door in the sea. Emma opens it. Tom waits at the harbour."
LOOKS = "a woman of 31 with short red hair"


@pytest.fixture
async def kit(
    server: TemporalServer, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    """A studio beside which commands are typed, in a folder with a picture of Emma."""
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (128, 96), "red").save(tmp_path / "emma.png")
    (tmp_path / "b.toml").write_text(
        f'prompt = "{PROMPT}"\nseconds = 12\n[subjects.Emma]\ndescription = "{LOOKS}"\nreferences = ["emma.png"]\n'
    )
    async with studio_at(server.address, tmp_path / "home") as kit:
        yield kit


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    return typist(capsys)


async def made(film: str, typed: Typed, *flags: str) -> Any:
    """A film with its storyboard, as `make` prints it."""
    given = ("--approve", "auto", "--stop-at", "storyboard", "--id", film, "--json")
    return json.loads((await typed("make", *flags, *given)).out)


async def test_a_subject_goes_from_one_film_by_way_of_the_library_into_another(
    kit: StudioKit, film: str, typed: Typed
) -> None:
    assert "No subject was saved yet" in (await typed("subjects", "list")).err
    await made(film, typed, "--brief", "b.toml")
    said = await typed("subjects", "save", film, "emma")
    assert said.out == "Saved: Emma, a character, with 1 picture.\n"
    await typed("subjects", "save", film, "tom", "--as", "Anna")
    assert (
        "'Anna' already, from" in (await typed("subjects", "save", film, "emma", "--as", "anna", code=2)).err
    )
    await typed("subjects", "save", film, "emma", "--as", "Anna", "--replace")
    listed = json.loads((await typed("subjects", "list", "--json")).out)["subjects"]
    assert [(one["name"], one["description"], one["film_id"]) for one in listed] == [
        ("Anna", LOOKS, film),
        ("Emma", LOOKS, film),
    ]

    other = f"{film}-other"
    await made(other, typed, PROMPT, "--seconds", "12", "--subject", "EMMA")
    first, second = (await kit.view(film)).bible, (await kit.view(other)).bible
    assert first.find("Emma") == second.find("Emma")
    emma = second.find("Emma")
    assert emma is not None
    assert (emma.shots > 1, emma.wants_sheet, emma.sheet) == (True, False, None)
    assert all(
        LOOKS in one.shot.enhanced_prompt
        for one in (await kit.view(other)).shots
        if "Emma" in one.shot.characters
    )

    await typed("subjects", "forget", "emma")
    assert (await kit.view(other)).bible.find("Emma") == emma, "the film has what it began with"


async def test_a_subject_is_saved_from_a_film_that_waits_at_its_board(
    kit: StudioKit, film: str, typed: Typed
) -> None:
    await kit.at_gate(Brief(prompt=PROMPT, seconds=12), film)
    said = await typed("subjects", "save", film, "Tom")
    assert "Saved: Tom, a character, with 0 pictures." in said.out
    assert "draws a sheet where it recurs" in said.err
    assert (
        "has no subject 'Bob': it has Emma, Tom" in (await typed("subjects", "save", film, "Bob", code=2)).err
    )
    assert "no film 'nowhere'" in (await typed("subjects", "save", "nowhere", "Tom", code=2)).err.lower()
    assert "The other name" in (await typed("subjects", "save", film, "Tom", "--as", "narrator", code=2)).err


async def test_a_picture_of_somebody_who_is_not_in_the_story_is_said_before_any_picture(
    kit: StudioKit, film: str, typed: Typed
) -> None:
    held = Journal(kit.journal).hold("image")
    held.touch()
    try:
        await typed(
            "make", PROMPT, "--seconds", "12", "--reference", "Bob=emma.png", "--id", film, "--detach"
        )
        view = await kit.until(film, lambda view: view.stage == "keyframes" or bool(view.notes))
        assert "The picture of Bob is not used: the film has Emma and Tom." in view.notes
        assert not any(shot.keyframe for shot in view.shots)
    finally:
        held.unlink()
    view = await kit.until(film, lambda view: view.stage == "approval")
    assert "The picture of Bob is not used: the film has Emma and Tom." in view.notes


async def test_shown_renamed_merged_and_forgotten(kit: StudioKit, film: str, typed: Typed) -> None:
    await made(film, typed, "--brief", "b.toml")
    await typed("subjects", "save", film, "emma")
    await typed("subjects", "save", film, "tom")
    shown = await typed("subjects", "show", "EMMA", "--output", "pictures")
    assert LOOKS in shown.out
    assert Image.open("pictures/01-reference.png").size == (128, 96)
    assert "is a file" in (await typed("subjects", "show", "emma", "--output", "emma.png", code=2)).err
    assert "Renamed: tom is Thomas now." in (await typed("subjects", "rename", "tom", "Thomas")).out
    assert "The new name" in (await typed("subjects", "rename", "thomas", " ", code=2)).err
    said = await typed("subjects", "merge", "emma", "thomas")
    assert "emma is Thomas now, whose description stays, with 1 more picture." in said.out
    assert "no subject 'emma'" in (await typed("subjects", "show", "emma", code=2)).err
    await typed("subjects", "forget", "thomas", "--json")
    assert json.loads((await typed("subjects", "list", "--json")).out) == {"subjects": []}


async def test_a_lost_picture_is_said_and_nothing_of_it_is_saved_again(
    kit: StudioKit, film: str, typed: Typed
) -> None:
    await made(film, typed, "--brief", "b.toml")
    await typed("subjects", "save", film, "emma")
    database = open_database(kit.settings.database_url)
    saved = find_subject(database, "emma")
    assert saved is not None
    kit.store.delete(saved.pictures[0].blob)
    shown = await typed("subjects", "show", "emma")
    assert "gone or damaged" in shown.out
    assert "give it again with --reference" in shown.err
    assert json.loads((await typed("subjects", "show", "emma", "--json")).out)["lost"] == [1]
    said = await typed("subjects", "save", film, "emma", "--as", "Anna", code=1)
    assert "Picture 1 of Anna is gone from the store, or damaged" in said.err
    assert find_subject(database, "Anna") is None
    assert find_garbage(database, open_store(kit.settings)).files == ()
    database.close()


async def test_in_a_home_where_nothing_was_made_nobody_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: Typed
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    for words in (("show", "emma"), ("rename", "emma", "x"), ("merge", "emma", "x"), ("forget", "emma")):
        assert "has no subject 'emma'" in (await typed("subjects", *words, code=2)).err
    assert not (tmp_path / "home").exists()


async def test_a_film_of_pictures_that_stops_at_its_shots_has_them_stored(
    kit: StudioKit, typed: Typed
) -> None:
    said = await typed("scenario", "--brief", "b.toml", "-o", "shots.json", "--json")
    film = json.loads(said.out)["id"]
    assert [one.name for one in (await kit.view(film)).bible.subjects][:1] == ["Emma"]


def test_a_subject_without_a_given_picture_is_saved_with_its_sheet() -> None:
    sheet = Asset.model_validate(
        {"blob": {"sha256": "a" * 64, "suffix": ".png", "size": 9}, "recipe_key": "k"}
    )
    known = SubjectView(subject=Subject(name="Emma", description=LOOKS), sheet=sheet, voice="assigned")
    kept = saved_of(film_view(), known, "Anna")
    assert [(one.role, one.blob) for one in kept.pictures] == [("sheet", sheet.blob)]
    assert (kept.name, kept.voice) == ("Anna", ""), "a voice that nobody chose is the other film's to choose"
    assert kept.subject.references == (sheet.blob,)
