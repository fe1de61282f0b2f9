"""A film of the profile `premium` at the vendors' doubles: its people are in every picture, its books are the doubles'."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.shots.shot_list import Shot
from models.subjects.subject import Subject
from tests.kit.studio import StudioKit, studio_at
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import KEY, Behaviour, Fault, sha_of
from workers.registry import build_registry

EMMA = Subject(name="Emma", description="a woman of thirty with short red hair and a green coat")
TOM = Subject(name="Tom", description="a bald man of sixty with a grey beard")
ACTIONS = (
    ("Emma unlocks the lighthouse door.", ("Emma",)),
    ("Tom climbs the stairs with a lamp.", ("Tom",)),
    ("Emma and Tom look at the sea.", ("Emma", "Tom")),
    ("Waves break on the rocks.", ()),
    ("Emma writes in a book.", ("Emma",)),
    ("Tom waves at a ship.", ("Tom",)),
    ("Emma and Tom drink tea.", ("Emma", "Tom")),
    ("The lamp goes out.", ()),
)


def brief() -> Brief:
    """Eight shots with two people, all by the profile's providers."""
    shots = tuple(
        Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt=text, characters=who, duration=2.0)
        for n, (text, who) in enumerate(ACTIONS, start=1)
    )
    return Brief(shots=shots, subjects=(EMMA, TOM), title="The lamp", profile="premium", seconds=20)


@pytest.fixture
def fal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        monkeypatch.setenv("FAL_KEY", KEY)
        monkeypatch.setenv("FAL_BASE_URL", double.address)
        yield double


@pytest.fixture
async def studio(fal: Fal, server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio whose vendors are doubles."""
    registry = build_registry(Settings(home=tmp_path / "home"))
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def drawn_with(fal: Fal, words: str) -> list[str]:
    """The sha256 of the references that the picture of those words was drawn with."""
    asked = [job["asked"] for job in fal.books.jobs.values() if words in job["asked"]["prompt"]]
    picture = next(one for one in asked if "num_images" in one)
    return [sha_of(uri) for uri in picture.get("image_urls", [])]


async def test_a_film_of_eight_shots_keeps_its_people_and_books_what_the_vendors_bill(
    studio: StudioKit, fal: Fal, film: str, tmp_path: Path
) -> None:
    fal.behave(
        Behaviour(
            polls=2,
            faults=(
                Fault(where="job", how="refuse", word="Tom waves at a ship. The camera"),
                Fault(where="file", how="503", word="Emma writes in a book. The camera"),
                Fault(where="file", how="cut", word="Emma unlocks"),
            ),
        )
    )
    view = await studio.make(brief(), film, approve="auto", budget="10")
    assert view.verdict == "finished with 1 shot missing"
    assert [shot.shot.shot_id for shot in view.shots if shot.missing] == ["shot_006"]
    assert "refused" in view.shots[5].missing
    assert "It is billed: $0.336, as quoted." in view.shots[5].missing
    assert fal.books.crimes == []
    endpoints = [job["endpoint"] for job in fal.books.jobs.values()]
    assert endpoints.count("google/nano-banana-2.1") == 4, "two sheets, and two pictures of nobody"
    assert endpoints.count("google/nano-banana-2.1/edit") == 6
    assert endpoints.count("fal-ai/kling-video/v3/pro/image-to-video") == 8, (
        "a failed download asks for nothing anew"
    )
    assert view.spent == usd_of(fal) > 0
    assert view.reserved == 0
    sheets = {one.name: one.sheet.blob.sha256 for one in view.bible.subjects if one.sheet}
    assert drawn_with(fal, "Emma and Tom look at the sea") == [sheets["Emma"], sheets["Tom"]]
    assert drawn_with(fal, "Tom climbs the stairs") == [sheets["Tom"]]
    assert drawn_with(fal, "Waves break on the rocks") == []
    report = json.loads(studio.store.read_bytes(view.documents["report.json"]))
    assert "fal/google/nano-banana-2.1" in json.dumps(report)
    assert "film.mp4" in view.documents
