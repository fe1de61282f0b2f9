"""A draft: pictures and clips by the cheapest of each family, and the shots that were approved made anew by the film's own."""

from collections import Counter
from decimal import Decimal

import pytest

from models.brief import Brief
from models.errors import BadInput
from models.film.decisions import Decision
from models.film.view import FilmView
from studio.service.film.changes import Finish
from studio.service.film.retakes import changed_film
from tests.kit.studio import StudioKit, short_shots
from tests.kit.vendors.fal import Fal, usd_of

CHEAPEST = "fal-ai/kling-video/v2.1/standard/image-to-video"
THE_FILMS_OWN = "fal-ai/kling-video/v3/pro/image-to-video"


def filmed(*words: str, **casting: str) -> Brief:
    """A film whose clips come from fal."""
    asked = {"casting": {"video": "kling", **casting}}
    return Brief.model_validate({**short_shots(*words).model_dump(), **asked})


def asked_for(fal: Fal) -> Counter[str]:
    """How many jobs each endpoint was given."""
    return Counter(job["endpoint"] for job in fal.books.jobs.values())


async def finish(kit: StudioKit, film: str, wanted: Finish, *, auto: bool = False) -> None:
    await kit.start(await changed_film(kit, film, wanted, auto=auto), film)


async def finished(kit: StudioKit, film: str, *shots: str) -> FilmView:
    """The film once clips of its own were made of the pictures that a draft was approved with."""
    await finish(kit, film, Finish(shots))
    await kit.client.get_workflow_handle(film).result()
    return await kit.view(film)


async def test_a_draft_is_filmed_by_the_cheapest_of_the_family_and_finished_without_another_approval(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    await at_fal.at_gate(filmed("a quay", "a boat"), film, draft=True)
    assert any("This is a draft: clips are by" in note for note in (await at_fal.view(film)).notes)
    await at_fal.decide(film, Decision(kind="approve", by="ann"))
    draft = await at_fal.until(film, lambda view: view.ended)
    assert (draft.verdict, asked_for(fal)) == ("finished", {CHEAPEST: 2})
    whole = await finished(at_fal, film)
    assert asked_for(fal) == {CHEAPEST: 2, THE_FILMS_OWN: 2}
    assert (whole.verdict, whole.board, whole.approved_board) == ("finished", draft.board, draft.board)
    assert [shot.keyframe for shot in whole.shots] == [shot.keyframe for shot in draft.shots]
    for shot, before in zip(whole.shots, draft.shots, strict=True):
        assert (shot.take, [take.take for take in shot.kept()]) == (2, [1, 2])
        assert shot.takes[0].clip == before.clip != shot.clip
        assert [voice and voice.blob for voice in shot.voices] == [
            voice and voice.blob for voice in before.voices
        ]
    assert whole.spent == usd_of(fal) > draft.spent > Decimal(0)
    again = await finished(at_fal, film)
    assert (asked_for(fal).total(), again.spent) == (4, whole.spent)
    assert [shot.take for shot in again.shots] == [2, 2], "what is finished is left alone"


async def test_some_shots_of_a_draft_are_finished_and_the_others_stay_as_they_are(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    draft = await at_fal.make(filmed("a quay", "a boat"), film, draft=True)
    some = await finished(at_fal, film, "2")
    assert asked_for(fal) == {CHEAPEST: 2, THE_FILMS_OWN: 1}
    assert some.shots[0].clip == draft.shots[0].clip
    assert any(note.startswith("Still a draft: shot_001.") for note in some.notes)
    assert some.documents["film.mp4"] != draft.documents["film.mp4"]
    rest = await finished(at_fal, film)
    assert not any("draft" in note for note in rest.notes)
    assert asked_for(fal)[THE_FILMS_OWN] == 2
    assert [shot.take for shot in rest.shots] == [2, 2]
    with pytest.raises(BadInput, match="7"):
        await changed_film(at_fal, film, Finish(("7",)), auto=False)


async def test_pictures_that_are_drawn_anew_open_the_gate_again(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    draft = await at_fal.make(filmed("a quay", image="flux-dev"), film, draft=True)
    assert asked_for(fal) == {"fal-ai/flux/schnell": 1, CHEAPEST: 1}
    await finish(at_fal, film, Finish(pictures=True))
    board = await at_fal.until(film, lambda view: view.stage == "approval" and view.board > draft.board)
    assert asked_for(fal) == {"fal-ai/flux/schnell": 1, CHEAPEST: 1, "fal-ai/flux/dev": 1}
    await at_fal.decide(film, Decision(kind="approve", by="ann", board=board.board))
    whole = await at_fal.until(film, lambda view: view.ended)
    assert (whole.verdict, asked_for(fal)[THE_FILMS_OWN]) == ("finished", 1)


async def test_a_draft_is_quoted_as_a_draft(at_fal: StudioKit, fal: Fal, film: str) -> None:
    """Five seconds of the cheapest are within a budget that the film's own would break."""
    view = await at_fal.make(filmed("a quay"), film, draft=True, budget=Decimal("0.30"))
    assert (view.verdict, view.spent, asked_for(fal)) == ("finished", usd_of(fal), {CHEAPEST: 1})
