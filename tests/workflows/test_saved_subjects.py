"""A subject saved from one film and used in another: its picture is found, not drawn, whatever became of the first film."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.engine.server import TemporalServer
from library.garbage import collect_garbage, forget_film
from models.brief import Brief
from models.film.view import FilmView
from models.orders.references import ReferenceRule
from models.shots.shot_list import Shot
from studio.service.requests.saved_subjects import saved_subject
from studio.service.requests.subjects import put_subjects, read_saved
from studio.service.requests.values import Given, Values
from studio.service.session import Session
from studio.service.subjects import save
from tests.kit.hosted import PRICE, by_vendor, referencing_registry
from tests.kit.studio import StudioKit, studio_at
from tests.kit.vendor_process import Vendor, vendor_at

MARA = {"name": "Mara", "description": "a woman in a red coat"}


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """The vendor of pictures, in a process of its own."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
async def kit(
    server: TemporalServer, vendor: Vendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    """A studio whose pictures come from a vendor that takes references."""
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    registry = referencing_registry(vendor.address, ReferenceRule(most=2))
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def film_of(words: str, **fields: object) -> Brief:
    """A film of two silent shots of Mara, by the vendor."""
    shots = tuple(
        Shot(
            shot_id=f"shot_{n}",
            shot_number=n,
            enhanced_prompt=f"Mara {words} {n}",
            duration=1.0,
            characters=("Mara",),
        )
        for n in (1, 2)
    )
    return by_vendor(Brief.model_validate({"shots": shots, "title": words, "seconds": 6, **fields}), "image")


def drawn(vendor: Vendor) -> list[list[str]]:
    """Which pictures each picture that was asked for is drawn from."""
    asked = (job["asked"] for job in vendor.accepted if job["asked"]["kind"] == "image")
    return [[one["sha256"] for one in each["references"]] for each in asked]


def sheet_of(view: FilmView) -> str:
    mara = view.bible.find("Mara")
    assert mara is not None
    assert mara.sheet is not None
    return mara.sheet.blob.sha256


async def test_its_sheet_is_found_and_not_drawn_though_the_first_film_is_forgotten(
    kit: StudioKit, vendor: Vendor, film: str
) -> None:
    first = await kit.make(film_of("walks", subjects=(MARA,)), f"{film}-one", stop_at="storyboard")
    sheet = sheet_of(first)
    assert drawn(vendor) == [[], [sheet], [sheet]]

    session = Session(kit.settings, lambda _text, _weight: None)
    session.studio = kit
    await save(session, first.film_id, "mara")
    database = open_database(kit.settings.database_url)
    forget_film(database, first.film_id)
    assert sheet not in {blob.sha256 for blob in collect_garbage(database, kit.store).files}
    database.close()

    # Words and style of the other film are others: by its recipe alone this sheet would not be found again.
    values = Values([Given("subjects", read_saved(["MARA"], "--subject"), "--subject")])
    put_subjects(values)
    other = film_of("swims", subjects=values["subjects"], style="gouache")
    second = await kit.make(other, f"{film}-two", stop_at="storyboard")
    assert drawn(vendor)[3:] == [[sheet], [sheet]], "two keyframes, and no sheet"
    assert second.spent == 2 * PRICE
    mara = second.bible.find("Mara")
    assert mara is not None
    assert (mara.sheet, [one.sha256 for one in mara.pictures]) == (None, [sheet])
    assert saved_subject("Mara", "").notes == ()
