"""One shot of a finished film is filmed by several makers at once, and one of them is chosen as any take is."""

from collections import Counter
from decimal import Decimal

import pytest

from infra.media.intake.stills import still_size
from models.brief import Brief
from models.errors import InvalidRequest, UnknownName
from models.film.view import FilmView
from models.orders.requests import SpeechRequest
from models.shots.takes import Change
from providers.base import Bench, Rendered
from providers.offline.voice.piper import PiperVoice
from studio.service.film.changes import Finish
from studio.service.film.retakes import changed_film
from tests.kit.short_reels import SHOTS
from tests.kit.studio import StudioKit, short_shots
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import Behaviour, Fault

KLING = "fal-ai/kling-video/v3/pro/image-to-video"
HAILUO = "fal-ai/minimax/hailuo-02/standard/image-to-video"
VEO = "fal-ai/veo3.1/image-to-video"


def asked_for(fal: Fal) -> Counter[str]:
    return Counter(job["endpoint"] for job in fal.books.jobs.values())


async def tried(kit: StudioKit, film: str, *makers: str, budget: Decimal | None = None) -> FilmView:
    """The film once its second shot was tried by these makers."""
    changes = tuple(Change(shot_id="2", maker=maker, by="ann") for maker in makers)
    return await changed(kit, film, *changes, budget=budget)


async def changed(kit: StudioKit, film: str, *changes: Change, budget: Decimal | None = None) -> FilmView:
    await kit.start(await changed_film(kit, film, changes, auto=False, budget=budget), film)
    await kit.client.get_workflow_handle(film).result()
    return await kit.view(film)


async def test_a_shot_is_filmed_by_several_and_the_film_is_as_it_was_until_one_is_chosen(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    first = await at_fal.make(short_shots("a quay", "a boat"), film)
    view = await tried(at_fal, film, "kling", "hailuo", "camera-move")
    assert asked_for(fal) == {KLING: 1, HAILUO: 1}
    assert (view.verdict, view.documents["film.mp4"]) == ("finished", first.documents["film.mp4"])
    assert (view.board, view.approved_board) == (first.board, first.board), "nobody is asked again"
    shot = view.shots[1]
    assert (shot.take, shot.clip) == (1, first.shots[1].clip)
    assert [(take.take, take.shot.video_provider) for take in shot.takes] == [
        (2, "kling"),
        (3, "hailuo"),
        (4, "camera-move"),
    ]
    assert len({take.conformed.blob for take in shot.takes[:2] if take.conformed}) == 2
    assert view.spent == usd_of(fal) > 0
    sheet = at_fal.store.open_file(view.documents["shots/shot_002/tried.png"])
    wide, high = still_size(sheet)
    assert wide > 4 * 400
    assert high > 3 * 240
    chosen = await changed(at_fal, film, Change(shot_id="2", use=2))
    assert (chosen.shots[1].take, chosen.shots[1].clip) == (2, shot.takes[0].clip)
    assert chosen.documents["film.mp4"] != first.documents["film.mp4"]
    assert asked_for(fal).total() == 2, "nothing is made for a choice"


@pytest.mark.parametrize("pictures", [False, True])
async def test_a_film_is_finished_by_whom_it_casts_itself_though_another_take_was_chosen(
    at_fal: StudioKit, fal: Fal, film: str, *, pictures: bool
) -> None:
    brief = Brief.model_validate({**short_shots("a quay").model_dump(), "casting": {"video": "kling"}})
    await at_fal.make(brief, film, draft=True)
    await changed(at_fal, film, *(Change(shot_id="1", maker=maker) for maker in ("hailuo", "camera-move")))
    chosen = await changed(at_fal, film, Change(shot_id="1", use=3))
    assert chosen.shots[0].shot.video_provider == "camera-move"
    await at_fal.start(await changed_film(at_fal, film, Finish(pictures=pictures), auto=True), film)
    await at_fal.client.get_workflow_handle(film).result()
    view = await at_fal.view(film)
    assert asked_for(fal)[KLING] == 1
    assert (view.shots[0].take, view.shots[0].shot.video_provider) == (4, None)
    assert [take.shot.video_provider for take in view.shots[0].takes] == [None, "hailuo", "camera-move"]


async def test_a_shot_whose_chosen_take_another_made_is_retaken_by_that_one_as_its_label_says(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    await at_fal.make(short_shots("a quay", "a boat"), film)
    await tried(at_fal, film, "kling")
    await changed(at_fal, film, Change(shot_id="2", use=2))
    request = await changed_film(at_fal, film, (Change(shot_id="2", note="at night"),), auto=True)
    await at_fal.start(request, film)
    await at_fal.client.get_workflow_handle(film).result()
    view = await at_fal.view(film)
    shot = view.shots[1]
    assert (shot.take, shot.shot.video_provider) == (3, "kling")
    assert asked_for(fal)[KLING] == 2, "as the take says that was chosen"
    assert shot.clip and shot.clip.cost > 0
    assert view.spent == usd_of(fal)


async def test_what_one_maker_cannot_make_is_said_and_the_others_are_there(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    brief = Brief.model_validate(
        {**short_shots("a quay", "a boat").model_dump(), "casting": {"video": "hailuo"}}
    )
    first = await at_fal.make(brief, film)
    price = first.spent / 2
    view = await tried(at_fal, film, "kling", "hailuo", "veo", budget=first.spent + Decimal("0.70"))
    assert price > 0
    assert [take.shot.video_provider for take in view.shots[1].takes] == ["kling", "hailuo"]
    assert asked_for(fal) == {HAILUO: 2, KLING: 1}, "one was made before, and one is dearer than what is left"
    assert any("shot_002 by veo: The budget has no room for it." in note for note in view.notes)
    assert view.spent == usd_of(fal)


async def test_a_maker_that_fails_costs_what_it_bills_and_no_other_take(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    await at_fal.make(short_shots("a quay", "a boat"), film)
    fal.behave(Behaviour(polls=1, faults=(Fault(where="submit", how="422"),)))
    view = await tried(at_fal, film, "kling", "camera-move")
    assert [take.shot.video_provider for take in view.shots[1].takes] == ["camera-move"]
    assert view.verdict == "finished"
    assert any("shot_002 by kling" in note for note in view.notes)
    assert "shots/shot_002/tried.png" in view.documents


async def test_who_is_not_known_is_refused_before_anything_begins(at_fal: StudioKit, film: str) -> None:
    await at_fal.make(short_shots("a quay", "a boat"), film)
    with pytest.raises(UnknownName, match="klang"):
        await changed_film(at_fal, film, (Change(shot_id="1", maker="klang"),), auto=False)


async def test_a_trial_that_is_terminated_is_booked_at_its_quote_and_the_others_are_there(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    first = await at_fal.make(short_shots("a quay", "a boat"), film)
    fal.behave(Behaviour(polls=10_000))
    changes = tuple(Change(shot_id="2", maker=maker) for maker in ("kling", "camera-move"))
    await at_fal.start(await changed_film(at_fal, film, changes, auto=False), film)
    await at_fal.until(film, lambda _: asked_for(fal).total() == 1)
    await at_fal.client.get_workflow_handle(await at_fal.part(film, "shot_002/take-2")).terminate()
    await at_fal.client.get_workflow_handle(film).result()
    view = await at_fal.view(film)
    assert [take.shot.video_provider for take in view.shots[1].takes] == ["camera-move"]
    assert view.documents["film.mp4"] == first.documents["film.mp4"]
    assert view.spent > 0, "the vendor may bill what it took"
    assert view.reserved == 0


async def test_lines_that_could_not_be_spoken_are_not_spoken_for_a_trial(
    at_fal: StudioKit, fal: Fal, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(_: PiperVoice, request: SpeechRequest, __: Bench) -> Rendered:
        asked.append(request.text)
        raise InvalidRequest("The voice is hoarse.")

    monkeypatch.setattr(PiperVoice, "render", refuse)
    first = await at_fal.make(short_shots("a quay", "a boat"), film)
    assert not any(first.shots[1].voices)
    spoken = len(asked)
    view = await tried(at_fal, film, "kling")
    assert [take.shot.video_provider for take in view.shots[1].takes] == ["kling"]
    assert len(asked) == spoken
    assert view.spent == usd_of(fal)


@pytest.mark.usefixtures("in_short_reels")
async def test_a_shot_of_a_film_of_reels_is_tried_and_every_shot_of_it_is_finished(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    first = await at_fal.make(short_shots(*(f"quay {number}" for number in range(SHOTS))), film)
    assert len(first.reels) == 2
    view = await changed(at_fal, film, Change(shot_id="20", maker="kling"))
    assert (asked_for(fal), view.spent) == ({KLING: 1}, usd_of(fal))
    shot = next(one for one in view.shots if one.shot.shot_number == 20)
    assert [take.shot.video_provider for take in shot.takes] == ["kling"]
    assert view.documents["film.mp4"] == first.documents["film.mp4"]
    request = await changed_film(at_fal, film, Finish(), auto=False)
    assert request.previous
    assert [one.shot_id for one in request.previous.changes] == [one.shot.shot_id for one in view.shots]
    assert len(view.shots) == SHOTS
