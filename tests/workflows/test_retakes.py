"""A finished film is changed: one shot is taken anew, or goes back to another take, and the rest stands."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.errors import BadInput, WrongMoment
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.shots.takes import Change
from studio.service.film.folder import write_folder
from studio.service.film.retakes import changed_film
from tests.kit.providers import renders, watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at, studio_of


async def change(
    studio: StudioKit, film: str, *changes: Change, auto: bool = True, budget: Decimal | None = None
) -> None:
    """Start the run of a film in which these changes are made."""
    await studio.start(await changed_film(studio, film, changes, auto=auto, budget=budget), film)


async def changed(studio: StudioKit, film: str, *changes: Change, budget: Decimal | None = None) -> FilmView:
    """The film with the changes, the gate passing by itself."""
    await change(studio, film, *changes, budget=budget)
    await studio.client.get_workflow_handle(film).result()
    return await studio.view(film)


def anew(shot: str = "2", **fields: Any) -> Change:
    return Change(shot_id=shot, by="ann", **fields)


async def test_a_retake_draws_and_moves_that_shot_alone_and_the_film_is_cut_again(
    studio: StudioKit, film: str, tmp_path: Path
) -> None:
    first = await studio.make(short_shots("a quay", "a boat", "a storm"), film)
    count = len(renders(studio.journal))
    second = await changed(studio, film, anew(note="at night"))
    assert second.stage == "finished"
    assert len(renders(studio.journal)) == count + 2, "a keyframe and a clip"
    assert second.shots[1].take == 2
    assert "at night" in second.shots[1].shot.enhanced_prompt
    assert second.shots[1].shot.time_of_day == "night"
    assert [one.sentence for one in second.shots[1].current.changed] == ["hour day → night"]
    assert second.shots[1].shot.transition == "cut", (
        "the shot before has no frames to be blended into the night"
    )
    assert second.documents["film.mp4"] != first.documents["film.mp4"]
    assert second.film_frames == first.film_frames
    for at in (0, 2):
        assert second.shots[at].clip == first.shots[at].clip
    write_folder(second, studio.store, tmp_path / "film")
    place = tmp_path / "film/shots/shot_002"
    old, new = first.shots[1].clip, second.shots[1].clip
    assert old and new
    assert (place / "takes/1/clip.mp4").stat().st_size == old.blob.size
    assert (place / "takes/2/clip.mp4").stat().st_size == new.blob.size
    assert (place / "clip.mp4").read_bytes() == (place / "takes/2/clip.mp4").read_bytes()


async def test_going_back_to_the_first_take_makes_nothing_and_gives_the_first_film_again(
    studio: StudioKit, film: str
) -> None:
    first = await studio.make(short_shots("a quay", "a boat"), film)
    await changed(studio, film, anew(note="closer"))
    count = len(renders(studio.journal))
    third = await changed(studio, film, Change(shot_id="2", use=1))
    assert len(renders(studio.journal)) == count
    assert third.documents["film.mp4"] == first.documents["film.mp4"]
    assert third.shots[1].take == 1
    assert third.shots[1].shot == first.shots[1].shot
    assert [take.take for take in third.shots[1].kept()] == [1, 2]
    fourth = await changed(studio, film, anew())
    assert fourth.shots[1].take == 3, "a number is never used twice"
    assert [take.take for take in fourth.shots[1].kept()] == [1, 2, 3]


async def test_a_retake_without_a_word_is_another_picture_of_the_same(studio: StudioKit, film: str) -> None:
    first = await studio.make(short_shots("a quay", "a boat"), film)
    second = await changed(studio, film, anew())
    assert second.shots[1].shot == first.shots[1].shot
    assert second.shots[1].keyframe and first.shots[1].keyframe
    assert second.shots[1].keyframe.blob != first.shots[1].keyframe.blob


async def test_other_words_are_spoken_over_the_same_picture_and_the_shot_grows_with_them(
    studio: StudioKit, film: str
) -> None:
    first = await studio.make(short_shots("a quay", "a boat"), film)
    line = "The boat has been waiting at the quay for longer than anybody remembers."
    second = await changed(studio, film, anew(dialogue=line))
    assert second.shots[1].keyframe == first.shots[1].keyframe
    assert second.shots[1].voices[0] and second.shots[1].clip
    assert second.shots[1].clip.seconds > second.shots[1].voices[0].seconds > 3
    assert second.film_frames > first.film_frames


async def test_the_new_picture_waits_for_a_person_as_any_other(studio: StudioKit, film: str) -> None:
    await studio.make(short_shots("a quay", "a boat"), film)
    clips = len(renders(studio.journal, "video"))
    await change(studio, film, anew(prompt="a lamp in the dark"), auto=False)
    view = await studio.until(film, lambda view: view.stage == "approval")
    assert view.board == 2
    assert len(renders(studio.journal, "video")) == clips, "nothing dear was begun"
    await studio.decide(film, Decision(kind="approve", board=2))
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert view.stage == "finished"
    assert len(renders(studio.journal, "video")) == clips + 1


async def test_a_rejected_retake_leaves_the_film_as_it_was_and_its_picture_among_the_takes(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("a quay", "a boat")
    first = await studio.make(brief, film)
    await change(studio, film, anew(prompt="a lamp"), auto=False)
    await studio.until(film, lambda view: view.stage == "approval")
    await studio.decide(film, Decision(kind="reject"))
    await studio.client.get_workflow_handle(film).result()
    after = await studio.view(film)
    assert after.stage == "finished"
    assert "rejected" in after.reason
    assert after.documents["film.mp4"] == first.documents["film.mp4"]
    assert after.documents["storyboard.png"] == first.documents["storyboard.png"]
    assert after.shots[1].take == 1
    assert [take.take for take in after.shots[1].kept()] == [1, 2]
    again = await studio.make(brief, film)
    assert again.documents["film.mp4"] == first.documents["film.mp4"], "nobody chose the rejected take"
    third = await changed(studio, film, anew(note="in the rain"))
    assert "lamp" not in third.shots[1].shot.enhanced_prompt, (
        "a note is added to the take that is in the film"
    )
    assert third.shots[1].take == 3


async def test_a_cancelled_retake_leaves_the_shots_as_they_were(studio: StudioKit, film: str) -> None:
    first = await studio.make(short_shots("a quay", "a boat"), film)
    await change(studio, film, anew(prompt="a lamp"), auto=False)
    await studio.until(film, lambda view: view.stage == "approval")
    await studio.cancel(film)
    after = await studio.until(film, lambda view: view.ended)
    assert after.shots[1].take == 1
    assert after.shots[1].conformed == first.shots[1].conformed
    assert after.documents["film.mp4"] == first.documents["film.mp4"]


async def test_a_retake_that_is_cancelled_before_it_is_cast_leaves_the_film_as_it_was(
    server: TemporalServer, film: str, tmp_path: Path
) -> None:
    async with studio_at(server.address, tmp_path / "home") as studio:
        first = await studio.make(short_shots("a quay", "a boat"), film)
        request = await changed_film(studio, film, (anew(prompt="a lamp"),), auto=False)
    # Nobody works: the cancellation is there before the casting.
    await studio.start(request, film)
    await studio.cancel(film)
    async with studio_at(server.address, tmp_path / "home") as studio:
        after = await studio.until(film, lambda view: view.ended)
    assert after.stage == "cancelled"
    assert after.documents["film.mp4"] == first.documents["film.mp4"]
    assert (after.title, after.shots, after.board) == (first.title, first.shots, first.board)


async def test_the_shot_list_has_the_words_of_the_takes_that_are_in_the_film(
    studio: StudioKit, film: str
) -> None:
    await studio.make(short_shots("a quay", "a boat"), film)
    second = await changed(studio, film, anew(note="in the rain"))
    listed = json.loads(studio.store.read_bytes(second.documents["shots.json"]))
    assert "in the rain" in listed[1]["enhanced_prompt"]


async def test_the_same_brief_again_keeps_the_takes_that_were_chosen(studio: StudioKit, film: str) -> None:
    brief = short_shots("a quay", "a boat")
    await studio.make(brief, film)
    second = await changed(studio, film, anew(note="at night"))
    again = await studio.make(brief, film)
    assert again.documents["film.mp4"] == second.documents["film.mp4"]
    assert again.shots[1].take == 2


async def test_a_missing_shot_is_had_by_a_retake(studio: StudioKit, film: str) -> None:
    first = await studio.make(short_shots("a quay", "FAIL-video a boat"), film)
    assert first.exit_code == 3
    second = await changed(studio, film, anew(prompt="a boat"))
    assert second.exit_code == 0
    assert not second.missing


async def test_several_shots_are_retaken_at_once_on_one_board(studio: StudioKit, film: str) -> None:
    await studio.make(short_shots("a quay", "a boat", "a storm"), film)
    view = await changed(studio, film, anew("1"), anew("shot_003"))
    assert [shot.take for shot in view.shots] == [2, 1, 2]
    assert view.board == 2


async def test_what_the_film_has_cost_counts_against_the_budget_of_its_retake(
    address: str, tmp_path: Path, film: str
) -> None:
    settings = Settings(home=tmp_path / "home")
    journal = settings.home / "journal"
    async with studio_of(address, settings, watched_registry(journal, Decimal("0.50"))) as studio:
        first = await studio.make(short_shots("a quay", "a boat"), film, budget="3.50")
        assert first.spent == Decimal("3.00"), "two pictures, a voice, two clips, a score"
        await change(studio, film, anew(prompt="a lamp"))
        short = await studio.until(film, lambda view: bool(view.needs))
        assert short.spent == Decimal("3.50"), "the picture; its clip does not fit"
        await studio.decide(film, Decision(kind="budget", usd=Decimal(4)))
        await studio.client.get_workflow_handle(film).result()
        assert (await studio.view(film)).spent == Decimal("4.00")


async def test_a_change_that_cannot_be_made_is_refused_before_anything_starts(
    studio: StudioKit, film: str
) -> None:
    await studio.make(short_shots("a quay", "a boat"), film)
    for wanted, sentence in (
        (Change(shot_id="9"), "There is no shot '9'"),
        (Change(shot_id="2", use=7), "There is no take 7 of shot_002: it has 1."),
        (Change(shot_id="2", use=1), "Take 1 of shot_002 is the one in the film already."),
    ):
        with pytest.raises(BadInput, match=sentence):
            await changed_film(studio, film, (wanted,), auto=True)


async def test_a_film_that_runs_or_was_never_cut_is_not_retaken(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    with pytest.raises(WrongMoment, match="cannot be retaken now"):
        await changed_film(studio, film, (anew("1"),), auto=True)
    await studio.decide(film, Decision(kind="reject"))
    await studio.client.get_workflow_handle(film).result()
    with pytest.raises(WrongMoment, match="never cut"):
        await changed_film(studio, film, (anew("1"),), auto=True)


async def test_of_two_retakes_at_once_one_is_made_and_the_other_is_refused(
    studio: StudioKit, film: str
) -> None:
    await studio.make(short_shots("a quay"), film)
    requests = [
        await changed_film(studio, film, (anew("1", note=note),), auto=False)
        for note in ("at night", "at noon")
    ]
    assert not (await studio.start(requests[0], film)).running
    with pytest.raises(WrongMoment, match="your change was not begun"):
        await studio.start(requests[1], film)
    await studio.cancel(film)


async def test_a_film_told_from_a_sentence_is_retaken_without_writing_it_again(
    studio: StudioKit, film: str
) -> None:
    request = FilmRequest(
        brief=Brief(prompt="Mara finds a door in the sea.", seconds=6), options=RunOptions(approve="auto")
    )
    await studio.start(request, film)
    await studio.client.get_workflow_handle(film).result()
    written = len(renders(studio.journal, "llm"))
    view = await changed(studio, film, anew("1", note="in the rain"))
    assert view.stage == "finished"
    assert view.language == "en"
    assert len(renders(studio.journal, "llm")) == written
