"""Films from start to end on the real server."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowFailureError

from infra.media.probe import probe
from models.brief import Brief
from models.cut.lengths import FPS, card_seconds, clip_frames, frames_of
from models.film.view import STAGE_ATTRIBUTE
from studio.service.film.folder import write_folder
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, short_shots, studio_at


async def test_a_sentence_becomes_a_film_with_sound_and_subtitles(address: str, tmp_path: Path) -> None:
    brief = Brief(prompt="Mara the keeper finds a door in the sea. She opens it.", seconds=10)
    async with studio_at(address, tmp_path / "home", full_size=True) as studio:
        view = await studio.make(brief)
    assert view.stage == "finished"
    assert view.verdict == "finished"
    assert not view.notes
    write_folder(view, studio.store, tmp_path / "film")
    facts = probe(tmp_path / "film/film.mp4")
    assert (facts.width, facts.height) == (1280, 720)
    assert facts.frames == view.film_frames
    assert abs(facts.seconds - 10) < 3
    assert abs(facts.audio_seconds - facts.seconds) < 0.1
    assert "-->" in (tmp_path / "film/film.srt").read_text()
    for name in ("storyboard.png", "story.json", "shots.json", "report.json", "shots/shot_001/frame.png"):
        assert (tmp_path / "film" / name).is_file(), name


async def test_a_clip_is_as_long_as_its_measured_voice_needs(studio: StudioKit) -> None:
    brief = short_shots("a quay")
    long = brief.shots[0].model_copy(
        update={"dialogue": "The keeper walked down to the water and waited for the tide."}
    )
    view = await studio.make(brief.model_copy(update={"shots": (long,)}))
    shot = view.shots[0]
    assert shot.voices[0] is not None
    assert shot.clip is not None
    assert shot.voices[0].seconds > 2
    fade = frames_of(0.5)
    assert shot.clip.frames == clip_frames(1.0, shot.voices[0].seconds) + fade
    title_s, end_s = card_seconds(6)
    assert view.film_frames == frames_of(title_s) + shot.clip.frames + frames_of(end_s) - fade


async def test_the_same_brief_again_makes_nothing_again(studio: StudioKit, film: str) -> None:
    brief = short_shots("a quay", "a boat")
    first = await studio.make(brief, film)
    count = len(renders(studio.journal))
    assert count == 2 + 1 + 2 + 1, "two keyframes, a voice, two clips, a score"
    second = await studio.make(brief, film)
    assert len(renders(studio.journal)) == count
    assert second.documents["film.mp4"] == first.documents["film.mp4"]
    assert all(shot.clip and shot.clip.cached for shot in second.shots)


async def test_without_the_cache_everything_is_made_again_and_comes_out_the_same(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("a quay")
    first = await studio.make(brief, film)
    count = len(renders(studio.journal))
    second = await studio.make(brief, film, use_cache=False)
    assert len(renders(studio.journal)) == 2 * count
    assert second.shots[0].clip is not None
    assert first.shots[0].clip is not None
    assert second.shots[0].clip.blob == first.shots[0].clip.blob


async def test_the_shot_list_a_film_writes_makes_the_same_pictures(studio: StudioKit, film: str) -> None:
    first = await studio.make(Brief(prompt="A boat. A storm. A harbour at dawn.", seconds=12), f"{film}-one")
    shots = json.loads(studio.store.read_bytes(first.documents["shots.json"]))
    again = Brief.model_validate({"shots": shots, "title": first.title, "seconds": 12})
    second = await studio.make(again, f"{film}-two")
    assert [shot.keyframe.blob for shot in second.shots if shot.keyframe] == [
        shot.keyframe.blob for shot in first.shots if shot.keyframe
    ]


async def test_a_shot_that_cannot_be_made_gets_a_slate_and_the_film_says_so(studio: StudioKit) -> None:
    view = await studio.make(short_shots("a quay", "FAIL-video a boat", "FAIL-image a storm"))
    assert view.verdict == "finished with 2 shots missing"
    assert view.exit_code == 3
    assert [shot.status for shot in view.shots] == ["done", "missing", "missing"]
    assert "told to fail" in view.shots[1].missing
    title_s, end_s = card_seconds(6)
    expected = frames_of(title_s) + sum(shot.clip.frames if shot.clip else FPS for shot in view.shots)
    assert view.film_frames == expected + frames_of(end_s)
    report = json.loads(studio.store.read_bytes(view.documents["report.json"]))
    assert [missing["shot"] for missing in report["missing"]] == ["shot_002", "shot_003"]


async def test_a_voice_that_cannot_speak_leaves_a_silent_shot_and_says_so(studio: StudioKit) -> None:
    brief = short_shots("a quay")
    arabic = brief.shots[0].model_copy(update={"dialogue": "وجد حارس المنارة بابا في البحر."})
    view = await studio.make(brief.model_copy(update={"shots": (arabic,)}))
    assert view.verdict == "finished"
    assert view.shots[0].voices[0] is None
    assert any("subtitles" in note for note in view.notes), view.notes
    assert "حارس" in studio.store.read_bytes(view.documents["film.srt"]).decode()


async def test_a_film_of_which_no_shot_can_be_made_fails_and_says_why(studio: StudioKit, film: str) -> None:
    brief = short_shots("FAIL-video a quay")
    await studio.start_and_fail(brief, film)
    view = await studio.view(film)
    assert view.stage == "failed"
    assert "told to fail" in view.reason
    assert view.exit_code == 1
    assert view.shots[0].keyframe is not None, "what was made is kept"


async def test_what_a_picture_leaves_out_is_told_with_its_shot_whether_it_was_drawn_now_or_before(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("Mara sees three cannons by the sea", "Mara stands by the sea")
    for name in (f"{film}-drawn", f"{film}-found"):
        view = await studio.make(brief, name, stop_at="storyboard")
        assert [shot.not_drawn for shot in view.shots] == [("cannons",), ()]
        report = json.loads(studio.store.read_bytes(view.documents["report.json"]))
        assert [shot["not_drawn"] for shot in report["shots"]] == [["cannons"], []]
        assert "not drawn: cannons" in await studio.details(name)
    assert len(renders(studio.journal, "image")) == 2


async def test_a_film_can_stop_at_its_story_and_at_its_storyboard(studio: StudioKit, film: str) -> None:
    brief = short_shots("a quay")
    story = await studio.make(brief, f"{film}-story", stop_at="story")
    assert story.verdict == "stopped"
    assert set(story.documents) == {"story.json", "shots.json", "report.json"}
    board = await studio.make(brief, f"{film}-board", stop_at="storyboard")
    assert "storyboard.png" in board.documents
    assert renders(studio.journal, "video") == []


async def test_search_attributes_and_details_tell_where_a_film_stands(studio: StudioKit, film: str) -> None:
    await studio.make(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    description = await handle.describe()
    attributes = {str(pair.key.name): pair.value for pair in description.typed_search_attributes}
    assert attributes[STAGE_ATTRIBUTE] == "finished"
    assert attributes["FilmTitle"] == "Short"
    assert attributes["FilmCost"] == 0.0
    assert await description.static_summary() == "Short"
    details = await studio.details(film)
    assert "## Board 1 (approved)" in details
    assert "a quay" in details
    found = [film.film_id for film in await studio.films()]
    assert film in found


async def test_the_same_brief_and_seed_give_the_same_shots_and_the_same_frames(
    studio: StudioKit, film: str
) -> None:
    brief = Brief(
        prompt="Ada rows to the island at dawn. Ben waits in the tower. A storm comes.", seconds=30, seed=7
    )
    views = [
        await studio.make(brief, f"{film}-{number}", stop_at="storyboard", use_cache=False)
        for number in (1, 2)
    ]
    assert len(renders(studio.journal, "image")) == 2 * len(views[0].shots) > 4
    assert views[0].documents["shots.json"] == views[1].documents["shots.json"]
    frames = [[shot.keyframe.blob.sha256 for shot in view.shots if shot.keyframe] for view in views]
    assert frames[0] == frames[1]
    assert len(set(frames[0])) == len(views[0].shots), "no two shots look alike"
    other = await studio.make(brief.model_copy(update={"seed": 8}), f"{film}-3", stop_at="storyboard")
    assert [shot.keyframe.blob.sha256 for shot in other.shots if shot.keyframe] != frames[0]


async def test_a_long_text_travels_by_reference_not_through_the_history(studio: StudioKit, film: str) -> None:
    story = "Mara walked to the lighthouse and looked at the sea. " * 6000
    await studio.make(Brief(story=story, seconds=12), film, stop_at="story")
    for workflow_id in (film, await studio.part(film, "story")):
        history = await studio.client.get_workflow_handle(workflow_id).fetch_history()
        assert max(event.ByteSize() for event in history.events) < 64 * 1024


@pytest.mark.parametrize(
    ("request_given", "said"),
    [
        ({"brief": {"promt": "a door"}}, "did you mean 'prompt'"),
        ({"brief": {"prompt": "a door", "seconds": 2}}, "brief.seconds"),
        ({"brief": {"prompt": ""}}, "says nothing"),
        ({"prompt": "a door"}, "brief is missing"),
        ("a door", "The film's request"),
    ],
)
async def test_a_request_typed_wrong_into_temporals_ui_fails_the_film_with_a_sentence(
    studio: StudioKit, film: str, request_given: Any, said: str
) -> None:
    handle = await studio.client.start_workflow("FilmWorkflow", request_given, id=film, task_queue="film")
    with pytest.raises(WorkflowFailureError) as failed:
        await asyncio.wait_for(handle.result(), 60)
    assert said in str(failed.value.cause)


async def test_a_film_can_be_started_from_temporals_ui_with_a_brief_alone(
    studio: StudioKit, film: str
) -> None:
    request = {"brief": {"prompt": "A door in the sea", "profile": "golden"}}
    handle = await studio.client.start_workflow("FilmWorkflow", request, id=film, task_queue="film")
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    assert "There is no profile 'golden'. Known: local, budget, balanced, premium, gpu, auto." in str(
        failed.value.cause
    )
    request = {"brief": {"prompt": "A door in the sea"}, "options": {"stop_at": "story"}}
    handle = await studio.client.start_workflow("FilmWorkflow", request, id=f"{film}-2", task_queue="film")
    await handle.result()
    assert (await studio.view(f"{film}-2")).title
