"""StoryWorkflow: a brief becomes a shot list, written by models or by a writer of our own."""

from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.story.order import StoryOrder, WrittenStory
    from workflows.failures import started_with
    from workflows.story.long_story import LongStory
    from workflows.story.outline import write_story
    from workflows.story.overview import overview
    from workflows.story.staged_story import StagedStory
    from workflows.story.state import StoryState, written


@workflow.defn
class StoryWorkflow:
    """Writes a story in stages; a stage that is done is never written again."""

    @workflow.run
    async def run(self, *given: Any) -> WrittenStory:  # noqa: ANN401 - whatever whoever starts it hands over
        """Write the story of the `StoryOrder` that is given."""
        order = started_with(given, StoryOrder, "story's order")
        if order.plan is None:
            notes: list[str] = []
            told = await write_story(order, notes, order.choice)
            return written(order, told, notes)
        state = StoryState(order, order.plan)
        if order.parts:
            return await overview(state)
        author = LongStory(state) if order.plan.mode == "long" else StagedStory(state)
        document = await author.write()
        if document is None and state.calls.refusal:
            return state.refused()
        if document is None:
            state.forget_notes()
            document = await write_story(order, state.notes)
            state.outlined("story", fell_back="no model could write it")
            state.notes.append("No model could write the story: the offline outline writer did.")
        return state.written(document)
