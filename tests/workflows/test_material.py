"""Long stories and shot lists are stored once: what a film carries along is short, and is checked where it is read."""

import base64
import json

import pytest
from temporalio.client import WorkflowFailureError, WorkflowHistory

from library.briefs import INLINE_BYTES, pieces, put_aside, whole
from models.brief import Brief
from models.errors import BadInput
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.story.chunks import chunks
from tests.kit.studio import StudioKit, short_shots

SENTENCE = "Mara opened the door in the sea, and the light behind it was warm. "
LONG = SENTENCE * (2 * INLINE_BYTES // len(SENTENCE))


def carried(history: WorkflowHistory) -> str:
    """Everything that a history says, its payloads decoded."""
    found = []

    def look(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("data"), str) and "metadata" in value:
                found.append(base64.b64decode(value["data"]).decode(errors="replace"))
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    look(json.loads(history.to_json()))
    return "\n".join(found)


async def test_a_story_of_megabytes_is_in_no_history_and_the_film_is_the_same(
    studio: StudioKit, film: str
) -> None:
    brief = Brief(story=SENTENCE * 30_000, seconds=6)
    view = await studio.make(brief, film, stop_at="story")
    assert (view.verdict, view.brief_digest) == ("stopped", brief.digest())
    assert view.shots
    for workflow_id in (film, await studio.part(film, "story")):
        history = await studio.client.get_workflow_handle(workflow_id).fetch_history()
        assert carried(history).count(SENTENCE) < 200, "no more than how it begins"
        assert len(history.to_json()) < 200_000
    assert (await studio.begin(brief, film, stop_at="story")).again, "it is the same film"


async def test_a_story_that_travels_in_the_request_travels_no_further(studio: StudioKit, film: str) -> None:
    brief = Brief(story=LONG, seconds=6)
    request = FilmRequest(brief=brief, options=RunOptions(approve="auto", stop_at="story"))
    handle = await studio.client.start_workflow("FilmWorkflow", request, id=film, task_queue="film")
    await handle.result()
    history = await handle.fetch_history()
    scheduled = [
        event.activity_task_scheduled_event_attributes
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
    sizes = {each.activity_type.name: each.input.ByteSize() for each in scheduled}
    assert sizes.pop("publish.brief") > 0
    assert max(sizes.values()) < INLINE_BYTES // 2


async def test_a_stored_brief_that_is_another_one_fails_the_film_with_a_sentence(
    studio: StudioKit, film: str
) -> None:
    other = put_aside(short_shots("a quay"), studio.store, above=0)
    asked = put_aside(short_shots("a boat"), studio.store, above=0)
    assert asked.material
    assert other.material
    swapped = asked.material.model_copy(update={"blob": other.material.blob})
    crafted = asked.model_copy(update={"material": swapped})
    handle = await studio.client.start_workflow(
        "FilmWorkflow", FilmRequest(brief=crafted), id=film, task_queue="film"
    )
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    assert "is not the one that was asked for" in (await studio.view(film)).reason
    with pytest.raises(BadInput, match="is not the one that was asked for"):
        whole(crafted, studio.store)


def test_what_is_put_aside_is_the_same_brief_when_it_is_read_again(studio: StudioKit) -> None:
    for brief in (Brief(story=LONG), short_shots("a quay", "a boat"), Brief(prompt="a quay")):
        light = put_aside(brief, studio.store, above=0)
        assert (light.digest(), light.film_id()) == (brief.digest(), brief.film_id())
        assert len(light.model_dump_json()) < 4000
        assert whole(light, studio.store) == brief


def test_a_story_is_cut_into_pieces_where_it_is_read_as_it_was_before_it_was_stored() -> None:
    assert pieces(LONG.strip(), 4) == chunks(LONG.strip(), 4)
