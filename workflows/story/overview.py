"""What the stretches of a long story have in common, by models: who is in it, how it is told, and what happens in each part."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.story.order import WrittenStory
    from models.story.stages import Narrative, Story, StoryDocument
    from models.story.stretches import Overview, part_told
    from workflows.story.long_story import LongStory
    from workflows.story.staged_story import StagedStory
    from workflows.story.state import StoryState


async def overview(state: StoryState) -> WrittenStory:
    """The overview of a story that is written in stretches; an empty one, and it is noted, where no model could write it."""
    written = await (_of_text(state) if state.plan.mode == "long" else _of_sentence(state))
    if written is None and state.calls.refusal:
        return state.refused()
    if written is None:
        state.notes.append(
            "No model could write an overview of the story: its stretches know no more than their own text."
        )
    return WrittenStory(
        document=StoryDocument(title=state.order.brief.title or (written.title if written else "")),
        shots=(),
        overview=written or Overview(),
        notes=tuple(state.notes),
        records=tuple(state.calls.records),
    )


async def _of_text(state: StoryState) -> Overview | None:
    """Of a text: from the summary of all of it, else from as much of it as one call reads."""
    summary = await LongStory(state).summary()
    found = None if summary is None else await _broken_down(state, summary)
    return found.model_copy(update={"parts": ()}) if found else None


async def _of_sentence(state: StoryState) -> Overview | None:
    """Of a film that is asked for in a sentence: its story, and what happens in each part."""
    told = await StagedStory(state).told()
    if told is None:
        return None
    template, story = told
    found = await _broken_down(state, _in_words(story))
    if found is None:
        return None
    return found.model_copy(
        update={
            "title": story.story_title,
            "mood": story.mood or found.mood,
            "language": story.language,
            "template": template.selected_template,
            "characters": story.characters or found.characters,
        }
    )


async def _broken_down(state: StoryState, summary: str) -> Overview | None:
    result = await state.ask("breakdown", summary=summary, shots=state.plan.shots)
    breakdown = result.breakdown if result else None
    if breakdown is None:
        return None
    return Overview(
        title=breakdown.title,
        mood=breakdown.mood,
        language=breakdown.language,
        characters=breakdown.characters,
        parts=tuple(part_told(scene.summary) for scene in breakdown.scenes),
    )


def _in_words(story: Story) -> str:
    arc: Narrative = story.narrative
    told = (arc.logline, arc.setup, arc.development, arc.climax, arc.resolution, story.character_arc)
    people = (f"{one.name}: {one.description}" for one in story.characters)
    places = f"Places: {'; '.join(story.places)}" if story.places else ""
    return "\n".join(filter(None, (story.story_title, *told, *people, places)))
