"""Stored files that vanish, or rot, under a film: what can be made again is made again, and said so."""

import pytest

from infra.storage import LocalStore
from models.film.decisions import Decision
from models.orders.assets import Asset
from models.shots.takes import Change
from studio.service.film.retakes import changed_film
from tests.kit.providers import Journal, renders
from tests.kit.studio import StudioKit, short_shots


def lose(studio: StudioKit, asset: Asset | None, *, rot: bool = False) -> None:
    """Take away the stored copy of an asset, or change a byte of it."""
    assert asset is not None
    assert isinstance(studio.store, LocalStore)
    path = studio.store.path_of(asset.blob)
    if rot:
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    else:
        path.unlink(missing_ok=True)  # a clip may be cut as it came


@pytest.mark.parametrize("rot", [False, True])
async def test_a_picture_that_is_lost_at_the_gate_is_drawn_again_and_its_approval_holds(
    studio: StudioKit, film: str, rot: bool
) -> None:
    view = await studio.at_gate(short_shots("a quay", "a boat"), film)
    before = view.shots[1].keyframe
    lose(studio, before, rot=rot)
    await studio.decide(film, Decision(kind="approve", board=view.board))
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert view.verdict == "finished"
    assert view.board == 1, "the very same picture: nobody is asked again"
    assert view.shots[1].keyframe and before and view.shots[1].keyframe.blob == before.blob
    assert any("picture of shot_002 was gone or damaged" in note for note in view.notes), view.notes


async def test_what_was_lost_of_other_shots_does_not_keep_a_shot_from_being_retaken(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("a quay", "a boat", "a storm")
    first = await studio.make(brief, film)
    told = first.shots[0]
    for asset in (told.keyframe, told.voices[0], told.clip, told.conformed):
        lose(studio, asset)
    lose(studio, first.shots[2].conformed or first.shots[2].clip, rot=True)
    await studio.start(await changed_film(studio, film, (Change(shot_id="2", by="ann"),), auto=True), film)
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert view.verdict == "finished"
    assert all(shot.clip and not shot.missing for shot in view.shots)
    assert view.shots[0].take == 1, "it is no other take"
    said = " ".join(note for shot in view.shots for note in shot.notes) + " ".join(view.notes)
    assert "voice of shot_001 was gone or damaged, and has been made again" in said
    again = len(renders(studio.journal))
    await studio.start(await changed_film(studio, film, (Change(shot_id="2", use=1),), auto=True), film)
    await studio.client.get_workflow_handle(film).result()
    assert len(renders(studio.journal)) == again, "everything is there again"


async def test_a_picture_that_is_lost_after_its_clip_was_made_is_there_at_the_end(
    studio: StudioKit, film: str
) -> None:
    hold = Journal(studio.journal).hold("music")
    hold.touch()
    await studio.begin(short_shots("a quay", "a boat"), film, approve="auto")
    view = await studio.until(film, lambda view: view.stage == "cut")
    lose(studio, view.shots[0].keyframe)
    hold.unlink()
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert (view.verdict, view.board) == ("finished", 1)
    assert all(studio.store.holds(blob) for blob in view.folder().values())
