"""A release that is refused for good says so where it is listed, until it is asked for again."""

from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.releases.activity import NOT_HERE, Releases
from infra.database.database import Database
from infra.settings import Settings
from infra.storage import LocalStore
from library.assets import Library
from models.releases.target import Target
from tests.kit.releases import request_of


@pytest.mark.parametrize(
    ("is_local", "said"), [(True, "holds files that are not of the film 'door'"), (False, NOT_HERE)]
)
def test_a_delivery_that_is_refused_failed_and_one_that_is_asked_for_again_is_done(
    database: Database, tmp_path: Path, is_local: bool, said: str
) -> None:
    library = Library(LocalStore(tmp_path / "assets"), database)
    releases = Releases(library, Settings(home=tmp_path / "home"), lambda: is_local)
    records = releases._records
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "own.txt").write_text("mine")
    request = request_of(library.store, "door", 900, target=Target(kind="folder", place=str(folder)))
    records.ask(request)
    with pytest.raises(ApplicationError, match=said) as refused:
        ActivityEnvironment().run(releases.deliver, request)
    assert refused.value.non_retryable
    [record] = records.of_film("door")
    assert (record.state, record.notes) == ("failed", (str(refused.value.message),))
    (folder / "own.txt").unlink()
    records.ask(request)
    here = Releases(library, Settings(home=tmp_path / "home"), lambda: True)
    ActivityEnvironment().run(here.deliver, request)
    [record] = records.of_film("door")
    assert (record.state, record.notes) == ("done", ())
